"""What was looked up: cut where it makes sense, said to be cut, and inert whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views import ids
from bot.views.ops.output import failed, output
from tests.views import limits
from tests.views.corpus import TEXTS
from tests.views.test_ops_change import ATTACKS, held, hostile

JOINED = ids.join("5f2a", 4)


def read(text, form="text", line="/ops get pods", **more):
    return output(line, "U0ADA", "prod", "shop", "3 pods", text, 0, form, **more)


def code(message):
    """The lines of all code blocks, as people read them."""
    pages = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    lines = [line for page in pages if page.startswith("```") for line in page.split("\n")[1:-1]]
    return [line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for line in lines]


def small(message):
    return [x["text"] for block in message.blocks if block["type"] == "context" for x in block["elements"]]


def test_a_short_answer_is_shown_whole_as_it_is():
    table = "NAME   READY\n  a     1/1\nb      0/1  <none> & more\n"
    shown = read(table, "table")
    assert shown.whole
    assert code(shown.message) == table.rstrip("\n").split("\n")
    assert small(shown.message) == ["`/ops get pods` · <@U0ADA> · prod/shop · 3 pods"]


def test_a_long_table_keeps_its_head_and_ends_at_a_row():
    rows = ["NAME        READY", *(f"web-{n:05}   1/1  " + "x" * 40 for n in range(2000))]
    shown = read("\n".join(rows), "table")
    lines = code(shown.message)
    assert not shown.whole
    assert lines == rows[: len(lines)]
    assert len("\n".join(lines)) > 9_000
    assert (
        f"and {len(rows) - len(lines)} more lines; the whole is in the file below" in small(shown.message)[-1]
    )


def test_a_long_log_shows_its_end():
    rows = [f"12:{n:05} GET /pay 500" for n in range(5000)]
    shown = read("\n".join(rows), "log")
    lines = code(shown.message)
    assert not shown.whole
    assert lines == rows[-len(lines) :]
    assert f"{len(rows) - len(lines)} earlier lines not shown" in small(shown.message)[1]


def test_a_line_longer_than_a_block_is_cut_and_said_to_be():
    shown = read('{"a": "' + "&" * 30_000 + '"}\n{"b": 1}', "json")
    assert not shown.whole
    assert [line[:6] for line in code(shown.message)] == ['{"a": ', '{"b": ']
    assert limits.of_message(shown.message) == []
    assert "Long lines are cut" in small(shown.message)[-1]


def test_while_followed_it_can_be_stopped():
    message = read("x", "log", following=True, stop_value=JOINED).message
    button = message.blocks[-1]["elements"][0]
    assert (button["action_id"], button["value"]) == (ids.STOP_FOLLOWING, "5f2a|4")
    assert all(block["type"] != "actions" for block in read("x", "log").message.blocks)


def test_it_says_what_is_hidden_and_that_there_is_more():
    message = output("/ops get", "U0ADA", "", "", "", "", 1, shortened=True).message
    assert small(message) == [
        "`/ops get` · <@U0ADA> · *1 value masked*",
        "The cluster has more than was asked for.",
    ]
    assert "_Nothing._" in str(message.blocks)


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
@pytest.mark.parametrize("form", ["table", "log", "yaml"])
def test_every_text_fits(text, form):
    shown = output(text, "U0ADA", text, text, text, text * 3, 9, form, True, JOINED, True)
    assert limits.of_message(shown.message) == []
    held(shown.message)
    assert limits.of_message(failed(text, "U0ADA", text, text, text)) == []


@settings(max_examples=150)
@given(hostile, st.sampled_from(["log", "table"]), st.integers(1, 60))
def test_no_output_calls_anyone_or_leaves_its_block(text, form, times):
    shown = read(text * times, form, line=text, following=True, stop_value=JOINED)
    assert limits.of_message(shown.message) == []
    held(shown.message)
    assert "<@U0MAL>" not in str(shown.message.blocks)
    assert "<!" not in str(shown.message.blocks)


def test_fences_of_any_length_are_broken():
    for n in range(1, 9):
        for text in ("`" * n, "\n".join("`" * n for _ in range(3)), "a" + "`" * n + "b", *ATTACKS):
            held(read(text).message)


def test_megabytes_are_cut_within_a_blink():
    shown = read("x" * 3_000_000 + "\n" + "y\n" * 500_000, "log")
    assert not shown.whole
    assert code(shown.message)[-1] == "y"
