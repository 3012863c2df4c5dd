"""Milestones, durations and promised updates of one incident, computed from its facts alone.

The report, the picture and the figures read these instead of keeping clocks of their own, so that a
later correction is right everywhere and what was corrected stays visible. Nothing here raises: a pair
of times that makes no sense is "not known", never a negative number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from bot.domain import events as e
from bot.domain.incident import MILESTONES
from bot.domain.policy import System

STARTS = ("detected", "started", "declared")
"""What a time to respond is measured from: the first of these that is set."""


@dataclass(frozen=True)
class Setting:
    """One value a milestone was given; `when` is None where reopening took it away again."""

    when: datetime | None
    at: datetime
    by: str
    seq: int


@dataclass(frozen=True)
class Milestone:
    """A milestone with every value it ever had, oldest first."""

    name: str
    history: tuple[Setting, ...] = ()

    @property
    def when(self) -> datetime | None:
        """The value in force, in UTC."""
        return self.history[-1].when if self.history else None

    @property
    def earlier(self) -> tuple[Setting, ...]:
        """The values that are no longer in force."""
        return self.history[:-1]


@dataclass(frozen=True)
class Duration:
    """How long something took. `length` is None when it is not known, and `lack` then says why."""

    name: str
    since: str | None = None
    length: timedelta | None = None
    lack: str = ""


class Outcome(Enum):
    """`OVER`: the incident ended before the update was due, so nothing was owed any more."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Promise:
    """An update that was owed by `due`: by someone's word (`stated`) or by the cadence of the severity.

    `posted` is when it came, also if late; `snoozed` counts how often it was put off. A miss that the
    clock could only report afterwards may stand for several: `count`.
    """

    made: datetime
    by: str
    due: datetime
    outcome: Outcome = Outcome.OPEN
    posted: datetime | None = None
    stated: bool = False
    snoozed: int = 0
    count: int = 1


def instant(when: datetime) -> datetime:
    """`when` in UTC. Differences are only right there: within one zone Python subtracts wall clocks.

    A naive time counts as UTC; at the two ends of the calendar the zone is dropped instead of raising.
    """
    if when.tzinfo is None:
        return when.replace(tzinfo=UTC)
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return when.replace(tzinfo=UTC)


def milestones(facts: Sequence[e.Fact]) -> tuple[Milestone, ...]:
    """The six milestones in their order, then any other that was set; the last value given is in force."""
    history: dict[str, list[Setting]] = {name: [] for name in MILESTONES}

    def put(fact: e.Fact, name: str, when: datetime | None) -> None:
        value = None if when is None else instant(when)
        history.setdefault(name, []).append(Setting(value, instant(fact.at), fact.actor, fact.seq))

    for fact in facts:
        match fact.event:
            case e.Declared(started=started):
                put(fact, "declared", fact.at)
                if started is not None:
                    put(fact, "started", started)
            case e.Acknowledged(when=when):
                put(fact, "acknowledged", when)
            case e.Mitigated(when=when):
                put(fact, "mitigated", when)
            case e.Resolved(when=when):
                put(fact, "resolved", when)
            case e.MilestoneSet(name=name, when=when):
                put(fact, name, when)
            case e.Reopened():
                for name in ("mitigated", "resolved"):
                    if history[name] and history[name][-1].when is not None:
                        put(fact, name, None)
            case _:
                pass
    return tuple(Milestone(name, tuple(settings)) for name, settings in history.items())


def durations(marks: Sequence[Milestone]) -> tuple[Duration, ...]:
    """Time to acknowledge, to mitigate and to resolve, and how long it lasted in all (from `started`)."""
    values = {mark.name: mark.when for mark in marks}
    return (
        _measure("acknowledge", values, "acknowledged", STARTS),
        _measure("mitigate", values, "mitigated", STARTS),
        _measure("resolve", values, "resolved", STARTS),
        _measure("in all", values, "resolved", ("started", "detected", "declared")),
    )


