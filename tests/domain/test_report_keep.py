"""Merging drafts: generated parts are renewed, and nothing that a person wrote is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.keep import BOM, Offered, Part, digest, merge, offered, part, read


def draft(**texts: str) -> str:
    """A generated draft with one part for each keyword."""
    return "\n".join([*(part(name, text) for name, text in texts.items()), offered(texts)])


def outside(text: str) -> str:
    return "".join(piece for piece in read(text.removeprefix(BOM)) if isinstance(piece, str))


OLD = draft(a="## A\n\none", b="## B\n\none", c="## C\n\none")
NEW = draft(a="## A\n\ntwo", b="## B\n\none", c="## C\n\ntwo")


def test_an_untouched_draft_becomes_the_new_one():
    assert merge(OLD, NEW) == NEW
    assert merge("", NEW) == NEW


def test_the_same_generation_changes_nothing():
    edited = OLD.replace("## B\n\none", "## B\n\nmine").replace(
        "\n<!-- tocsin:begin c", "My notes\n<!-- tocsin:begin c"
    )
    assert merge(edited, OLD) == edited


def test_text_outside_stays_byte_for_byte():
    old = (
        "Top  \n"
        + OLD.replace("\n<!-- tocsin:begin b", "\tbetween\n\n\n<!-- tocsin:begin b")
        + "end, no newline"
    )
    new = merge(old, NEW)
    assert (
        new
        == "Top  \n"
        + NEW.replace("\n<!-- tocsin:begin b", "\tbetween\n\n\n<!-- tocsin:begin b")
        + "end, no newline"
    )


def test_an_edit_inside_stays_and_the_new_text_stands_beside_it_once():
    old = OLD.replace("## A\n\none", "## A\n\none, or so I think")
    once = merge(old, NEW)
    assert "one, or so I think" in once
    assert once.count("> **Newer, from the timeline**\n>\n> ## A\n>\n> two") == 1
    assert merge(once, NEW) == once
    third = merge(once, draft(a="## A\n\nthree", b="## B\n\none", c="## C\n\ntwo"))
    assert "one, or so I think" in third
    assert third.count("**Newer, from the timeline**") == 1
    assert "> three" in third
    assert "> two" not in third


def test_a_newer_text_that_was_read_and_deleted_stays_away_until_there_is_another():
    once = merge(OLD.replace("## A\n\none", "## A\n\nmine"), NEW)
    newer = next(p for p in read(once) if isinstance(p, Part) and p.name == "a.newer")
    read_and_deleted = once.replace(newer.raw, "")
    assert merge(read_and_deleted, NEW) == read_and_deleted
    assert "> three" in merge(read_and_deleted, draft(a="## A\n\nthree"))


def test_taking_over_the_newer_text_settles_it():
    once = merge(OLD.replace("## A\n\none", "## A\n\nmine"), NEW)
    assert merge(once.replace("## A\n\nmine", "## A\n\ntwo"), NEW) == NEW


def test_a_newer_block_in_which_someone_wrote_is_theirs():
    once = merge(OLD.replace("## A\n\none", "## A\n\nmine"), NEW).replace("> two", "> two: no!")
    third = merge(once, draft(a="## A\n\nthree"))
    assert "> two: no!" in third
    assert "> three" in third
    assert merge(third, draft(a="## A\n\nthree")) == third


def test_a_part_deleted_by_hand_stays_deleted_until_its_name_is_taken_out_of_the_offered_line():
    gone = OLD.replace(part("b", "## B\n\none"), "")
    assert "## B" not in merge(gone, NEW)
    assert "## B" in merge(gone.replace("offered a b c", "offered a c"), NEW)


def test_a_new_part_comes_in_before_the_next_one_with_the_place_that_follows_it():
    new = draft(a="A", x="X", b="B").replace(
        "\n<!-- tocsin:begin b", "\n> Not answered yet.\n\n<!-- tocsin:begin b"
    )
    old = draft(a="A", b="B").replace("\n<!-- tocsin:begin b", "\nmine\n\n<!-- tocsin:begin b")
    merged = merge(old, new)
    assert [p.name for p in read(merged) if isinstance(p, Part)] == ["a", "x", "b"]
    assert (
        merged.index("mine") < merged.index("X") < merged.index("> Not answered yet.") < merged.index("B\n")
    )
    assert merge(merged, new) == merged


def test_a_part_that_is_no_longer_generated_stays():
    assert "## B" in merge(OLD, draft(a="A", c="C"))


def test_a_document_without_markers_keeps_its_text_and_gets_the_draft_behind_it():
    merged = merge("# My own postmortem", NEW)
    assert merged == "# My own postmortem\n" + NEW
    assert merge(merged, NEW) == merged


def test_windows_line_ends_stay_and_are_no_edit():
    old = OLD.replace("\n", "\r\n")
    assert merge(old, OLD) == old
    assert merge(old, NEW) == NEW.replace("\n", "\r\n")
    edited = merge(old.replace("## A\r\n\r\none", "## A\r\n\r\nmine"), NEW)
    assert edited.count("\n") == edited.count("\r\n")


def test_a_byte_order_mark_stays():
    assert merge(BOM + OLD, NEW) == BOM + NEW
    assert merge(BOM, NEW) == BOM + NEW


def test_a_file_without_a_last_line_end_stays_without():
    assert merge(OLD.rstrip("\n"), NEW) == NEW.rstrip("\n")
    last = part("a", "one").rstrip("\n")
    assert merge(last, part("a", "two")).startswith(part("a", "two").rstrip("\n"))


@pytest.mark.parametrize(
    "stray",
    [
        "<!-- tocsin:begin a 0123456789ab -->\n",
        "<!-- tocsin:end a -->\n",
        "<!-- tocsin:begin z 0123456789ab -->\nmine\n<!-- tocsin:end z -->\n",
        "<!-- tocsin:begin a -->\n<!-- tocsin:end -->\n",
        "<!-- tocsin:offered -->\n",
        "<!-- tocsin:offered q -->\n",
        "text <!-- tocsin:end a --> text\n",
    ],
)
def test_stray_markers_are_people_s_text(stray):
    for place in ("<!-- tocsin:begin a", "<!-- tocsin:begin b", "<!-- tocsin:offered a"):
        old = OLD.replace(place, stray + place, 1)
        merged = merge(old, NEW)
        assert stray in merged
        assert "## A\n\ntwo" in merged
        assert merge(merged, NEW) == merged


def test_a_marker_pasted_into_a_part_is_an_edit_of_it():
    old = OLD.replace("## A\n\none", "## A\n\none\n<!-- tocsin:end b -->\n")
    assert merge(old, NEW).count("> two") == 1


def test_a_part_that_was_copied_is_renewed_twice():
    assert merge(OLD + part("a", "## A\n\none"), NEW) == NEW + part("a", "## A\n\ntwo")


def test_reading_gives_every_byte_back():
    pieces = read(OLD)
    assert "".join(p if isinstance(p, str) else p.raw for p in pieces) == OLD
    assert isinstance(pieces[-1], Offered)


def test_only_what_cannot_be_seen_is_no_edit():
    assert digest("\r\na  \r\nb\r\n\r\n") == digest("a\nb")
    assert digest("a\n\nb") != digest("a\nb")


MARKS = st.sampled_from(
    [
        "<!-- tocsin:begin a 0123456789ab -->",
        "<!-- tocsin:end a -->",
        "<!-- tocsin:end b -->",
        "<!-- tocsin:offered a -->",
    ]
)
LINES = st.lists(st.one_of(st.text(max_size=12), MARKS), max_size=4).map("\n".join)
TEXTS = st.dictionaries(
    st.sampled_from("abcdef"), st.text(alphabet="xyz #>|\n", max_size=12), max_size=5
).map(lambda texts: draft(**dict(sorted(texts.items()))))


@st.composite
def written(draw, generation: st.SearchStrategy[str] = TEXTS) -> tuple[str, str]:
    """(a draft as it was generated, the same after people had it): text around, inside, and line ends."""
    made = draw(generation)
    pieces = []
    for piece in read(made):
        pieces.append(draw(LINES) + "\n" if draw(st.booleans()) else "")
        raw = piece if isinstance(piece, str) else piece.raw
        if isinstance(piece, Part) and draw(st.booleans()):
            raw = piece.begin + piece.body + draw(LINES) + "\n" + piece.end
        if not (isinstance(piece, Part) and draw(st.integers(0, 4)) == 0):
            pieces.append(raw)
    text = "".join(pieces) + draw(LINES)
    if draw(st.booleans()):
        text = text.replace("\r", "").replace("\n", "\r\n")
    return made, draw(st.sampled_from(["", BOM])) + text


@settings(deadline=None)
@given(written(), TEXTS)
def test_merging_twice_is_merging_once(drafts, new):
    _, old = drafts
    once = merge(old, new)
    assert merge(once, new) == once


@settings(deadline=None)
@given(TEXTS, st.lists(st.text(), min_size=12, max_size=12))
def test_a_draft_with_anything_written_around_it_is_not_changed_by_its_own_generation(made, notes):
    pieces = [piece if isinstance(piece, str) else piece.raw for piece in read(made)]
    old = "".join(f"{note}\n{piece}" for note, piece in zip(notes, pieces, strict=False)) + notes[-1]
    assert merge(old, made) == old


@settings(deadline=None)
@given(written(), TEXTS)
def test_every_byte_outside_and_every_edited_text_is_kept_in_order(drafts, new):
    _, old = drafts
    merged = merge(old, new)
    place = 0
    for piece in read(old.removeprefix(BOM)):
        kept = piece if isinstance(piece, str) else ""
        if isinstance(piece, Part) and piece.edited:
            kept = piece.body
        if isinstance(piece, Part) and piece.edited and digest(piece.body) in new:
            continue  # it says what the new text says
        found = merged.find(kept, place)
        assert found >= 0
        place = found + len(kept)


@settings(deadline=None)
@given(written(), st.just(draft(a="A", b="B")))
def test_what_stands_outside_is_the_same_when_no_part_is_new(drafts, new):
    _, old = drafts
    if {p.name for p in read(old) if isinstance(p, Part)} >= {"a", "b"} and any(
        isinstance(piece, Offered) for piece in read(old)
    ):
        assert outside(merge(old, new)) == outside(old)
