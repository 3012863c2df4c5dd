"""The section on changes to clusters: its table, the questions about broken glass, and what it holds off."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain import events as e
from bot.domain.action import Call
from bot.domain.keep import Part, read
from bot.domain.words import Words
from bot.views.picture_plan import plan as drawn_plan
from bot.views.report import UNANSWERED, markdown, merge, unanswered
from bot.views.report_lines import plain
from tests.domain.report_rescue import HEALTHY, LAME, RUN, Rescue, plan, rescue
from tests.domain.report_story import NAMES, Story, full

GLASS = "Change 3: was it right to run this without a second person?"
WEIRD = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("#>-+*_`|[]()<>!\\&~=$@:./ \n\r\t19wh")))


def page(story: Story) -> str:
    return markdown(story.report(system=RUN), NAMES)


def section(story: Story) -> str:
    """The text of the part, without its marks; empty when there is none."""
    found = (piece for piece in read(page(story)) if isinstance(piece, Part) and piece.name == "changes")
    return next((piece.body.strip() for piece in found), "")


def cells(story: Story, number: int) -> list[str]:
    rows = [line.strip("| ").split(" | ") for line in section(story).splitlines()]
    return next(row for row in rows if row[0] == str(number))


def test_a_change_is_one_row_from_who_asked_to_how_it_stood():
    assert cells(rescue(), 1) == [
        "1", "Roll backend back to revision 41", "deployment/backend in shop, Production (EU)",
        "Ana Pereira", "Bo Lindqvist (RoleBinding shop/oncall)", "2026-03-04 14:12", "done in 42 s",
        "2 min: better, ready 1/3 → 3/3, restarts 9 → 9<br>"
        "10 min: unchanged, ready 1/3 → 3/3, restarts 9 → 9",
    ]  # fmt: skip


def test_every_end_is_said_with_its_reason():
    outcomes = {number: cells(rescue(), number)[6] for number in range(2, 9)}
    assert outcomes == {
        2: "rejected by Bo Lindqvist: Cy \\| Young: that is<br>all of them",
        3: "**failed** after it was sent: 2 of 3 pods ready<br>&lt;b>BackOff&lt;/b> pulling \\`img\\`",
        4: "not run, the object had changed: spec.replicas is 4 now, 3 when it was planned",
        5: "done in 1 min 0 s",
        6: "done in 0 s",
        7: "expired, not approved in time",
        8: "no plan could be made: UCY may not patch deployments",
    }


def test_undoing_and_planning_anew_are_linked_both_ways():
    assert [cells(rescue(), number)[-1] for number in (4, 5, 6)] == [
        "planned anew as 5", "undone by 6<br>in place of 4", "undoes 5",
    ]  # fmt: skip


def test_there_is_no_section_when_nothing_was_asked_of_a_cluster():
    assert "Changes to clusters" not in page(full())
    assert "Broken glass" not in page(full())


def test_reads_alone_are_a_line():
    story = Story().declared().say(e.ReadAsked(1, "get_pods", Words("pods"), Call("get_pods")))
    assert section(story).endswith(
        "Nothing was changed, only looked up.\n\nLooked up, by action: get_pods 1."
    )


def test_a_broken_glass_asks_until_somebody_answers():
    text = page(rescue())
    assert "- 2026-03-04 14:31 UTC, Dee ran change 3, Set POOL of backend: Nobody else is awake" in text
    assert text.count(UNANSWERED) == 3
    assert unanswered(text)[0] == GLASS
    at = text.index(GLASS)
    answered = text[:at] + text[at:].replace(UNANSWERED, "Yes: it was 3 in the morning.", 1)
    story = rescue().say(e.NoteAdded(Words("one more thing")))
    again = merge(answered, page(story))
    assert GLASS not in unanswered(again)
    assert "Yes: it was 3 in the morning." in again


def test_a_glass_broken_over_a_false_alarm_is_asked_about_too():
    story = Rescue().declared()
    story.asked(3, "x").planned(3, plan("X")).say(e.GlassBroken(3, Words("panic"), story.now), "UDEE")
    assert unanswered(page(story.say(e.Cancelled(Words("a test"))))) == (GLASS,)


def test_what_stands_is_named_with_who_said_why_or_that_nobody_did():
    said = section(rescue()).partition("### Still standing")[2]
    assert "Change 1, Roll backend back to revision 41" in said
    assert "; to undo it: Roll backend forward to revision 42; stays, says Bo Lindqvist: v42 leaks" in said
    assert "Change 3" in said
    assert said.count("**nobody said why it stays**") == 1
    assert "Change 5" not in said


def test_a_later_draft_does_not_go_on_saying_that_something_stands():
    story = Rescue().declared()
    story.asked(1, "scale").planned(1, plan("Scale to 5", "Scale to 3"), 0).applied(1).done(1)
    old = page(story)
    story.asked(2, "undo 1", undoes=1).planned(2, plan("Scale to 3"), 0).applied(2)
    assert "Still standing" in old
    assert "Still standing" not in merge(old, page(story))


def test_the_picture_marks_what_was_changed_and_broken():
    marks = [(one.kind, one.label) for one in drawn_plan(rescue().report(), NAMES).marks]
    assert [one for one in marks if one[0] in ("change", "glass")] == [
        ("change", "1"), ("change", "3"), ("glass", ""), ("change", "5"), ("change", "6"),
    ]  # fmt: skip


def told(text: str) -> Story:
    """Every text that people or a cluster could write, being `text`."""
    words, story = Words(text), Rescue().declared()
    story.say(e.PlanAsked(1, text, text, words, text, text)).planned(1, plan(text, text, text))
    story.say(e.VoteCounted(1, text, words)).say(e.GlassBroken(1, words, story.now), text)
    story.applied(1, LAME).say(e.RunFailed(1, words, True), text)
    story.say(e.VerdictTaken(1, 2, text, HEALTHY, words)).say(e.MitigationsKept((1,), words), text)
    return story.say(e.ReadAsked(1, text, words, Call(text))).say(e.Frozen(text, text, words))


@settings(deadline=None)
@given(WEIRD)
def test_whatever_was_written_is_inert_and_stays_in_its_place(text):
    shown = page(told(text))
    tokens = MarkdownIt("commonmark").enable("table").parse(shown)
    inline = [child for token in tokens for child in token.children or ()]
    ours = {"strong_open", "strong_close", "em_open", "em_close", "code_inline", "html_inline", "softbreak"}
    assert {child.type for child in inline} <= ours | {"text", "text_special"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>"}
    assert sum(token.type == "html_block" for token in tokens) == shown.count("<!-- tocsin:")
    sections = [t for t in tokens if t.type == "heading_open" and t.tag == "h2"]
    assert len(sections) == page(told("x")).count("\n## ")
    assert len(unanswered(shown)) == 3


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that fits `hint`, records inside of records too."""
    inner = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([st.none() if one is type(None) else drawn(one) for one in inner])
    if get_origin(hint) is tuple:
        return st.lists(drawn(inner[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(max_size=9), drawn(inner[1]), max_size=3)
    if is_dataclass(hint):
        return built(cast(type, hint))
    plain_: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(max_size=20), Words: st.text(max_size=40).map(Words), bool: st.booleans(),
        Any: st.text(), int: st.integers(0, 4),
        datetime: st.datetimes(datetime(2020, 1, 1), timezones=st.just(UTC)),
    }  # fmt: skip
    return plain_[hint]


def built(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{f.name: drawn(hints[f.name]) for f in fields(kind)})


@settings(deadline=None)
@given(st.lists(st.one_of([built(kind) for kind in get_args(e.Operating)]), max_size=12))
def test_any_work_on_clusters_can_be_told_in_any_order(events):
    story = Story().declared()
    for event in events:
        story.say(event)
    assert all(plain(fact, NAMES) for fact in story.facts)
    text = page(story)
    assert merge(text, text) == text
    assert ("## Changes to clusters" in text) == any(isinstance(x, e.PlanAsked | e.ReadAsked) for x in events)
