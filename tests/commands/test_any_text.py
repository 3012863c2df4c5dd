"""Whatever somebody types is answered: the parser never raises."""

from __future__ import annotations

import random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.commands import Command
from commands import grammar as g
from commands.grammar import VERBS, parse
from tests.commands.kit import BERLIN, EMPTY, HERE, ONE, TWO

CONTEXTS = [ONE, TWO, HERE, BERLIN, EMPTY]
KINDS = (*get_args(Command), *get_args(g.Query), g.OpenModal, g.Mistake)

PIECES = (
    [word for verb in VERBS for word in (verb.name, *verb.aliases, *verb.examples)]
    + ["p1", "P0", "high", "sev 1", "--at", "—private", "–drill", "--kind", "--kind=", "--system",
       "-", "--", "“", "”", "’", "by", "by friday", "next:", "known:", "doing:", "me", "release", "<@U123>",
       "<@U1|a b>", "<#C1|x>", "<!channel>", "<!date^1^{x}|y>", "<https://x|x>", "<mailto:a@b|a@b>", "<", ">",
       "&lt;", "&amp;amp;", "14:02", "25:99", "now-10m", "10 min ago", "yesterday 23:50", "02:30",
       "2026-02-30", "9999-12-31 23:59", "0001-01-01 00:00", "999999d", "\u00a0", "\u200b", "\ud800",
       "\x00", "\n", "\t", "🔥", ":fire:", "ß", "İ", "ﬁ", "٣", "½", "smartcloudops", "checkout", "search",
       "*", "?", "`", "\\", "%s", "{0}", "'; drop table"]
)  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12).flatmap(
    lambda parts: st.sampled_from([" ", "", "  "]).map(lambda joint: joint.join(parts))
)
TEXTS = st.one_of(LINES, st.text(alphabet=st.characters(), max_size=200), LINES.map(lambda line: "/" + line))


def check(text: str, context: g.Context) -> None:
    answer = parse(text, context)
    assert isinstance(answer, KINDS)
    if isinstance(answer, g.Mistake):
        assert 0 < len(answer.message) < 600
        assert len(answer.nearest) <= 320


def test_ten_thousand_random_lines_are_understood_or_answered():
    dice = random.Random(20261125)
    for _ in range(10_000):
        words = [
            dice.choice(PIECES) if dice.random() < 0.9 else _noise(dice) for _ in range(dice.randint(0, 9))
        ]
        check(dice.choice([" ", " ", "  ", ""]).join(words), dice.choice(CONTEXTS))


def _noise(dice: random.Random) -> str:
    return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randint(1, 6)))


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, context=st.sampled_from(CONTEXTS))
def test_any_text_is_understood_or_answered(text, context):
    check(text, context)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(text=TEXTS, context=st.sampled_from(CONTEXTS))
def test_ten_thousand_texts_that_hypothesis_thinks_of_are_too(text, context):
    check(text, context)


@pytest.mark.parametrize(
    "piece",
    ["x", "<", "<@U1|", "&lt;", "--at ", "—", "by ", "by 1 ", "next: ", '--service " ', "known:", "1h"],
)
@pytest.mark.parametrize("verb", ["declare p1", "update", "task", "note", "snooze", "impact", "role", ""])
def test_the_longest_text_of_one_piece_repeated_is_answered(verb, piece):
    """Were any reader quadratic, these would take minutes."""
    check(f"{verb} {piece * 40_000}", HERE)
