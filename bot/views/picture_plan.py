"""What the timeline picture shows and where, as fractions of its width; `bot.views.picture` draws it.

Apart from the drawing so that it can be tested, and read, without matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.durations import instant
from bot.domain.incident import OPEN
from bot.domain.policy import COMMANDER_ROLE
from bot.domain.report import Report
from bot.domain.report_parts import Step
from bot.views.report_text import Names, clean, lasted, local, person, said

MINUTE = timedelta(minutes=1)
SHORTEST = timedelta(minutes=5)
FARTHEST = timedelta(days=30)
MOST_TICKS = 7
STEPS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880))

_OPEN = {status.value for status in OPEN}
_MARKS: tuple[tuple[type, str], ...] = (
    (e.UpdatePosted, "update"),
    (e.UpdateMissed, "missed"),
    (e.UpdateEscalated, "missed"),
    (e.UpdateAsked, "asked"),
    (e.AcknowledgeMissed, "unacknowledged"),
    (e.RungClimbed, "rung"),
)


@dataclass(frozen=True)
class Bar:
    """A stretch of a band from `start` to `end` (0 to 1). `tone` is what its colour depends on."""

    start: float
    end: float
    label: str
    tone: str


@dataclass(frozen=True)
class Mark:
    at: float
    kind: str
    label: str = ""


@dataclass(frozen=True)
class Tick:
    """`day` is set where a day begins to be shown."""

    at: float
    clock: str
    day: str = ""


@dataclass(frozen=True)
class Plan:
    """The whole picture; `begun` is where the incident began."""

    title: str
    subtitle: str
    zone: str
    begun: float
    severity: tuple[Bar, ...]
    status: tuple[Bar, ...]
    command: tuple[Bar, ...]
    away: tuple[Bar, ...]
    milestones: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class _Axis:
    """`first` and `last` are the edges; what happened lies between `begun` and `ended`."""

    first: datetime
    last: datetime
    begun: datetime
    ended: datetime

    def place(self, when: datetime) -> float:
        return (when - self.first) / (self.last - self.first)

    def bar(self, since: datetime, until: datetime | None, end: datetime) -> tuple[float, float] | None:
        """The part of the stretch that is in the picture, which ends at `end`."""
        start, stop = max(since, self.first), min(until or end, end)
        return (self.place(start), self.place(stop)) if start <= stop else None


def plan(report: Report, names: Names) -> Plan:
    """The picture of `report`, in the team's zone."""
    axis = _axis(report)
    return Plan(
        title=f"{clean(report.ref)} · {clean(report.severity)} · {clean(said(report.title, names))}",
        subtitle=_subtitle(report),
        zone=report.zone.rpartition("/")[2].replace("_", " "),
        begun=axis.place(axis.begun),
        severity=tuple(_steps(axis, report.severities, axis.ended, ranked=True)),
        status=tuple(_steps(axis, report.statuses, _status_end(axis, report), ranked=False)),
        command=tuple(_command(axis, report, names)),
        away=tuple(
            Bar(*span, "away", "away")
            for gap in report.away
            if (span := axis.bar(instant(gap.since), instant(gap.until), axis.last))
        ),
        milestones=_milestones(axis, report),
        marks=(*_marks(axis, report), *_changes(axis, report)),
        ticks=tuple(_ticks(axis, report.zone)),
    )


def _axis(report: Report) -> _Axis:
    set_ = [mark.when for mark in report.milestones if mark.when is not None]
    near = [when for when in set_ if abs(when - report.declared_at) <= FARTHEST]
    begun = min([report.declared_at, *near])
    ended = max([_ended(report), begun, *(when for when in near if not _going_on(report))])
    span = max(ended - begun, SHORTEST)
    room = begun + span - ended
    after = span / 40 if _going_on(report) else span / 7
    return _Axis(begun - span / 40 - room / 4, ended + after + room * 3 / 4, begun, ended)


def _status_end(axis: _Axis, report: Report) -> datetime:
    """The final status is drawn beyond the end, so that there is room for its name."""
    return axis.ended if _going_on(report) else axis.last


def _going_on(report: Report) -> bool:
    return not report.statuses or report.statuses[-1].value in _OPEN


