"""The parts of a report, each folded from the facts in one pass: histories, roles, impact, items.

`bot.domain.report` puts them together. Nothing here looks at the projection, so a report can also be
made of the first n facts of a timeline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.durations import instant
from bot.domain.incident import Status
from bot.domain.policy import System
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class Step:
    """A severity or status from `since` to `until` (None: to the end). `rank` 0 is the worst severity."""

    value: str
    since: datetime
    by: str
    why: Words = EMPTY
    until: datetime | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Tenure:
    """Someone in a role from `since` to `until` (None: to the end); `previous` handed it over."""

    role: str
    label: str
    person: str
    since: datetime
    until: datetime | None = None
    previous: str | None = None


@dataclass(frozen=True)
class Figure:
    """A field of the impact; `value` is None while nobody has recorded it."""

    name: str
    label: str
    value: Words | None = None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Task:
    """An action item with what became of it."""

    number: int
    text: Words
    owner: str | None
    due: datetime | None
    done: datetime | None = None
    done_by: str = ""


def severities(facts: Iterable[e.Fact], system: System) -> tuple[Step, ...]:
    """Every severity it had, in order."""
    steps: list[Step] = []
    for fact in facts:
        match fact.event:
            case e.Declared(severity=name):
                _step(steps, fact, name)
            case e.SeverityChanged(new=name, why=why):
                _step(steps, fact, name, why)
            case _:
                pass
    ranks = {name: found.rank for name in {s.value for s in steps} if (found := system.severity(name))}
    return tuple(replace(step, rank=ranks.get(step.value)) for step in steps)


def statuses(facts: Iterable[e.Fact]) -> tuple[Step, ...]:
    """Every status it had, in order, by the same rules as the projection."""
    steps: list[Step] = []
    for fact in facts:
        match fact.event:
            case e.Declared():
                _step(steps, fact, Status.INVESTIGATING.value)
            case e.StatusChanged(new=new, why=why):
                _step(steps, fact, new, why)
            case e.Resolved(summary=why):
                _step(steps, fact, Status.RESOLVED.value, why)
            case e.Reopened(why=why):
                _step(steps, fact, Status.INVESTIGATING.value, why)
            case e.Closed(why=why):
                _step(steps, fact, Status.CLOSED.value, why)
            case e.Cancelled(why=why):
                _step(steps, fact, Status.CANCELLED.value, why)
            case e.MarkedDuplicate(of=of):
                _step(steps, fact, Status.DUPLICATE.value, Words(f"of {of}"))
            case _:
                pass
    return tuple(steps)


def _step(steps: list[Step], fact: e.Fact, value: str, why: Words = EMPTY) -> None:
    at = instant(fact.at)
    if steps:
        steps[-1] = replace(steps[-1], until=at)
    steps.append(Step(value, at, fact.actor, why))


def tenures(facts: Iterable[e.Fact], system: System) -> tuple[Tenure, ...]:
    """Who held which role from when to when, in the order they took over."""
    all_: list[Tenure] = []
    held: dict[str, int] = {}
    for fact in facts:
        match fact.event:
            case e.RoleAssigned(role=role, person=person):
                previous = _leave(all_, held, role, instant(fact.at))
                known = system.role(role)
                label = known.label if known else role
                held[role] = len(all_)
                all_.append(Tenure(role, label, person, instant(fact.at), previous=previous))
            case e.RoleReleased(role=role):
                _leave(all_, held, role, instant(fact.at))
            case _:
                pass
    return tuple(all_)


def _leave(all_: list[Tenure], held: dict[str, int], role: str, at: datetime) -> str | None:
    place = held.pop(role, None)
    if place is None:
        return None
    all_[place] = replace(all_[place], until=at)
    return all_[place].person


def figures(facts: Iterable[e.Fact], system: System) -> tuple[Figure, ...]:
    """The impact: every field the system asks for, recorded or not, and whatever else was recorded."""
    found = {field.name: Figure(field.name, field.label) for field in system.impact}
    for fact in facts:
        match fact.event:
            case e.ImpactRecorded(name=name, value=value):
                label = found[name].label if name in found else name
                found[name] = Figure(name, label, value, fact.actor, instant(fact.at))
            case _:
                pass
    return tuple(found.values())


def tasks(facts: Iterable[e.Fact]) -> tuple[Task, ...]:
    """The action items in the order of their numbers."""
    found: dict[int, Task] = {}
    for fact in facts:
        match fact.event:
            case e.ActionItemAdded(number=number, text=text, owner=owner, due=due):
                found[number] = Task(number, text, owner, instant(due) if due else None)
            case e.ActionItemDone(number=number) if number in found:
                found[number] = replace(found[number], done=instant(fact.at), done_by=fact.actor)
            case _:
                pass
    return tuple(found[number] for number in sorted(found))
