"""The words people read, as files: a change to them shows in review, line by line.

`TOCSIN_GOLDEN=write pytest tests/views/test_golden.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.incident import ActionItem, Incident
from bot.domain.policy import Catalog
from bot.domain.words import Words
from bot.views import channel, lists, modals, replies
from bot.views.call import call
from bot.views.card import card
from bot.views.home import Mine, Task, home
from bot.views.kit import Message
from bot.views.said import direct, said
from tests.views.corpus import ADDRESSES, DECLARED, NOW, SYSTEM, states, summary

GOLDEN = Path(__file__).parent / "golden"
LATER = NOW + timedelta(minutes=50)
STATES = dict(states())
HEAD = "9f2c4e11" * 8


def told(event: e.Event, state: str = "led", actor: str = "U0BO", minutes: int = 10) -> Message | None:
    at = NOW + timedelta(minutes=minutes)
    fact = e.Fact(12, at, actor, event)
    return said(fact, STATES[state], SYSTEM, at, ADDRESSES, HEAD)


def sent(event: e.Event, state: str = "declared", actor: str = "tocsin") -> Message | None:
    at = NOW + timedelta(minutes=6)
    return direct(e.Fact(12, at, actor, event), STATES[state], SYSTEM, at, ADDRESSES)


def _card(name: str) -> Callable[[], Message]:
    """The card two minutes after the declare, or twelve once people are at work."""
    incident = STATES[name]
    minutes = 50 if "mitigated" in incident.milestones else 12 if incident.roles else 2
    return lambda: card(incident, SYSTEM, _due(minutes))


def _due(minutes: int) -> Any:
    return NOW + timedelta(minutes=minutes)


FIVE_XX = Words("5xx on /pay since the deploy of build 812; about a third of payments fail.")
ROLLING_BACK = Words("Rolling back to build 811.\nVendor is on the phone.")

CASES: dict[str, Callable[[], Any]] = {
    **{f"card_{name.replace(' ', '_')}": _card(name) for name in STATES
       if name not in ("crowded", "unknown severity")},
    "announcement": lambda: channel.announcement(STATES["led"], SYSTEM, LATER, ADDRESSES),
    "announcement_resolved": lambda: channel.announcement(STATES["resolved"], SYSTEM, LATER, ADDRESSES),
    "topic": lambda: [channel.topic(STATES[name], SYSTEM) for name in ("declared", "led", "resolved drill")],
    "bookmarks": lambda: channel.bookmarks(DECLARED, SYSTEM),
    "call": lambda: call(STATES["declared"], SYSTEM, ADDRESSES),
    "said_status": lambda: told(e.StatusChanged("investigating", "identified", Words("the new pool size"))),
    "said_severity": lambda: told(e.SeverityChanged("P2", "P1", True, Words("all regions"))),
    "said_mitigated": lambda: told(e.Mitigated(_due(20), Words("rolled back to 811"))),
    "said_resolved": lambda: told(
        e.Resolved(_due(45), Words("Pool size was 5, now 50."), True), "resolved", minutes=45
    ),
    "said_reopened": lambda: told(e.Reopened(Words("errors are back")), "declared"),
    "said_closed": lambda: told(e.Closed(), "closed"),
    "said_cancelled": lambda: told(e.Cancelled(Words("the probe was wrong")), "cancelled"),
    "said_duplicate": lambda: told(e.MarkedDuplicate("INC-6", "C0INC6"), "duplicate"),
    "said_acknowledged": lambda: told(e.Acknowledged(_due(2)), "acknowledged"),
    "said_role": lambda: told(e.RoleAssigned("commander", "U0BO", "U0ADA")),
    "said_role_released": lambda: told(e.RoleReleased("commander", "U0BO"), "acknowledged"),
    "said_not_invited": lambda: told(e.PeopleInvited((), {"@nobody": "no such group"})),
    "said_update": lambda: told(e.UpdatePosted(FIVE_XX, ROLLING_BACK, _due(25))),
    "said_decision": lambda: told(e.DecisionMade(Words("Roll back instead of scaling up."))),
    "said_action_item": lambda: told(e.ActionItemAdded(1, Words("Alert on pool size"), "U0BO", _due(2880))),
    "said_ack_missed": lambda: told(e.AcknowledgeMissed(_due(5)), "declared"),
    "said_update_asked": lambda: told(e.UpdateAsked(_due(25), "U0CY"), minutes=22),
    "said_update_missed": lambda: told(e.UpdateMissed(_due(25)), minutes=25),
    "said_update_escalated": lambda: told(e.UpdateEscalated(_due(40), 1), minutes=40),
    "said_rung": lambda: told(
        e.RungClimbed(1, "Second on-call", _due(5), ("U0BO", "x@shop.test")), "declared"
    ),
    "said_snoozed": lambda: told(e.Snoozed(_due(40), Words("waiting for the vendor"))),
    "said_away": lambda: told(e.BotWasAway(_due(2), _due(19), ("an update",)), minutes=19),
    "said_postmortem_due": lambda: told(e.PostmortemReminded(_due(2880)), "resolved", minutes=2900),
    "said_item_due": lambda: told(e.ActionItemReminded(1, _due(2880)), minutes=2900),
    "said_parked": lambda: told(e.EffectParked("j1", "pin_card", "too_many_pins")),
    "said_redacted": lambda: told(e.TextRedacted(9, Words("a password"))),
    "direct_rung": lambda: sent(e.RungClimbed(1, "Second on-call", _due(5), ("U0BO",))),
    "direct_stand_down": lambda: sent(e.Acknowledged(_due(2)), "acknowledged", "U0BO"),
    "direct_channel_lost": lambda: sent(e.ChannelLost("channel_not_found")),
    "direct_channel_archived": lambda: sent(e.ChannelArchived("U0EVE")),
    "direct_update_missed": lambda: sent(e.UpdateMissed(_due(15)), "led"),
    "reply_declared": lambda: replies.declared(STATES["no channel"]),
    "reply_done": lambda: replies.done(DECLARED, [e.Fact(3, NOW, "U0BO", e.Acknowledged(NOW))]),
    "reply_status": lambda: replies.status(STATES["led"], SYSTEM, LATER),
    "reply_twin": lambda: replies.twin(STATES["led"], LATER, "p1 checkout"),
    "reply_contacts": lambda: replies.contacts(SYSTEM, SYSTEM.contacts, "", ADDRESSES),
    "reply_repair": lambda: replies.repair(STATES["led"]),
    "reply_away": replies.away,
    "reply_mistake": lambda: replies.mistake("There is no severity `p9`. Severities: P1, P2, P3.", "sev p1"),
    "list": lambda: lists.listing(
        [summary("Checkout 5xx"), summary("Region failover", drill=True, commander=None)], LATER
    ),
    "modal_declare": lambda: modals.declare(Catalog((SYSTEM,)), {"title": "5xx", "severity": "sev1"}, {}),
    "modal_declare_twin": lambda: modals.declare(
        Catalog((SYSTEM, replace(SYSTEM, id="pay", name="Pay"))), {"title": "5xx"}, {}, DECLARED
    ),
    "modal_update": lambda: modals.update(STATES["led"], SYSTEM),
    "modal_severity": lambda: modals.severity(DECLARED, SYSTEM),
    "modal_resolve": lambda: modals.resolve(DECLARED),
    "modal_reopen": lambda: modals.reopen(STATES["resolved"]),
    "modal_action_item": lambda: modals.action_item(DECLARED, "Alert on pool size", "U0BO"),
    "modal_timeline": lambda: modals.timeline_entry(DECLARED, NOW),
    "modal_milestones": lambda: modals.milestones(STATES["resolved"]),
    "modal_loading": modals.loading,
    "home": lambda: _home(STATES["led"]),
    "home_empty": lambda: home([], [], [], NOW),
}  # fmt: skip


def _home(incident: Incident) -> dict[str, Any]:
    item = ActionItem(1, Words("Alert on pool size"), "U0BO", NOW - timedelta(days=1))
    mine = [Mine(summary("Checkout 5xx", due_at=_due(60), due_kind="update"), ("Incident commander",))]
    return home(mine, [Task(incident.id, incident.ref, item)], [summary("Checkout 5xx")], LATER)


def _plain(shown: Any) -> Any:
    if isinstance(shown, Message):
        return {"text": shown.text, "blocks": list(shown.blocks)}
    return json.loads(json.dumps(shown))


@pytest.mark.parametrize("name", CASES)
def test_the_words_are_those_of_the_golden_file(name):
    shown, path = _plain(CASES[name]()), GOLDEN / f"{name}.json"
    if os.environ.get("TOCSIN_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert shown == json.loads(path.read_text("utf-8"))


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CASES)
