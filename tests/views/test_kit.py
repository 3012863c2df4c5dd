"""The builders keep Slack's limits whatever they are given."""

from __future__ import annotations

import pytest

from bot.views import kit
from tests.views import limits

LONG = "x" * 20_000


def test_every_block_made_of_far_too_much_is_still_taken():
    message = kit.message(
        LONG,
        kit.header(LONG),
        kit.section(
            LONG, kit.button(LONG, "a", LONG, "primary", kit.confirm(LONG, LONG, LONG, LONG)), "b" * 300
        ),
        kit.fields([(LONG, LONG)] * 30),
        kit.context(*[LONG] * 30),
        kit.actions(*[kit.button(f"{n}", f"a{n}", "v") for n in range(40)]),
    )
    assert limits.of_message(message) == []


def test_blank_texts_become_a_dash_because_slack_refuses_empty_ones():
    message = kit.message(" ", kit.header(" "), kit.section("\n"), kit.context(" "), kit.fields([("a", "")]))
    assert limits.of_message(message) == []


def test_rows_and_fields_without_anything_are_left_out():
    assert kit.actions(None) is None
    assert kit.fields([]) is None
    assert kit.message("hello", None, kit.actions()).blocks == ()


def test_sixty_blocks_end_with_a_word_about_the_rest_and_keep_the_buttons():
    row = kit.actions(kit.button("Go", "go", "v"))
    message = kit.message("many", *[kit.section(f"{n}") for n in range(60)], row)
    assert len(message.blocks) == 50
    assert message.blocks[-1] == row
    assert "more than fits" in message.blocks[-2]["elements"][0]["text"]


def test_too_much_text_is_shortened_and_the_buttons_stay():
    row = kit.actions(kit.button("Go", "go", "v"))
    message = kit.message("much", *[kit.section("y" * 2900) for _ in range(9)], row)
    assert limits.of_message(message) == []
    assert message.blocks[-1] == row
    assert message.blocks[0] == kit.section("y" * 2900)


def test_validation_speaks_up_for_a_block_nobody_knows():
    with pytest.raises(ValueError, match="no such block"):
        kit.Message("x", ({"type": "hologram"},)).validated()
