"""APScheduler as the clockwork of a replica: it says when, the use-cases do what. Started by `app`.

Every replica runs the same lines; that each thing happens once is settled in the database. Intervals
are seconds of the house's clock, so that a drill at speed sweeps as often in its own time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.jobs import CARD, Job
from bot.errors import Problem
from bot.store import duties
from bot.usecases.deadlines import sweep
from bot.worker.world import World

log = structlog.get_logger()

SWEEP = 1.0
SHORTEST = 0.1
HOUR = 3600.0

Chore = Callable[[], Awaitable[object]]


def clockwork(world: World, away_after: float, lease: float) -> AsyncIOScheduler:
    """The scheduler of one replica, not yet started. `away_after` in our seconds, `lease` in real ones."""
    desk = world.desk
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})

    async def takeover() -> None:
        taken = await desk.store.queue.takeover(lease)
        if taken:
            log.warning("took over jobs of a dead worker", jobs=taken)

    async def housekeeping() -> None:
        await duties.sweep_inbox(desk.store)
        await desk.store.queue.tidy()

    async def directory() -> None:
        async with desk.store.connections.lend() as connection:
            await desk.store.queue.enqueue(connection, [REFRESH_DIRECTORY])

    lines: list[tuple[str, Chore, float]] = [
        ("sweep", lambda: sweep(desk, away_after), max(SHORTEST, desk.clock.real_seconds(SWEEP))),
        ("takeover", takeover, max(0.5, lease / 4)),
        ("housekeeping", housekeeping, HOUR),
        ("directory", directory, 24 * HOUR),
    ]
    for name, chore, seconds in lines:
        scheduler.add_job(_careful(name, chore), "interval", seconds=seconds, id=name, max_instances=1)
    return scheduler


REFRESH_DIRECTORY = Job(
    "refresh_directory", "", key="directory", lane="directory", urgency=CARD, coalesce="directory"
)


def _careful(name: str, chore: Chore) -> Callable[[], Awaitable[None]]:
    """`chore`, with what it may raise logged: the next round tries again."""

    async def run() -> None:
        try:
            await chore()
        except Problem as problem:
            log.warning("clockwork", line=name, error=str(problem))

    return run


async def start(scheduler: AsyncIOScheduler, world: World) -> None:
    """Begin: the first sweep at once, so that what was due while nobody was here is not a second later."""
    scheduler.start()
    async with world.desk.store.connections.lend() as connection:
        await world.desk.store.queue.enqueue(connection, [REFRESH_DIRECTORY])
