"""From events to what one transaction writes: facts, state, deadline, jobs. Called by the use-cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadlines import Deadline, next_deadline
from bot.domain.events import Event, Fact
from bot.domain.evolve import evolve
from bot.domain.followups import followups
from bot.domain.jobs import CARD, Job
from bot.domain.people import Person
from bot.domain.policy import System
from bot.errors import Permanent
from bot.store.store import BEGINNING, Entry, Locked


@dataclass(frozen=True)
class By:
    """Who did it, by which door, and when."""

    actor: str
    via: str
    now: datetime


def entry(
    system: System, stream: str, before: Locked | None, events: Sequence[Event], by: By, back: bool = False
) -> Entry:
    """Everything that `events` mean for `stream`, which was `before`; None begins a new one.

    `back` is for the clock alone, which deals with a time away: until it has, the stream stays due.
    """
    head = before.head if before else BEGINNING
    state = before.state if before else None
    facts = tuple(Fact(head.count + n, by.now, by.actor, event, by.via) for n, event in enumerate(events, 1))
    jobs: list[Job] = []
    for fact in facts:
        state = evolve(state, stream, fact)
        jobs += followups(fact, state, system)
    if state is None:
        raise Permanent(f"{stream} has no facts", "empty_stream")
    due = next_deadline(state, system)
    if before and before.away_since and not back:
        due = Deadline(by.now, "away")
    return Entry(
        stream=stream,
        facts=facts,
        state=state,
        head=head,
        new=before is None,
        due_at=due.when if due else None,
        due_kind=due.kind if due else None,
        jobs=_once(jobs),
        back=back,
    )


def look_ups(people: Iterable[str], known: Mapping[str, Person]) -> tuple[Job, ...]:
    """Jobs that ask Slack about everyone we have only the id of."""
    missing = dict.fromkeys(p for p in people if p not in known or not known[p].known)
    return tuple(look_up_person(person) for person in missing)


def look_up_person(person: str) -> Job:
    name = f"people:{person}"
    return Job(
        "look_up_person", "", key=name, lane=name, urgency=CARD, coalesce=name, args={"person": person}
    )


def look_up_group(group: str) -> Job:
    name = f"groups:{group}"
    return Job("look_up_group", "", key=name, lane=name, urgency=CARD, coalesce=name, args={"group": group})


def _once(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """`jobs` in their order, a coalesced one only once."""
    seen: set[str] = set()
    kept: list[Job] = []
    for job in jobs:
        if job.coalesce is None or job.coalesce not in seen:
            kept.append(job)
            seen.add(job.coalesce or job.key)
    return tuple(kept)
