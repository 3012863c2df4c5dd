"""What must be done so that an incident knows of changes that Tocsin did not make. Called by `incident`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import events as e
from bot.domain.followups.making import job
from bot.domain.incident import Incident
from bot.domain.jobs import CARD, LONG, Job
from bot.domain.policy import System

RECENT = "changes"
"""The message with what changed before the declare, among the posts of an incident."""


def of(fact: e.Fact, i: Incident, system: System) -> Iterator[Job]:
    """The jobs; none of them is in anybody's way, and none where there is no cluster."""
    if not system.operations.clusters:
        return
    match fact.event:
        case e.Posted(key="card") if RECENT not in i.posts:
            yield job(i, fact, "recent_changes", "recent-changes", CARD, queue=LONG)
        case e.Declared() | e.Reopened() if _runs_something(i, system):
            yield look_outside(i)
        case _:
            pass


def look_outside(i: Incident) -> Job:
    """One look for changes that others make; the effect puts in the next one, with what it has seen."""
    name = f"{i.id}:look_outside"
    return Job("look_outside", i.id, name, name, CARD, coalesce=name, queue=LONG)


def _runs_something(i: Incident, system: System) -> bool:
    service = system.service(i.service)
    return service is not None and bool(service.workload)