def _measure(name: str, values: dict[str, datetime | None], end: str, starts: tuple[str, ...]) -> Duration:
    since = next((start for start in starts if values.get(start) is not None), None)
    begun, ended = values.get(since or ""), values.get(end)
    if begun is None or since is None:
        return Duration(name, lack="no beginning is set")
    if ended is None:
        return Duration(name, since, lack=f"{end} is not set")
    if ended < begun:
        return Duration(name, since, lack=f"{end} lies before {since}")
    return Duration(name, since, ended - begun)


def promises(facts: Sequence[e.Fact], system: System, now: datetime) -> tuple[Promise, ...]:
    """Every update that was owed, in the order they fell due; linear in the number of facts.

    A stated time is missed when it passes without an update. The cadence's own is missed when the
    clock said so, because the cadence may have been another one that day.
    """
    book = _Book(system)
    for fact in facts:
        book.read(fact)
    book.settle(Outcome.OPEN, instant(now))
    return tuple(book.done)


class _Book:
    """The fold behind `promises`: at most one update is owed at any time, as in `Incident.watch`."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.severity = ""
        self.running = False
        self.owed: Promise | None = None
        self.missed = False
        self.done: list[Promise] = []

    def read(self, fact: e.Fact) -> None:
        at = instant(fact.at)
        match fact.event:
            case e.Declared(severity=severity):
                self.severity, self.running = severity, True
                self._owe(at, fact.actor)
            case e.UpdatePosted(next_by=next_by):
                self.settle(Outcome.KEPT, at)
                if self.running:
                    self._owe(at, fact.actor, next_by)
            case e.SeverityChanged(new=severity):
                self.severity = severity
                if self.running:
                    self.settle(Outcome.OVER, at)
                    self._owe(at, fact.actor)
            case e.Snoozed(until=until):
                self._put_off(instant(until))
            case e.UpdateMissed(due=due, count=count):
                self._miss(at, fact.actor, instant(due), count)
            case e.UpdateEscalated(due=due):
                self._miss(at, fact.actor, instant(due), 1)
            case e.Resolved() | e.Closed() | e.Cancelled() | e.MarkedDuplicate():
                self.running = False
                self.settle(Outcome.OVER, at)
            case e.Reopened():
                self.running = True
                self._owe(at, fact.actor)
            case _:
                pass

    def settle(self, outcome: Outcome, at: datetime) -> None:
        """The wait ends at `at`. What the cadence would have asked for later was never owed."""
        if self.owed:
            late = self.missed or (self.owed.stated and at > self.owed.due)
            posted = at if outcome is Outcome.KEPT else None
            if late or self.owed.stated or outcome is not Outcome.OVER:
                outcome = Outcome.MISSED if late else outcome
                # The clock did not call it late, so by the cadence of that day it was not due before.
                due = max(self.owed.due, posted) if posted and not late else self.owed.due
                self.done.append(replace(self.owed, outcome=outcome, posted=posted, due=due))
        self.owed, self.missed = None, False

    def _owe(self, at: datetime, by: str, stated: datetime | None = None) -> None:
        severity = self.system.severity(self.severity)
        every = severity.update_every if severity else None
        due = instant(stated) if stated else _later(at, every) if every else None
        self.owed = Promise(at, by, due, stated=stated is not None) if due else None
        self.missed = False

    def _put_off(self, until: datetime) -> None:
        if self.owed is None:
            return
        if self.missed:
            self.done.append(replace(self.owed, outcome=Outcome.MISSED))
        due, times = max(self.owed.due, until), self.owed.snoozed + 1
        self.owed, self.missed = replace(self.owed, due=due, snoozed=times, count=1), False

    def _miss(self, at: datetime, by: str, due: datetime, count: int) -> None:
        """The same silence may be missed again and again, each time for one more due time."""
        if self.owed is None:
            self.owed = Promise(min(at, due), by, due)
        elif self.missed and due != self.owed.due:
            self.done.append(replace(self.owed, outcome=Outcome.MISSED))
            self.owed = replace(self.owed, stated=False)
        self.owed, self.missed = replace(self.owed, due=due, count=count), True


def _later(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return at
