"""The queue's front: the only door to procrastinate, apart from the worker that runs what is here.

`Unit.write` puts jobs in with its own transaction, the worker asks for what it needs to decide about a
job, and the clockwork of any replica takes over from dead workers. Rules, all measured:

- A job goes in by one INSERT of our own and not through procrastinate's `defer`. That one fetches the
  ids, which would cut the pipeline of `Unit.write` in two, and an existing twin is an error to it, which
  would abort the whole transaction. Ours merges into a waiting twin and *locks* it until we commit:
  otherwise a worker could start the twin a moment before our commit, draw the old state, and nobody
  would draw the new one.
- A lane is procrastinate's `lock`, coalescing its `queueing_lock`, urgency its priority.
- procrastinate never retries a coalesced job: the index on its twin would make the lane fail for ever.
  Such a job ends, and a fresh one is put in by `again`.
- Only this module turns seconds of our clock into real ones.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import procrastinate
import psycopg
from procrastinate import jobs as procrastinate_jobs
from procrastinate.exceptions import ConnectorException

from bot.clock import Clock
from bot.domain.jobs import LONG, QUICK, Job
from bot.store.chain import canonical
from bot.store.connections import Busy, Connection
from bot.store.tickets import Ticket, merged, row_of, ticket_of

log = logging.getLogger(__name__)

TASK = "effect"
QUEUES = (QUICK, LONG)

# Into a waiting twin: normally the newcomer's arguments win and the twin's count of tries stays; when
# the newcomer is the retry of a failed run (`late`), the twin's arguments are the newer ones.
ENQUEUE = """
INSERT INTO procrastinate_jobs AS twin
       (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
SELECT queue, 'effect', urgency, lane, merge, args,
       CASE WHEN delay > 0 THEN now() + make_interval(secs => delay) END
  FROM jsonb_to_recordset(%s::jsonb)
    AS new(n int, queue text, urgency int, lane text, merge text, args jsonb, delay float)
 ORDER BY n
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET
  args = CASE WHEN excluded.args ? 'late' THEN excluded.args || twin.args || jsonb_build_object(
                'repeat', (excluded.args -> 'repeat')::bool OR coalesce((twin.args -> 'repeat')::bool, false),
                'tries', greatest((excluded.args -> 'tries')::int, (twin.args -> 'tries')::int))
              ELSE twin.args || excluded.args END,
  scheduled_at = greatest(twin.scheduled_at, excluded.scheduled_at)
"""

EXCUSE = """
UPDATE procrastinate_jobs
   SET args = args || jsonb_build_object(
         'waited', coalesce((args ->> 'waited')::int, 0) + 1,
         'repeat', coalesce((args ->> 'repeat')::bool, false) OR %s)
 WHERE id = %s
"""

STALLED = """
SELECT job.id, job.queue_name, job.priority, job.lock, job.queueing_lock, job.args
  FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
 WHERE job.status = 'doing'
   AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
 ORDER BY job.id
   FOR UPDATE OF job SKIP LOCKED
"""
RETRY = "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)"
FAIL = "SELECT procrastinate_finish_job_v1(%s, 'failed', false)"


# The table is mostly empty, and a plan made then is quadratic when a burst comes: fetching one of 3,000
# waiting jobs took 4.7 s, with these 2 ms.
PLANS = "-c enable_seqscan=off -c enable_bitmapscan=off -c plan_cache_mode=force_custom_plan"


class Connector(procrastinate.PsycopgConnector):
    """procrastinate's connector, which brings what a worker has to report through a short outage.

    Otherwise a job whose end could not be written would stay `doing` under a living worker for ever.
    """

    patience = (0.1, 0.3, 1.0, 2.0, 4.0)

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """As procrastinate's, again after a pause when the connection failed. Raises its exceptions."""
        for pause in self.patience:
            try:
                await super().execute_query_async(query, **arguments)
                return
            except ConnectorException as problem:
                if isinstance(problem.__cause__, psycopg.errors.RaiseException):
                    log.warning("a job was taken over before its worker could end it: %s", problem.__cause__)
                    return
                if not isinstance(problem.__cause__, psycopg.OperationalError):
                    raise
                await asyncio.sleep(pause)
        await super().execute_query_async(query, **arguments)


async def _alone(connection: Connection) -> None:
    """Each of procrastinate's statements is a transaction of its own: no BEGIN, no COMMIT."""
    await connection.set_autocommit(True)


class Queue:
    """One replica's way into the queue; `app` is for the worker loop alone."""

    def __init__(self, url: str, clock: Clock, size: int = 8) -> None:
        self.clock = clock
        self.app = procrastinate.App(
            connector=Connector(
                conninfo=url.replace("postgres://", "postgresql://", 1),
                kwargs={"connect_timeout": 2, "application_name": "tocsin-queue", "options": PLANS},
                configure=_alone,
                min_size=0,
                max_size=size,
                timeout=3.0,
                reconnect_timeout=3.0,
                name="tocsin-queue",
            )
        )

    async def open(self) -> None:
        """Make the worker's pool; it connects when first needed."""
        await self.app.open_async()

    async def close(self) -> None:
        """Close the worker's pool."""
        await self.app.close_async()

    def encode(self, jobs: Sequence[Job]) -> str:
        """`jobs`, in their order, as the value of `ENQUEUE`."""
        return canonical(merged([row_of(job) for job in jobs]))

    async def enqueue(self, connection: Connection, jobs: Sequence[Job]) -> None:
        """Put `jobs` in, in their order, with the transaction `connection` is in. Fetches nothing."""
        if jobs:
            await connection.execute(ENQUEUE, (self.encode(jobs),), prepare=True)

    async def later(self, job: Job, seconds: float) -> None:
        """Put `job` in on its own, to start after `seconds` of our clock. Raises Busy."""
        await self._put(row_of(job), self.clock.real_seconds(seconds))

    async def again(self, ticket: Ticket, real_seconds: float) -> None:
        """Put a coalesced job in anew, to start after `real_seconds`; it keeps its tries. Raises Busy."""
        await self._put(row_of(ticket.job, ticket), real_seconds)

    def pause(self, vendor_seconds: float) -> float:
        """How many real seconds a vendor means who says `vendor_seconds`: vendors live on our clock."""
        return self.clock.real_seconds(vendor_seconds)

    async def excuse(self, ticket: Ticket, repeat: bool = False) -> None:
        """Do not count the present run of `ticket` as a try; with `repeat` it may have reached the vendor."""
        async with self._lent() as connection:
            await connection.execute(EXCUSE, (repeat, ticket.id))

    async def takeover(self, lease: float) -> int:
        """Take the jobs of workers silent for `lease` real seconds; how many. Safe in parallel.

        Jobs of a lane go on in their place, coalesced ones are put in anew; both know they are repeats.
        """
        async with self._lent() as connection, connection.transaction():
            stalled = await (await connection.execute(STALLED, (lease,))).fetchall()
            for number, queue, urgency, lane, merge, args in stalled:
                await connection.execute(RETRY if merge is None else FAIL, (number,))
                if merge is not None:
                    ticket = ticket_of(number, queue, urgency, lane, merge, args, attempts=0)
                    row = row_of(ticket.job, replace(ticket, tries=ticket.tries + 1, repeat=True))
                    await connection.execute(ENQUEUE, (canonical([row]),))
        return len(stalled)

    async def backlog(self) -> dict[str, int]:
        """How many jobs wait or run, by queue."""
        async with self._lent() as connection:
            found = await connection.execute(
                "SELECT queue_name, count(*) FROM procrastinate_jobs "
                "WHERE status IN ('todo', 'doing') GROUP BY queue_name"
            )
            return dict.fromkeys(QUEUES, 0) | dict(await found.fetchall())

    async def tidy(self, hours: int = 24) -> None:
        """Forget jobs that ended (failed, cancelled) more than `hours` real hours ago. Raises Busy."""
        try:
            await self.app.job_manager.delete_old_jobs(
                hours, include_failed=True, include_cancelled=True, include_aborted=True
            )
        except ConnectorException as problem:
            raise Busy(f"The queue does not answer: {problem.__cause__}") from problem

    def ticket(self, job: procrastinate_jobs.Job) -> Ticket:
        """What a worker was handed, in our words."""
        return ticket_of(
            job.id or 0, job.queue, job.priority, job.lock, job.queueing_lock, job.task_kwargs, job.attempts
        )

    async def _put(self, row: dict[str, Any], delay: float) -> None:
        async with self._lent() as connection:
            await connection.execute(ENQUEUE, (canonical([row | {"delay": delay}]),))

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[Connection]:
        connector = self.app.connector
        assert isinstance(connector, Connector)
        try:
            async with connector.pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as problem:
            raise Busy(f"The queue does not answer: {problem}") from problem
