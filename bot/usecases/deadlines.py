"""The sweep: carry out what is due, one transaction a stream. Called by the clockwork of every replica."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain.deciding.context import Context
from bot.domain.events import TOCSIN
from bot.domain.people import Person
from bot.errors import Problem
from bot.store import duties, queries
from bot.usecases.desk import Desk
from bot.usecases.entry import entry

AT_ONCE = 4
BATCH = 500
PUT_OFF = timedelta(minutes=1)

log = structlog.get_logger()


async def sweep(desk: Desk, away_after: float) -> int:
    """Tick every stream that is due by now; how many there were.

    `away_after` seconds without a sweep of any replica count as having been away. A stream that fails
    is put off a minute, kept for `/incident repair`, and does not hold up the others.
    """
    now = desk.clock.now()
    gone_since = await duties.alive(desk.store, now, away_after)
    if gone_since is not None:
        log.warning("was away", since=gone_since.isoformat(), until=now.isoformat())
    streams = await queries.due_streams(desk.store, now, BATCH)
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_guarded(desk, stream, gate) for stream in streams))
    return len(streams)


async def tick(desk: Desk, stream: str) -> int:
    """Carry out what is due for one stream; how many facts that made. Skips one another replica holds."""
    async with desk.store.unit() as unit:
        locked, _ = await unit.lock(stream, skip_locked=True)
        if locked is None:
            return 0
        system, now = desk.system(locked.incident.system), desk.clock.now()
        command = c.Tick(away_since=locked.away_since)
        events = rules.decide(locked.incident, command, system, Context(now, Person(TOCSIN, known=False)))
        written = entry(system, stream, locked.incident, locked.head, events, TOCSIN, "clock", now)
        await unit.write(replace(written, back=True))
        return len(written.facts)


async def _guarded(desk: Desk, stream: str, gate: asyncio.Semaphore) -> None:
    async with gate:
        try:
            await tick(desk, stream)
        except Problem as problem:
            log.error("deadline failed", stream=stream, error=str(problem))
            await queries.put_off(desk.store, stream, desk.clock.now() + PUT_OFF)
