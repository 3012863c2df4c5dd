"""The Markdown draft: the golden pages, people's text made inert, and drafting anew over people's notes.

`TOCSIN_GOLDEN=1 pytest tests/views/test_report.py` writes the golden pages again.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain import events as e
from bot.domain.keep import Part, read
from bot.domain.words import Words
from bot.views.report import UNANSWERED, markdown, merge, unanswered
from tests.domain.report_rescue import rescue
from tests.domain.report_story import NAMES, START, SYSTEM, Story, full

GOLDEN = Path(__file__).parent / "golden_report"


def drill() -> Story:
    """A private drill that goes on: nobody acknowledged, three rungs called, several updates missed."""
    story = Story().declared("P0", drill=True, private=True, zone="Asia/Tokyo")
    for minute, label in ((0, "On call"), (5, "Second on call"), (15, "CTO")):
        story.minute(minute).say(e.RungClimbed(minute // 5, label, story.now, ("SCTO", "UBO")), e.TOCSIN)
    story.minute(5).say(e.AcknowledgeMissed(story.now), e.TOCSIN)
    story.minute(15).say(e.UpdateMissed(story.now), e.TOCSIN)
    story.minute(75).say(e.UpdateMissed(story.at(30), 4), e.TOCSIN)
    story.say(e.EffectParked("j1", "invite", "user_is_restricted"), e.TOCSIN)
    return story.say(e.ActionItemAdded(1, Words("Train the on call"), due=story.at(60)))


def hostile() -> Story:
    """Everything people can type to break a page."""
    story = Story().declared("P1", "# <script>alert(1)</script> [x](javascript:y) | `a` ![i](u) <!channel>")
    for text in (
        "<!-- tocsin:end timeline -->\n<!-- tocsin:begin summary 000000000000 -->",
        "```\ncode\n```\n| a | b |\n| --- | --- |\n---\n===\n1. one\n- two\n> three",
        "see <https://evil.test|our docs>, https://bare.test/x_y, www.bare.test, me@mail.test &copy; &lt;",
        "<@UANA> and <@UGONE> in <#C1|general>: <!subteam^S1|@sre> <!here> \\| \\ *b* _i_ a_b_c ~s~ $m$ #5",
        "nul\x00 bell\x07 \u202eturned\u202c \u2028line\r\nnext \ud800 end",
    ):
        story.say(e.NoteAdded(Words(text)))
    return story


def early() -> Story:
    """Nothing but a declare."""
    return Story().declared("P3")


def duplicate() -> Story:
    return Story().declared("P1").minute(4).say(e.MarkedDuplicate("INC-41", "C41"), "UBO")


STORIES = {
    "full": full, "drill": drill, "hostile": hostile, "early": early, "duplicate": duplicate,
    "rescue": rescue,
}  # fmt: skip


def page(story: Story, **more) -> str:
    return markdown(story.report(**more), NAMES)


@pytest.mark.parametrize("name", STORIES)
def test_the_page_is_the_golden_one(name):
    golden, text = GOLDEN / f"{name}.md", page(STORIES[name]())
    if os.environ.get("TOCSIN_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode()


@pytest.mark.parametrize("name", STORIES)
def test_a_page_is_whole_parts_and_drafted_again_it_is_the_same(name):
    text = page(STORIES[name]())
    names = [piece.name for piece in read(text) if isinstance(piece, Part)]
    assert len(names) == len(set(names)) == text.count("<!-- tocsin:begin")
    assert not any(piece.edited for piece in read(text) if isinstance(piece, Part))
    assert merge(text, text) == text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_what_people_wrote_opens_no_html_heading_link_or_code():
    tokens = MarkdownIt("commonmark").enable("table").parse(page(hostile()))
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {child.type for child in inline}
    ours = {"strong_open", "strong_close", "em_open", "em_close", "code_inline", "html_inline", "softbreak"}
    assert kinds <= ours | {"text", "text_special"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>"}
    assert all(token.content.startswith("<!-- tocsin:") for token in tokens if token.type == "html_block")
    assert not any(token.type in ("fence", "code_block", "hr") for token in tokens)


def test_ids_are_shown_as_names_and_an_unknown_one_as_itself():
    text = page(hostile())
    assert "Ana Pereira and UGONE in #general" in text
    assert "<@" not in text
    assert "UANA" not in text


def test_a_draft_is_made_anew_under_the_answers_of_its_readers():
    story = full()
    old = page(story).replace(UNANSWERED, "A leak in the pool.", 1)
    assert unanswered(old) == ("Where did we get lucky?",)
    story.say(e.DecisionMade(Words("Freeze deployments")), "UCY")
    new = merge(old, page(story))
    assert "A leak in the pool." in new
    assert "Freeze deployments" in new
    assert unanswered(new) == ("Where did we get lucky?",)


def test_a_new_question_gets_its_place_and_answers_stay_with_theirs():
    story = full()
    old = page(story).replace(UNANSWERED, "A leak.", 1)
    asked = ("Where did we get lucky?", "Who was missing?", "What was the root cause?")
    review = replace(SYSTEM.review, questions=asked)
    new = merge(old, page(story, system=replace(SYSTEM, review=review)))
    assert unanswered(new) == ("Who was missing?", "Where did we get lucky?")
    assert new.index("Who was missing?") < new.index("What was the root cause?") < new.index("A leak.")


def test_every_question_is_unanswered_at_first_and_so_is_one_whose_answer_was_emptied():
    text = page(full())
    assert len(unanswered(text)) == 2
    assert len(unanswered(text.replace(UNANSWERED, ""))) == 2


def test_the_head_of_the_chain_and_the_count_are_printed():
    text = page(full(), head="sha256:0af3")
    assert "`sha256:0af3`" in text
    assert f"entries: {len(full().facts)}" in text


def test_an_action_item_that_is_late_says_so():
    story = Story().declared().say(e.ActionItemAdded(1, Words("x"), "UBO", START + timedelta(hours=1)))
    assert "**overdue by 2 h**" in page(story, now=START + timedelta(hours=3))


def test_in_utc_there_is_one_column_of_time():
    assert "| UTC | Who | What |" in page(early(), system=replace(SYSTEM, zone="UTC"))
    assert "| UTC | America/New\\_York |" not in page(early())


WEIRD = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("#>-+*_`|[]()<>!\\&~=$@:./ \n\r\t19wh")))


@settings(deadline=None)
@given(WEIRD)
def test_any_text_is_inert_and_stays_in_its_cell(text):
    story = Story().declared("P1", "t").say(e.NoteAdded(Words(text)))
    tokens = MarkdownIt("commonmark").enable("table").parse(page(story))
    rows = [n for n, token in enumerate(tokens) if token.type == "tr_open"]
    cells = [token for token in tokens[rows[-1] :] if token.type == "td_open"]
    assert len(cells) == 4
    cell = tokens[rows[-1] :][tokens[rows[-1] :].index(cells[-1]) + 1]
    kinds = {child.type for child in cell.children or ()}
    assert kinds <= {"text", "html_inline", "text_special"}
    assert {c.content for c in cell.children or () if c.type == "html_inline"} <= {"<br>"}
    assert sum(token.type == "html_block" for token in tokens) == page(story).count("<!-- tocsin:")


@settings(deadline=None)
@given(WEIRD)
def test_any_title_stays_one_heading(text):
    tokens = MarkdownIt("commonmark").enable("table").parse(page(Story().declared("P1", text)))
    assert [t.tag for t in tokens if t.type == "heading_open"].count("h1") == 1
    inline = tokens[next(n for n, t in enumerate(tokens) if t.type == "heading_open") + 1]
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