def _ended(report: Report) -> datetime:
    """When it last stopped being worked on; now, while it is."""
    if _going_on(report):
        return max([report.record.generated, *(step.since for step in report.statuses)])
    ended = report.statuses[-1].since
    for step in reversed(report.statuses):
        if step.value in _OPEN:
            break
        ended = step.since
    return ended


def _steps(axis: _Axis, steps: Iterable[Step], end: datetime, ranked: bool) -> Iterator[Bar]:
    for step in steps:
        span = axis.bar(step.since, step.until, end)
        if span:
            rank = "other" if step.rank is None else str(step.rank)
            yield Bar(*span, clean(step.value), rank if ranked else step.value)


def _command(axis: _Axis, report: Report, names: Names) -> Iterator[Bar]:
    held = (one for one in report.roles if one.role == COMMANDER_ROLE)
    for place, one in enumerate(held):
        span = axis.bar(one.since, one.until, axis.ended)
        if span:
            yield Bar(*span, person(one.person, names), "even" if place % 2 == 0 else "odd")


def _milestones(axis: _Axis, report: Report) -> tuple[Mark, ...]:
    """The milestones in force, earliest first, those of one minute together; `now` while it goes on."""
    form = "%H:%M" if axis.last - axis.first < timedelta(hours=20) else "%a %H:%M"
    marks = [(mark.when, clean(mark.name)) for mark in report.milestones if mark.when is not None]
    if _going_on(report):
        marks.append((axis.ended, "now"))
    found: dict[str, tuple[float, list[str]]] = {}
    for when, name in sorted(marks):
        if axis.first <= when <= axis.last:
            clock = f"{local(when, report.zone):{form}}"
            found.setdefault(clock, (axis.place(when), []))[1].append(name)
    return tuple(Mark(at, "milestone", f"{', '.join(names)} {clock}") for clock, (at, names) in found.items())


def _marks(axis: _Axis, report: Report) -> Iterator[Mark]:
    for row in (*report.updates, *report.reminders):
        if not axis.first <= row.at <= axis.last:
            continue
        event = row.fact.event
        kind = next((kind for type_, kind in _MARKS if isinstance(event, type_)), "")
        if isinstance(event, e.RungClimbed):
            yield Mark(axis.place(row.at), "skipped" if event.skipped else kind, clean(event.label))
        elif kind:
            yield Mark(axis.place(row.at), kind)


def _changes(axis: _Axis, report: Report) -> Iterator[Mark]:
    """What was changed in a cluster, by its number, and what was run without a second person."""
    for deed in report.work.deeds:
        if deed.applied and axis.first <= deed.applied <= axis.last:
            yield Mark(axis.place(deed.applied), "change", str(deed.number))
        if deed.glass and axis.first <= deed.glass.at <= axis.last:
            yield Mark(axis.place(deed.glass.at), "glass")


def _ticks(axis: _Axis, zone: str) -> Iterator[Tick]:
    """Round times on the wall in `zone`, at most seven. An hour the zone skips or repeats is no trouble."""
    span = axis.last - axis.first
    days = timedelta(days=-(-span // timedelta(days=MOST_TICKS)))
    step = next((s for s in STEPS if span / s <= MOST_TICKS), days)
    wall = local(axis.first, zone)
    day = wall.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    walls = [day + step * n for n in range(int((span + timedelta(days=2)) / step) + 2)]
    shown, last = "", -1.0
    for naive in walls:
        when = instant(naive.replace(tzinfo=wall.tzinfo))
        at = axis.place(when)
        if not 0 <= at <= 1 or at <= last:
            continue
        date, last = f"{naive:%a} {naive.day} {naive:%b}", at
        yield Tick(at, f"{naive:%H:%M}", "" if date == shown else date)
        shown = date


def _subtitle(report: Report) -> str:
    """`drill · lasted 1 h 20 min · acknowledged after 3 min`: what is known, in the order it happened."""
    words = {"acknowledge": "acknowledged", "mitigate": "mitigated", "resolve": "resolved"}
    known = [
        f"{words[one.name]} {'after ' + lasted(one.length) if one.length >= MINUTE else 'within a minute'}"
        for one in report.durations
        if one.length is not None and one.name in words
    ]
    flags = [word for word, on in (("drill", report.drill), ("private", report.private)) if on]
    return " · ".join([*flags, *known] or [report.status.value])
