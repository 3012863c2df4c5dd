"""Carry out what a person asks of an incident. Called by the doors; one transaction each.

Lock and read is the first round trip, everything that is written the second, commit included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain.deadlines import zone_of
from bot.domain.deciding.context import Context
from bot.domain.incident import Incident
from bot.domain.naming import counter, reference
from bot.domain.people import Person
from bot.domain.policy import System
from bot.errors import Refused
from bot.store import queries
from bot.store.store import Seen, Taken, Unit
from bot.usecases import carrying
from bot.usecases.desk import Asker, Desk, Done, Twin, incident_of
from bot.usecases.entry import By, entry, look_ups

TWIN_WINDOW = timedelta(minutes=10)


async def declare(desk: Desk, asker: Asker, command: c.Declare) -> Done:
    """Open an incident. Raises Twin when the same was declared a moment ago, Refused otherwise."""
    system = desk.catalog.system(command.system)
    if system is None:
        known = ", ".join(s.id for s in desk.catalog.systems)
        raise Refused(f"I do not know the system `{command.system}`. Systems: {known}.")
    stream, now = hashlib.sha256(asker.key.encode()).hexdigest()[:32], desk.clock.now()
    try:
        async with desk.store.unit() as unit:
            before, people = await unit.lock(stream, [asker.person])
            if before is not None:
                return Done(incident_of(before.state), repeated=True)
            actor = people.get(asker.person) or Person(asker.person, known=False)
            year = now.astimezone(zone_of(system.zone)).year
            number = await unit.allot(counter(system.naming.ref, year))
            ref = reference(system.naming.ref, number, year)
            events = rules.declare(command, system, Context(now, actor, people), ref)
            if not command.anyway:
                await _no_twin(unit, system, command, stream, desk)
            written = entry(system, stream, None, events, By(actor.id, asker.via, now))
            jobs = (*written.jobs, *look_ups([asker.person], people))
            await unit.write(replace(written, key=asker.key, jobs=jobs))
            return Done(incident_of(written.state), written.facts)
    except (Seen, Taken):
        done = await queries.incident(desk.store, stream)
        if done is None:
            raise  # only the number was taken
        return Done(done, repeated=True)


async def carry_out(desk: Desk, asker: Asker, stream: str, command: c.Command) -> Done:
    """Do what `command` says to the incident `stream`, or raise Refused with the reason for the person."""
    outcome = await carrying.carry_out(desk, asker, stream, command)
    return Done(incident_of(outcome.state), outcome.facts, outcome.repeated)


async def _no_twin(unit: Unit, system: System, command: c.Declare, stream: str, desk: Desk) -> None:
    """Raise Twin when an open incident of the system, young and public, looks like the same thing."""
    since = desk.clock.now() - TWIN_WINDOW
    for other in await unit.twins(system.id, since, command.service):
        same = other.drill == command.drill and not other.private and other.id != stream
        if same and _alike(command, other):
            where = f"<#{other.channel.id}>" if other.channel else other.ref
            raise Twin(f"{other.ref} was declared a moment ago: {where}. Join it, or declare anyway.", other)


def _alike(command: c.Declare, other: Incident) -> bool:
    """The same service, or half of the words of the shorter title in common."""
    if command.service and command.service == other.service:
        return True
    mine, theirs = set(_terms(command.title)), set(_terms(other.title))
    return bool(mine and theirs) and len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def _terms(title: str) -> Iterable[str]:
    return (word for word in title.casefold().split() if len(word) > 2)
