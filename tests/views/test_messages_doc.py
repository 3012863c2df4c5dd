"""`docs/messages.md` names every message, says where it goes as the follow-ups send it, and nothing else."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from bot.domain import events as e
from bot.domain import followups
from bot.views import call, card, channel, home, lists, modals, replies
from bot.views.said import SILENT, TOLD

PAGE = (Path(__file__).parents[2] / "docs" / "messages.md").read_text("utf-8")


def rows(title: str) -> dict[str, list[str]]:
    """The table under a heading: the name in its first column to the other cells."""
    part = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if "|" in line
    ]
    return {row[0].strip("`"): row[1:] for row in cells[2:]}


SAID = rows("What is said when something happens")


def views(*modules) -> set[str]:
    """The public functions of the modules that draw something."""
    return {
        name
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith(("_", "read_", "wrong_")) and one.__module__.startswith(module.__name__)
    }


def test_every_event_is_on_the_page_once():
    quiet = rows("What is not said")
    assert set(SAID) | set(quiet) == set(e.KINDS)
    assert not set(SAID) & set(quiet)
    assert {kind.__name__ for kind in TOLD} <= set(SAID)


def test_what_is_not_said_is_explained_with_the_reason_in_the_code():
    for name, (why,) in rows("What is not said").items():
        assert SILENT[e.KINDS[name]] == why


@pytest.mark.parametrize(
    ("kinds", "where"),
    [(followups.IN_CHANNEL, "channel"), (followups.IN_THREAD, "thread"), (followups.TO_PERSON, "direct")],
)
def test_the_page_says_where_the_follow_ups_send_it(kinds, where):
    assert {kind.__name__: SAID[kind.__name__][0].split(",")[0] for kind in kinds} == {
        kind.__name__: where for kind in kinds
    }


def test_what_stands_in_the_channel_is_named():
    assert set(rows("What stands in the channel")) == views(call, card, channel)


def test_every_answer_and_every_form_is_named():
    parts = {"packed", "summary_line", "beside", "meta_of"}
    assert set(rows("Answers only the asker sees")) == views(replies, lists) - parts
    assert set(rows("Forms")) == views(modals) - parts
    assert views(home) == {"home"}


def test_every_row_says_why():
    for name in re.findall(r"^\| `(\w+)` \|.*$", PAGE, re.MULTILINE):
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` "))
        assert all(len(cell.strip()) > 2 for cell in line.strip("|").split("|")), name
