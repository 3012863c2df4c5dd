"""One fact more: `evolve(state, fact) -> state`. Total, pure, and the only place where state comes from.

The store folds it into the projection inside the transaction; `tocsin rebuild` folds the whole
timeline again and must arrive at the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.evolving import changes, lifecycle, people, record, world
from bot.domain.incident import Climb, Incident, Watch
from bot.domain.operation import Operation
from bot.domain.stream import Stream


def evolve(state: Stream | None, stream: str, fact: e.Fact) -> Stream:
    """The state of `stream` after `fact`.

    The first fact of a stream must be `Declared` or `OperationOpened` (ValueError else).
    """
    if state is None:
        match fact.event:
            case e.Declared():
                return _declared(stream, fact, fact.event)
            case e.OperationOpened():
                return _opened(stream, fact, fact.event)
            case _:
                raise ValueError(f"{stream} begins with {type(fact.event).__name__}")
    return replace(_changed(state, fact), count=fact.seq, last_at=fact.at)


def fold(stream: str, facts: Iterable[e.Fact], state: Stream | None = None) -> Stream | None:
    """The state after all `facts`, in their order."""
    for fact in facts:
        state = evolve(state, stream, fact)
    return state


def _declared(stream: str, fact: e.Fact, event: e.Declared) -> Incident:
    milestones = {"declared": fact.at}
    if event.started is not None:
        milestones["started"] = event.started
    return Incident(
        id=stream,
        ref=event.ref,
        system=event.system,
        title=event.title,
        severity=event.severity,
        declared_by=fact.actor,
        declared_at=fact.at,
        watch=Watch(base=fact.at),
        climb=Climb(base=fact.at),
        service=event.service,
        kind=event.kind,
        private=event.private,
        drill=event.drill,
        origin=event.origin,
        count=fact.seq,
        last_at=fact.at,
        responders=(fact.actor,),
        zones={fact.actor: event.zone},
        milestones=milestones,
    )


def _opened(stream: str, fact: e.Fact, event: e.OperationOpened) -> Operation:
    return Operation(
        id=stream,
        ref=event.ref,
        system=event.system,
        title=event.title,
        opened_by=fact.actor,
        opened_at=fact.at,
        origin=event.origin,
        zones={fact.actor: event.zone},
        count=fact.seq,
        last_at=fact.at,
    )


def _changed(s: Stream, fact: e.Fact) -> Stream:
    """What every stream has first; an operation has no life, roles, record or clock of its own."""
    event = fact.event
    if isinstance(event, e.Operating):
        return changes.after(s, fact, event)
    if isinstance(event, world.Answer):
        return world.answered(s, event)
    if not isinstance(s, Incident):
        return s
    if isinstance(event, lifecycle.Lifecycle):
        return lifecycle.after(s, fact, event)
    if isinstance(event, people.People):
        return people.after(s, fact, event)
    if isinstance(event, record.Record):
        return record.after(s, fact, event)
    if isinstance(event, world.Clockwork):
        return world.ticked(s, fact, event)
    assert_never(event)
