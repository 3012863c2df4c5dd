"""Running the real worker loop in tests of the queue, for as long as a block lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.domain.jobs import Job
from bot.store.store import Store
from bot.worker.loop import Loop, Run


@dataclass
class Diary:
    """What the workers did: runs in the order of their start, runs in the order of their end, parked."""

    started: list[Run] = field(default_factory=list)
    ended: list[Run] = field(default_factory=list)
    parked: list[tuple[Run, Exception]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [run.job.key for run in self.started]


async def nothing(run: Run) -> None:
    """An effect that is done at once."""


@asynccontextmanager
async def working(
    store: Store, effect: Callable[[Run], Awaitable[None]] = nothing, **options: object
) -> AsyncIterator[Diary]:
    """A loop over `store` whose every job is `effect`."""
    diary = Diary()

    async def perform(run: Run) -> None:
        diary.started.append(run)
        await effect(run)
        diary.ended.append(run)

    async def park(run: Run, problem: Exception) -> None:
        diary.parked.append((run, problem))

    given = {"first_pause": 0.05, "heartbeat": 0.3, "lease": 1.0, "grace": 2.0} | options
    loop = Loop(store.queue, perform, park, **given)  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run())
    try:
        yield diary
    finally:
        await loop.stop()
        await running


async def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until `holds()`, looking often; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is awaited happens in other processes too
            await asyncio.sleep(0.01)


async def put(store: Store, *jobs: Job) -> None:
    """Enqueue `jobs` in one transaction."""
    async with store.connections.lend() as connection, connection.transaction():
        await store.queue.enqueue(connection, jobs)


async def waiting(store: Store) -> list[tuple[str, str, int]]:
    """(key, status, attempts) of every job the queue still holds, in order."""
    found = await store.rows("SELECT args ->> 'key', status, attempts FROM procrastinate_jobs ORDER BY id")
    return [(row[0], row[1], row[2]) for row in found]
