"""What is due next, computed from the state and the system file, never kept by hand.

`next_deadline` fills the one indexed column the sweep looks at; `due` gives the sweep's `Tick` all of
them. Moments are aware and in UTC; working hours are those of the person who is reminded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.changes import VERDICTS, Stage
from bot.domain.incident import Incident, Status
from bot.domain.policy import COMMANDER_ROLE, COMMUNICATIONS_ROLE, Hours, Severity, System
from bot.domain.stream import Stream

ASK_BEFORE = timedelta(minutes=3)

RUNG, ACKNOWLEDGE, ASK, UPDATE, POSTMORTEM, ITEM, APPROVAL, VERDICT, FOLLOW = (
    "rung",
    "acknowledge",
    "ask",
    "update",
    "postmortem",
    "action item",
    "approval",
    "verdict",
    "follow",
)


@dataclass(frozen=True)
class Deadline:
    """`which` is the rung's index or the number of an action item, a change or a read; else 0.

    `minutes` tells the verdicts of one change apart.
    """

    when: datetime
    kind: str
    which: int = 0
    minutes: int = 0


def next_deadline(stream: Stream, system: System) -> Deadline | None:
    """The earliest of `deadlines`, None when nothing is promised."""
    return min(deadlines(stream, system), key=lambda d: d.when, default=None)


def deadlines(stream: Stream, system: System) -> Iterator[Deadline]:
    """Every deadline that still stands, in no order."""
    yield from _changes(stream, system)
    if isinstance(stream, Incident):
        yield from _of_incident(stream, system)


def _changes(stream: Stream, system: System) -> Iterator[Deadline]:
    """Plans and approvals that become void, changes that are looked at again, reads that end."""
    for change in stream.changes:
        if change.stage is Stage.PLANNING:
            yield Deadline(change.asked_at + system.operations.pending, APPROVAL, change.number)
        elif change.stage in (Stage.PENDING, Stage.APPROVED) and change.expires is not None:
            yield Deadline(change.expires, APPROVAL, change.number)
        if change.applied is not None and change.watched and change.stage is not Stage.UNKNOWN:
            for after in VERDICTS:
                minutes = int(after.total_seconds() // 60)
                if minutes not in change.verdicts_asked:
                    yield Deadline(change.applied + after, VERDICT, change.number, minutes)
    for one in stream.following:
        yield Deadline(one.until, FOLLOW, one.number)


def _of_incident(incident: Incident, system: System) -> Iterator[Deadline]:
    severity = system.severity(incident.severity)
    if incident.status.open and severity is not None:
        yield from _ladder(incident, severity)
        yield from _updates(incident, severity)
    if _owes_postmortem(incident, severity):
        assert incident.ended_at is not None
        zone = incident.zones.get(owner(incident), system.zone)
        first = incident.ended_at + system.review.due
        yield Deadline(_daily(first, incident.postmortem_reminded, zone, system.hours), POSTMORTEM)
    for item in incident.open_items:
        if item.due is not None:
            yield Deadline(_daily(item.due, item.reminded, item.zone, system.hours), ITEM, item.number)


def owner(incident: Incident) -> str:
    """Who answers for the incident: the commander, else the communications lead, else who declared it."""
    return incident.holder(COMMANDER_ROLE, COMMUNICATIONS_ROLE) or incident.declared_by


def update_owner(incident: Incident) -> str:
    """Who is asked for a status update: communications lead, else commander, else who declared it."""
    return incident.holder(COMMUNICATIONS_ROLE, COMMANDER_ROLE) or incident.declared_by


def update_due(incident: Incident, severity: Severity | None) -> datetime | None:
    """When the next status update is due; None when none is promised or nobody works on it."""
    watch = incident.watch
    if not incident.status.open:
        return None
    due = watch.promised
    if due is None and severity is not None and severity.update_every is not None:
        due = watch.base + severity.update_every
    if due is not None and watch.snoozed_until is not None:
        due = max(due, watch.snoozed_until)
    return due


def _ladder(incident: Incident, severity: Severity) -> Iterator[Deadline]:
    climb = incident.climb
    if incident.acknowledged_by is not None:
        return
    if climb.next < len(severity.ladder):
        yield Deadline(climb.base + severity.ladder[climb.next].after, RUNG, climb.next)
    if severity.acknowledge_within is not None and not climb.ack_missed:
        yield Deadline(climb.base + severity.acknowledge_within, ACKNOWLEDGE)


def _updates(incident: Incident, severity: Severity) -> Iterator[Deadline]:
    due, watch, every = update_due(incident, severity), incident.watch, severity.update_every
    if due is None:
        return
    ask = due - ASK_BEFORE
    quiet_until = max(watch.base, watch.snoozed_until or watch.base)
    if not watch.asked and ask > quiet_until:
        yield Deadline(ask, ASK)
    elif watch.misses == 0:
        yield Deadline(due, UPDATE)
    elif every is not None:
        yield Deadline(due + watch.misses * every, UPDATE, watch.misses)


def _owes_postmortem(incident: Incident, severity: Severity | None) -> bool:
    return (
        incident.status in (Status.RESOLVED, Status.CLOSED)
        and incident.ended_at is not None
        and not incident.postmortem_done
        and not incident.drill
        and (severity is None or severity.postmortem)
    )


def _daily(first: datetime, reminded: datetime | None, zone: str, hours: Hours) -> datetime:
    """The first working moment from `first` on; once reminded, the start of the next working day."""
    place = zone_of(zone)
    if reminded is None or reminded < first:
        return working(first, place, hours)
    tomorrow = (reminded.astimezone(place) + timedelta(days=1)).date()
    return working(datetime.combine(tomorrow, hours.start, place), place, hours)


def working(moment: datetime, place: ZoneInfo, hours: Hours) -> datetime:
    """The first moment from `moment` on that lies in working hours in `place`, Monday to Friday."""
    local = moment.astimezone(place)
    if local.time() >= hours.end:
        local = datetime.combine(local.date() + timedelta(days=1), hours.start, place)
    elif local.time() < hours.start:
        local = datetime.combine(local.date(), hours.start, place)
    while local.weekday() >= 5:
        local = datetime.combine(local.date() + timedelta(days=1), hours.start, place)
    return local.astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone called `name`; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
