"""One fact more: `evolve(state, fact) -> state`. Total, pure, and the only place where state comes from.

The store folds it into the projection inside the transaction; `tocsin rebuild` folds the whole
timeline again and must arrive at the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.evolving import lifecycle, people, record, world
from bot.domain.incident import Climb, Incident, Watch


def evolve(incident: Incident | None, stream: str, fact: e.Fact) -> Incident:
    """The state of `stream` after `fact`. The first fact of a stream must be `Declared` (ValueError else)."""
    if incident is None:
        if not isinstance(fact.event, e.Declared):
            raise ValueError(f"{stream} begins with {type(fact.event).__name__}, not with Declared")
        return _declared(stream, fact, fact.event)
    return replace(_changed(incident, fact), count=fact.seq, last_at=fact.at)


def fold(stream: str, facts: Iterable[e.Fact], incident: Incident | None = None) -> Incident | None:
    """The state after all `facts`, in their order."""
    for fact in facts:
        incident = evolve(incident, stream, fact)
    return incident


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


def _changed(i: Incident, fact: e.Fact) -> Incident:
    event = fact.event
    if isinstance(event, lifecycle.Lifecycle):
        return lifecycle.after(i, fact, event)
    if isinstance(event, people.People):
        return people.after(i, fact, event)
    if isinstance(event, record.Record):
        return record.after(i, fact, event)
    if isinstance(event, world.Clockwork | world.Answer):
        return world.after(i, fact, event)
    assert_never(event)
