"""APScheduler as the clockwork of a replica: it says when, the use-cases do what. Started by `app`.

Every replica runs the same lines; that each thing happens once is settled in the database. Intervals
are seconds of the house's clock, so that a drill at speed sweeps as often in its own time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import wall
from bot.domain.jobs import CARD, Job
from bot.errors import Problem
from bot.store import approvals, duties
from bot.usecases.deadlines import sweep
from bot.usecases.desk import Desk

log = structlog.get_logger()

SWEEP = 1.0
SHORTEST = 0.1
HOUR = 3600.0
CALLS_KEPT = timedelta(days=7)
"""So long a change's arguments are kept, for planning it anew."""

REFRESH_DIRECTORY = Job(
    "refresh_directory", "", key="directory", lane="directory", urgency=CARD, coalesce="directory"
)

Chore = Callable[[], Awaitable[object]]


class Clockwork:
    """`away_after` is in seconds of our clock, `lease` in real ones."""

    def __init__(self, desk: Desk, away_after: float, lease: float) -> None:
        self._desk, self._away_after, self._lease = desk, away_after, lease
        self._running: set[asyncio.Task[object]] = set()
        options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=options)
        lines: list[tuple[Chore, float]] = [
            (self._sweep, max(SHORTEST, desk.clock.real_seconds(SWEEP))),
            (self._take_over, max(0.5, lease / 4)),
            (self._tidy, HOUR),
            (self._directory, 24 * HOUR),
        ]
        for chore, seconds in lines:
            self._scheduler.add_job(self._careful(chore), "interval", seconds=seconds)

    async def start(self) -> None:
        """Begin; who is who in Slack is looked up at once."""
        self._scheduler.start()
        await self._careful(self._directory)()

    async def stop(self) -> None:
        """Begin nothing more, and let what runs come to its end."""
        self._scheduler.pause()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _sweep(self) -> None:
        await sweep(self._desk, self._away_after)

    async def _take_over(self) -> None:
        taken = await self._desk.store.queue.takeover(self._lease)
        if taken:
            log.warning("took over jobs of a dead worker", jobs=taken)

    async def _tidy(self) -> None:
        await duties.sweep_inbox(self._desk.store)
        await approvals.forget_plans(self._desk.store, wall() - CALLS_KEPT)
        await self._desk.store.queue.tidy()

    async def _directory(self) -> None:
        async with self._desk.store.connections.lend() as connection:
            await self._desk.store.queue.enqueue(connection, [REFRESH_DIRECTORY])

    def _careful(self, chore: Chore) -> Callable[[], Awaitable[None]]:
        """`chore`, with what it may raise logged: the next round tries again."""

        async def run() -> None:
            task = asyncio.ensure_future(chore())
            self._running.add(task)
            try:
                await asyncio.shield(task)
            except Problem as problem:
                log.warning("clockwork", chore=chore.__name__, error=str(problem))
            finally:
                if task.done():
                    self._running.discard(task)

        return run
