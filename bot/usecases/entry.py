"""From events to what one transaction writes: facts, state, deadline, jobs. Called by the use-cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.deadlines import next_deadline
from bot.domain.events import Event, Fact
from bot.domain.evolve import evolve
from bot.domain.followups import followups
from bot.domain.incident import Incident
from bot.domain.jobs import CARD, Job
from bot.domain.people import Person
from bot.domain.policy import System
from bot.errors import Permanent
from bot.store.store import Entry, Head


def entry(
    system: System,
    stream: str,
    incident: Incident | None,
    head: Head,
    events: Sequence[Event],
    actor: str,
    via: str,
    now: datetime,
) -> Entry:
    """Everything that `events` by `actor` at `now` mean for `stream`, whose chain stands at `head`."""
    facts = tuple(Fact(head.count + n, now, actor, event, via) for n, event in enumerate(events, start=1))
    jobs: list[Job] = []
    for fact in facts:
        incident = evolve(incident, stream, fact)
        jobs += followups(fact, incident, system)
    if incident is None:
        raise Permanent(f"{stream} has no facts", "empty_stream")
    due = next_deadline(incident, system)
    return Entry(
        stream=stream,
        facts=facts,
        incident=incident,
        head=head,
        due_at=due.when if due else None,
        due_kind=due.kind if due else None,
        jobs=_once(jobs),
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
