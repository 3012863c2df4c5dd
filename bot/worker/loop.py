"""The workers: they take jobs from the queue and run each to an end that loses nothing.

Started by `app`. What a job does is `perform`, given from there; here is only what becomes of it: done,
tried again, parked, left to a newer version, handed over when we stop. A job in a lane is retried by
procrastinate and keeps its place; one that coalesces ends, and a fresh one is put in (bot.store.queue
says why). This is one of the two edges of the house that catch every exception.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import DeleteJobCondition
from procrastinate.jobs import Job as Queued
from procrastinate.worker import Worker

from bot.domain.jobs import LONG, QUICK, Job
from bot.errors import Permanent, Problem, Refused, Temporary
from bot.store.queue import TASK, Queue
from bot.store.tickets import Ticket

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
POLL = 0.2  # real seconds: the end of a lane's job wakes nobody for the next one
NEWER_VERSION = 5.0  # real seconds until a job of an unknown kind is offered again


class UnknownEffect(Problem):
    """This version has no such effect: the job is for a newer one."""


@dataclass(frozen=True)
class Run:
    """One try of a job. `attempt` counts from 1; `repeat`: an earlier one may have reached the vendor."""

    job: Job
    attempt: int
    repeat: bool


Perform = Callable[[Run], Awaitable[None]]
Park = Callable[[Run, Exception], Awaitable[None]]


class _Again(Exception):
    """Tells procrastinate to run this lane's job again after `seconds` real seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class _InPlace(BaseRetryStrategy):
    """A lane's job always stays in its place until we said it is over; a coalesced one never comes back."""

    def get_retry_decision(self, *, exception: BaseException, job: Queued) -> RetryDecision | None:
        if job.queueing_lock is not None:
            return None
        seconds = exception.seconds if isinstance(exception, _Again) else 0.0
        wait: Any = {"milliseconds": int(seconds * 1000)}
        return RetryDecision(retry_in=wait)


