"""Reminders, the ladder, and what happens to both when the bot was away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.deadlines import next_deadline
from bot.domain.followups import followups
from bot.domain.words import Words
from bot.errors import Refused
from tests.story import ANNA, BEN, NOON, SYSTEM, Story, minutes


def walk(story: Story, until: float, step: float = 0.5) -> list[tuple[float, str]]:
    """Tick every half minute up to minute `until`; what happened at which minute."""
    seen = []
    minute = (story.now - story.start) / minutes(1)
    while minute <= until:
        seen += [(minute, type(event).__name__) for event in story.at(minute).tick()]
        minute += step
    return seen


def due(story: Story) -> tuple[float, str] | None:
    deadline = next_deadline(story.state, SYSTEM)
    return ((deadline.when - story.start) / minutes(1), deadline.kind) if deadline else None


def test_the_ladder_of_a_p0_climbs_by_its_minutes_to_the_cto():
    story = Story().declared("P0")

    seen = walk(story, 31)

    assert [m for m, kind in seen if kind == "RungClimbed"] == [5, 15, 30]
    assert [m for m, kind in seen if kind == "AcknowledgeMissed"] == [5]
    labels = [fact.event.label for fact in story.facts if isinstance(fact.event, e.RungClimbed)]
    assert labels == ["On-call engineer", "Senior engineer", "Engineering manager", "CTO"]


def test_acknowledging_stops_the_climb_and_resolving_ends_everything():
    story = Story().declared("P0").at(6)
    story.tick()
    story.when(c.Acknowledge())
    assert all(kind != "RungClimbed" for _, kind in walk(story, 40))

    story.when(c.Resolve())
    assert {kind for _, kind in walk(story, 120)} == set()


def test_an_update_is_asked_for_then_missed_then_escalated_then_missed_again():
    story = Story().declared("P0").when(c.Acknowledge())

    assert walk(story, 46) == [
        (12, "UpdateAsked"),
        (15, "UpdateMissed"),
        (30, "UpdateEscalated"),
        (45, "UpdateMissed"),
    ]


def test_an_update_moves_the_deadline():
    story = Story().declared("P0").when(c.Acknowledge()).at(13)
    story.tick()
    story.when(c.PostUpdate(Words("known"), Words("doing")))

    assert due(story) == (25, "ask")
    assert walk(story, 28) == [(25, "UpdateAsked"), (28, "UpdateMissed")]


def test_a_promised_time_counts_instead_of_the_cadence():
    story = Story().declared("P0").when(c.Acknowledge())
    story.when(c.PostUpdate(Words("known"), next_by=NOON + minutes(40)))

    assert walk(story, 40) == [(37, "UpdateAsked"), (40, "UpdateMissed")]


def test_the_communications_lead_is_asked_else_the_commander_else_who_declared():
    for roles, asked in [((), ANNA), (("ic",), BEN), (("ic", "comms"), "U0COMMS")]:
        story = Story().declared("P0", by=ANNA).when(c.Acknowledge())
        for role in roles:
            story.when(c.AssignRole(role, {"ic": BEN, "comms": "U0COMMS"}[role]))
        story.at(12)
        assert story.tick() == [e.UpdateAsked(NOON + minutes(12), asked)]


def test_a_snooze_needs_a_reason_and_puts_reminders_off_but_not_the_ladder():
    story = Story().declared("P0").at(2)
    with pytest.raises(Refused, match="why"):
        story.when(c.Snooze(NOON + minutes(22), Words(" ")))
    story.when(c.Snooze(NOON + minutes(22), Words("waiting for the vendor")))

    assert walk(story, 23) == [
        (5, "RungClimbed"),
        (5, "AcknowledgeMissed"),
        (15, "RungClimbed"),
        (22, "UpdateMissed"),
    ]


def test_after_a_time_away_reminders_coalesce_and_no_rung_is_skipped():
    story = Story().declared("P0").at(50)

    events = story.tick(away_since=NOON + minutes(2))

    away = events[0]
    assert isinstance(away, e.BotWasAway)
    assert [event.index for event in events if isinstance(event, e.RungClimbed)] == [1, 2, 3]
    assert not any(isinstance(event, e.UpdateAsked) for event in events)
    missed = [event for event in events if isinstance(event, e.UpdateMissed)]
    assert [event.count for event in missed] == [2]
    assert away.missed.count("an update") == 3, "two missed, one brought to the next rung"
    assert "escalation to CTO" in away.missed
    assert story.at(50).tick() == []


def test_a_lower_severity_has_a_slower_clock_or_none():
    assert due(Story().declared("P3")) is None
    assert due(Story().declared("P1")) == (12, "ask")


def test_the_postmortem_is_reminded_in_working_hours_once_a_day_until_it_is_done():
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    story = Story(start=friday).declared("P0").when(c.Resolve())
    reminders = []
    for hour in range(24 * 8):
        story.now = friday + timedelta(hours=hour)
        reminders += [story.now for event in story.tick() if isinstance(event, e.PostmortemReminded)]

    berlin = [f"{moment:%a %H}" for moment in reminders]
    assert berlin == ["Mon 08", "Tue 08", "Wed 08", "Thu 08", "Fri 08"]  # 09:00 in Berlin
    story.when(c.CompletePostmortem())
    story.now += timedelta(days=3)
    assert story.tick() == []


def test_an_action_item_is_reminded_in_its_owners_zone():
    story = Story().declared("P3").when(c.AddActionItem(Words("fix"), BEN, NOON + timedelta(hours=1)))
    story.when(c.Resolve()).when(c.Close())

    deadline = next_deadline(story.state, SYSTEM)

    assert deadline is not None
    assert deadline.when == datetime(2026, 3, 4, 14, 0, tzinfo=UTC)  # 09:00 in New York
    story.now = deadline.when
    assert story.tick() == [e.ActionItemReminded(1, deadline.when)]
    story.when(c.CompleteActionItem(1))
    assert next_deadline(story.state, SYSTEM) is None


def test_a_drill_and_a_severity_without_postmortem_owe_none():
    for story in (Story().declared("P0", drill=True), Story().declared("P3")):
        assert next_deadline(story.when(c.Resolve()).state, SYSTEM) is None


def test_those_woken_by_a_later_rung_hear_that_somebody_has_it():
    story = Story().declared("P0").at(6)
    story.tick()
    story.when(c.Acknowledge())

    pages = [job for job in followups(story.facts[-1], story.state, SYSTEM) if job.effect == "page"]

    assert [job.args["people"] for job in pages] == [["senior@example.com"]]
