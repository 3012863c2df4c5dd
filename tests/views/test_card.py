"""The card offers what comes next, and nothing when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.stream import Channel
from bot.views import channel
from bot.views.card import card
from tests.views.corpus import DECLARED, NOW, SYSTEM, states

STATES = dict(states())


def buttons(name, incident=None):
    blocks = card(incident or STATES[name], SYSTEM, NOW + timedelta(minutes=2)).blocks
    row = [x for block in blocks if block["type"] == "actions" for x in block["elements"]]
    return [(x["action_id"], x.get("style", "")) for x in row]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("declared", ("ack", "primary")),
        ("acknowledged", ("take_command", "primary")),
        ("led", ("post_update", "primary")),
        ("resolved", ("open_postmortem", "primary")),
    ],
)
def test_the_next_action_is_the_first_and_only_primary_button(name, first):
    shown = buttons(name)
    assert shown[0] == first
    assert [style for _, style in shown].count("primary") == 1


def test_once_mitigated_the_next_action_is_to_resolve():
    assert buttons("mitigated")[-1] == ("resolve", "primary")
    assert "mitigated" not in dict(buttons("mitigated"))


@pytest.mark.parametrize("name", ["closed", "cancelled", "duplicate"])
def test_what_is_over_has_no_buttons(name):
    assert buttons(name) == []


def test_every_button_carries_the_stream():
    blocks = card(DECLARED, SYSTEM, NOW).blocks
    assert {x["value"] for b in blocks if b["type"] == "actions" for x in b["elements"]} == {DECLARED.id}


def test_a_long_title_is_shown_in_full_below_its_header():
    blocks = card(replace(DECLARED, title=type(DECLARED.title)("word " * 40)), SYSTEM, NOW).blocks
    assert blocks[0]["text"]["text"].endswith("…")
    assert blocks[1]["text"]["text"] == ("word " * 40).strip()


def test_drill_and_private_are_said_in_words():
    text = str(card(replace(DECLARED, drill=True, private=True), SYSTEM, NOW).blocks)
    assert "DRILL" in text
    assert "Private" in text
    assert channel.topic(replace(DECLARED, drill=True), SYSTEM).startswith("🔴 DRILL · P1")


def test_a_private_incident_is_announced_nowhere():
    assert channel.announcement(replace(DECLARED, private=True), SYSTEM, NOW) is None
    assert channel.announcement(DECLARED, SYSTEM, NOW) is not None


def test_the_announcement_leads_to_the_channel_once_there_is_one():
    for there, offered in ((Channel("C1", "inc-1"), True), (None, False)):
        message = channel.announcement(replace(DECLARED, channel=there), SYSTEM, NOW)
        assert message is not None
        assert any(block["type"] == "actions" for block in message.blocks) is offered