class Loop:
    """Both workers of one replica."""

    def __init__(
        self,
        queue: Queue,
        perform: Perform,
        park: Park,
        *,
        quick: int = 20,
        long: int = 4,
        attempts: int = 8,
        heartbeat: float = 5.0,
        lease: float = 20.0,
        grace: float = 10.0,
        first_pause: float = 1.0,
    ) -> None:
        """`quick` and `long` are jobs at once; the other numbers are real seconds, `attempts` apart."""
        self._queue, self._perform, self._park = queue, perform, park
        self._attempts, self._first_pause = attempts, first_pause
        self._concurrency = {QUICK: quick, LONG: long}
        self._options: dict[str, Any] = {
            "update_heartbeat_interval": heartbeat,
            "stalled_worker_timeout": lease,
            "shutdown_graceful_timeout": grace,
        }
        self._workers: dict[str, Worker] = {}
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._stopped.set()
        self._app = App(connector=queue.app.connector)
        self._app.task(name=TASK, pass_context=True, retry=_InPlace())(self._effect)

    @property
    def fetching(self) -> dict[str, bool]:
        """For each queue, whether its worker is at work: known to the database and not about to stop."""
        return {
            name: name in self._workers and self._workers[name].worker_id is not None
            for name in self._concurrency
        }

    async def run(self) -> None:
        """Run jobs until `stop`, once. A worker that fails (the database went away) is started anew."""
        self._stopped.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for name in self._concurrency:
                    group.create_task(self._keep(name))
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Take no more jobs, let the running ones finish within the grace, hand the others over."""
        self._stopping.set()
        for worker in self._workers.values():
            worker.stop()  # type: ignore[no-untyped-call]
        await self._stopped.wait()

    async def _keep(self, name: str) -> None:
        while not self._stopping.is_set():
            worker = self._workers[name] = Worker(
                self._app,
                queues=[name],
                name=name,
                concurrency=self._concurrency[name],
                fetch_job_polling_interval=POLL,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                **self._options,
            )
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            except ProcrastinateException as problem:
                log.warning("the worker for %s jobs stopped and starts anew: %s", name, problem)
            finally:
                del self._workers[name]
            await self._nap(self._first_pause)

    async def _effect(self, context: JobContext, /, **_args: object) -> None:
        """One job, as procrastinate calls it."""
        ticket = self._queue.ticket(context.job)
        run = Run(ticket.job, ticket.tries + 1, ticket.repeat)
        try:
            await self._attempt(run)
        except asyncio.CancelledError:
            await self._put_back(replace(ticket, tries=run.attempt, repeat=True), 0.0)
            raise
        except UnknownEffect:
            await self._leave_to_newer(ticket)
        except (Permanent, Refused) as problem:
            await self._give_up(ticket, run, problem)
        except Temporary as problem:
            await self._try_later(ticket, run, problem, problem.after)
        except Problem as problem:
            await self._try_later(ticket, run, problem, None)
        except Exception as problem:
            log.exception("job %s failed in a way nobody foresaw", run.job.key)
            await self._try_later(ticket, run, problem, None)

    async def _attempt(self, run: Run) -> None:
        if run.attempt > self._attempts:
            raise Permanent("Every worker that tried this was cut short.", "cut_short")
        await self._perform(run)

    async def _try_later(self, ticket: Ticket, run: Run, problem: Exception, after: float | None) -> None:
        if isinstance(problem, Temporary) and problem.outage:
            return await self._sit_out(ticket, run, problem)
        if run.attempt >= self._attempts:
            return await self._give_up(ticket, run, problem)
        pause = self._pause(run.attempt) if after is None else self._queue.pause(after)
        log.info("job %s is tried again in %.1f s: %s", run.job.key, pause, problem)
        await self._put_back(replace(ticket, tries=run.attempt, repeat=True), pause)

    async def _sit_out(self, ticket: Ticket, run: Run, problem: Temporary) -> None:
        """Wait for a vendor that is away or asked for it: that does not count as a try."""
        own = self._pause(run.attempt + ticket.waited)
        pause = own if problem.after is None else min(LONGEST_PAUSE, self._queue.pause(problem.after))
        log.info("job %s waits %.1f s for its vendor: %s", run.job.key, pause, problem)
        if ticket.job.coalesce is None:
            await self._insist(lambda: self._queue.excuse(ticket, repeat=True))
        await self._put_back(replace(ticket, waited=ticket.waited + 1, repeat=True), pause)

    async def _give_up(self, ticket: Ticket, run: Run, problem: Exception) -> None:
        try:
            await self._park(run, problem)
        except Problem as trouble:
            # Parking is a row like any other: without the database the job stays what it is.
            log.warning("job %s could not be parked yet: %s", run.job.key, trouble)
            await self._put_back(replace(ticket, repeat=True), self._pause(run.attempt))

    async def _leave_to_newer(self, ticket: Ticket) -> None:
        log.warning("job %s is of a kind this version does not know: %s", ticket.job.key, ticket.job.effect)
        if ticket.job.coalesce is None:
            await self._insist(lambda: self._queue.excuse(ticket))
        await self._put_back(ticket, NEWER_VERSION)

    async def _put_back(self, ticket: Ticket, pause: float) -> None:
        """A lane's job goes back to its place, a coalesced one ends after a fresh one was put in."""
        if ticket.job.coalesce is None:
            raise _Again(pause)
        await self._insist(lambda: self._queue.again(ticket, pause))

    async def _insist(self, call: Callable[[], Awaitable[None]]) -> None:
        """Do what must not be lost, however long the database is away."""
        while True:
            try:
                return await call()
            except Problem as problem:
                log.warning("waiting for the database: %s", problem)
                await asyncio.sleep(self._first_pause)

    def _pause(self, attempt: int) -> float:
        growing: float = min(LONGEST_PAUSE, self._first_pause * 2.0 ** min(attempt - 1, 10))
        return growing * random.uniform(0.75, 1.25)

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
