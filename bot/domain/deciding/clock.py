"""What the clock decides: all that is due by now; reminders coalesced, rungs never skipped. For `decide`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.changes import Stage
from bot.domain.deadlines import (
    ACKNOWLEDGE,
    APPROVAL,
    ASK,
    FOLLOW,
    ITEM,
    POSTMORTEM,
    RUNG,
    UPDATE,
    VERDICT,
    Deadline,
    deadlines,
    update_owner,
)
from bot.domain.evolve import evolve
from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.errors import Permanent

MOST_AT_ONCE = 500


def tick(s: Stream, command: c.Tick, system: System, now: datetime) -> list[e.Event]:
    """Every event that is due at `now`, oldest first; none when nothing is."""
    state, due = s, list[tuple[Deadline, e.Event]]()
    for _ in range(MOST_AT_ONCE):
        nearest = min(deadlines(state, system), key=lambda d: d.when, default=None)
        if nearest is None or nearest.when > now:
            break
        event = _event(state, system, nearest, now)
        due.append((nearest, event))
        state = evolve(state, s.id, e.Fact(state.count + 1, now, e.TOCSIN, event, "clock"))
    else:
        raise Permanent(f"{s.ref} has {MOST_AT_ONCE} deadlines at once", "endless_deadlines")
    events = [event for _, event in _settled(due)]
    if command.away_since is None:
        return events
    missed = tuple(
        _spoken(d, event)
        for d, event in _settled(due)
        for _ in range(event.count if isinstance(event, e.UpdateMissed) else 1)
        if d.when > command.away_since
    )
    return [e.BotWasAway(command.away_since, now, missed), *events]


def _settled(due: list[tuple[Deadline, e.Event]]) -> list[tuple[Deadline, e.Event]]:
    """One miss for all that are missed by now, and no question that it has overtaken."""
    missed = sum(event.count for _, event in due if isinstance(event, e.UpdateMissed))
    kept = list[tuple[Deadline, e.Event]]()
    for d, event in due:
        if isinstance(event, e.UpdateMissed):
            if not any(isinstance(other, e.UpdateMissed) for _, other in kept):
                kept.append((d, replace(event, count=missed)))
        elif not (missed and isinstance(event, e.UpdateAsked)):
            kept.append((d, event))
    return kept


def _event(s: Stream, system: System, d: Deadline, now: datetime) -> e.Event:
    if d.kind == APPROVAL:
        change = s.change(d.which)
        return e.ChangeExpired(d.which, d.when, change is not None and change.stage is Stage.APPROVED)
    if d.kind == VERDICT:
        return e.VerdictDue(d.which, d.minutes)
    if d.kind == FOLLOW:
        return e.FollowEnded(d.which)
    assert isinstance(s, Incident), d
    return _of_incident(s, system, d, now)


def _of_incident(i: Incident, system: System, d: Deadline, now: datetime) -> e.Event:
    severity = system.severity(i.severity)
    if d.kind == RUNG and severity is not None:
        rung = severity.ladder[d.which]
        return e.RungClimbed(d.which, rung.label, d.when, rung.people)
    if d.kind == ACKNOWLEDGE:
        return e.AcknowledgeMissed(d.when)
    if d.kind == ASK:
        return e.UpdateAsked(d.when, update_owner(i))
    if d.kind == UPDATE:
        if d.which == 1:
            last = len(severity.ladder) - 1 if severity else -1
            return e.UpdateEscalated(d.when, min(i.climb.next, last) if last >= 0 else None)
        every = severity.update_every if severity else None
        count = 1 if d.which == 0 or every is None else (now - d.when) // every + 1
        return e.UpdateMissed(d.when, count)
    if d.kind == POSTMORTEM:
        return e.PostmortemReminded(d.when)
    assert d.kind == ITEM, d
    return e.ActionItemReminded(d.which, d.when)


def _spoken(d: Deadline, event: e.Event) -> str:
    if isinstance(event, e.RungClimbed):
        return f"escalation to {event.label}"
    names = {
        ACKNOWLEDGE: "an acknowledgement",
        ASK: "an update",
        UPDATE: "an update",
        POSTMORTEM: "the postmortem",
        APPROVAL: f"the approval of change {d.which}",
        VERDICT: f"a look at change {d.which}",
        FOLLOW: f"the end of read {d.which}",
    }
    return names.get(d.kind, f"action item {d.which}")
