"""The sweep: carry out what is due, one transaction a stream. Called by the clockwork of every replica."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain import events as e
from bot.domain.deciding.context import Context
from bot.domain.people import Person
from bot.store import duties, queries
from bot.store.store import Busy
from bot.usecases.desk import Desk
from bot.usecases.entry import By, entry
from bot.usecases.settle import settle

AT_ONCE = 4
BATCH = 500
PUT_OFF = timedelta(minutes=1)
FAILED = "deadlines"
"""Under this name a stream whose deadlines cannot be computed is listed by `/incident repair`."""

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
    ticks = (_in_turn(desk, stream, gate) for stream in streams)
    outcomes = await asyncio.gather(*ticks, return_exceptions=True)
    for stream, outcome in zip(streams, outcomes, strict=True):
        if isinstance(outcome, Busy):
            raise outcome
        if isinstance(outcome, Exception):
            await _put_off(desk, stream, outcome)
    return len(streams)


async def tick(desk: Desk, stream: str) -> int:
    """Carry out what is due for one stream; how many facts that made. Skips one another replica holds."""
    async with desk.store.unit() as unit:
        locked, _ = await unit.lock(stream, skip_locked=True)
        if locked is None:
            return 0
        system, now = desk.system(locked.state.system), desk.clock.now()
        command = c.Tick(away_since=locked.away_since)
        events = rules.decide(locked.state, command, system, Context(now, Person(e.TOCSIN, known=False)))
        if FAILED in locked.state.parked:
            events = [*events, e.EffectRepaired(FAILED, FAILED)]
        written = entry(system, stream, locked, events, By(e.TOCSIN, "clock", now), back=True)
        await unit.write(written)
        return len(written.facts)


async def _in_turn(desk: Desk, stream: str, gate: asyncio.Semaphore) -> None:
    async with gate:
        await tick(desk, stream)


async def _put_off(desk: Desk, stream: str, error: Exception) -> None:
    """Leave a stream that cannot be ticked for a minute, and say so on its card."""
    log.error("deadline failed", stream=stream, exc_info=error)
    await queries.put_off(desk.store, stream, desk.clock.now() + PUT_OFF)
    parked = e.EffectParked(FAILED, FAILED, f"{type(error).__name__}: {error}"[:500])
    await settle(desk, stream, None, [parked], via="clock")
    await queries.put_off(desk.store, stream, desk.clock.now() + PUT_OFF)
