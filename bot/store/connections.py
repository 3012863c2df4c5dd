"""Lending database connections: every module of the store asks here, and nobody else does.

SQLAlchemy's async engine keeps the pool; what is lent is psycopg's own connection in autocommit, so
that a whole transaction can go as one pipeline. The time a person waits is bounded: one second for a
connection, one and a half for a row lock, two for an answer. Beyond that the answer is `Busy`.

A connection that died while it lay in the pool is noticed without a round trip: its socket has become
readable (the server said goodbye), so it is thrown away and the next one taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import select
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection

from bot.errors import Problem

Connection: TypeAlias = psycopg.AsyncConnection[tuple[Any, ...]]

POOL_WAIT = 1.0
AT_ONCE = contextlib.nullcontext()
"""A timeout for what does not wait: timers are a good part of what lending costs."""

ANSWER_WAIT = 2.0
CANCEL_WAIT = 0.2
SETTINGS = {
    "timezone": "UTC",
    "lock_timeout": 1500,
    "statement_timeout": 5000,
    "idle_in_transaction_session_timeout": 15000,
}
SESSION = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())


class Busy(Problem):
    """The database is away or too slow. Said within three seconds; repeating the request is safe."""


def driver_url(url: str) -> str:
    """`url` as SQLAlchemy spells it for psycopg 3; accepts postgres:// and postgresql:// alike."""
    return make_url(url.replace("postgres://", "postgresql://", 1)).set(
        drivername="postgresql+psycopg"
    ).render_as_string(hide_password=False)  # fmt: skip


def make_engine(url: str, size: int) -> AsyncEngine:
    """An engine of at most `size` connections. Connects to nothing yet."""
    # It warns when a pipeline ends with the error that we raise anyway, as for every repeated delivery.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    return create_async_engine(
        driver_url(url),
        isolation_level="AUTOCOMMIT",
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,  # `Connections` takes back only what is idle
        use_native_hstore=False,
        connect_args={"connect_timeout": 2, "options": SESSION, "application_name": "tocsin"},
    )


class Connections:
    """The connections of one replica, `size` at most, lent in the order in which they were asked for.

    What was lent once stays with us: the engine makes connections, and its own queue is passed by, since
    there whoever gives one back may take it again before those who wait.
    """

    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self._engine = engine
        self._free = asyncio.Semaphore(size)
        self._idle: list[PoolProxiedConnection] = []

    def lend(self) -> Loan:
        """`async with lend() as connection`: in autocommit, rolled back afterwards if need be.

        Raises Busy, also for errors of the connection, of locks and of time that happen inside; errors
        of data or statements are bugs and pass.
        """
        return Loan(self)

    async def close(self) -> None:
        """Close what is not lent."""
        while self._idle:
            self._idle.pop().close()
        await self._engine.dispose()

    async def take(self) -> PoolProxiedConnection:
        """A live connection, for `give` to take back. Raises Busy."""
        try:
            async with asyncio.timeout(POOL_WAIT) if self._free.locked() else AT_ONCE:
                await self._free.acquire()
        except TimeoutError as problem:
            raise Busy("Too much is going on at once: no database connection became free.") from problem
        if self._idle and _silent(driver(self._idle[-1])):
            return self._idle.pop()
        try:
            async with asyncio.timeout(POOL_WAIT):
                return await self._alive()
        except (DBAPIError, psycopg.Error, OSError, TimeoutError) as problem:
            self._free.release()
            raise Busy(f"The database is away: {problem}") from problem
        except BaseException:
            self._free.release()
            raise

    async def give(self, lent: PoolProxiedConnection) -> None:
        """Take a connection back: idle ones are kept, open transactions rolled back, the rest closed."""
        connection = driver(lent)
        try:
            if await _idle(connection):
                self._idle.append(lent)
            else:
                _close(lent, connection)
        finally:
            self._free.release()

    async def _alive(self) -> PoolProxiedConnection:
        while self._idle:
            lent = self._idle.pop()
            connection = driver(lent)
            if _silent(connection) or (not connection.closed and await _answers(connection)):
                return lent
            _close(lent, connection)
        return await self._engine.raw_connection()


class Loan:
    """One connection for the length of a block; see `Connections.lend`."""

    __slots__ = ("_connections", "_lent")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def __aenter__(self) -> Connection:
        self._lent = await self._connections.take()
        return driver(self._lent)

    async def __aexit__(self, kind: type | None, problem: BaseException | None, _trace: object) -> None:
        await self._connections.give(self._lent)
        if isinstance(problem, psycopg.OperationalError | psycopg.InterfaceError):
            raise Busy(f"The database did not answer in time or is away: {problem}") from problem
        if isinstance(problem, TimeoutError):
            raise Busy("The database did not answer within two seconds.") from problem


def driver(lent: PoolProxiedConnection) -> Connection:
    """psycopg's own connection inside SQLAlchemy's."""
    connection: Connection = lent.driver_connection  # type: ignore[assignment]
    return connection


class in_time:
    """`async with in_time()`: a limit for one trip to the database; too long becomes Busy in `Loan`.

    The second limit cuts psycopg short, which would wait for five seconds more while it asks a server
    that does not answer to cancel what it does.
    """

    __slots__ = ("_first", "_second")

    async def __aenter__(self) -> None:
        self._second = asyncio.timeout(ANSWER_WAIT + CANCEL_WAIT)
        self._first = asyncio.timeout(ANSWER_WAIT)
        await self._second.__aenter__()
        await self._first.__aenter__()

    async def __aexit__(self, *problem: Any) -> None:
        try:
            await self._first.__aexit__(*problem)
        except TimeoutError as late:
            await self._second.__aexit__(TimeoutError, late, None)
            raise
        await self._second.__aexit__(*problem)


async def _idle(connection: Connection) -> bool:
    """Whether `connection` can be lent again, after ending what is still open on it."""
    status = connection.pgconn.transaction_status
    if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        try:
            async with in_time():
                await connection.execute("ROLLBACK")
        except (psycopg.Error, TimeoutError):
            return False
        status = connection.pgconn.transaction_status
    return status == TransactionStatus.IDLE


def _close(lent: PoolProxiedConnection, connection: Connection) -> None:
    # Soft, because a hard invalidation would talk to the server from outside SQLAlchemy's greenlet.
    lent.invalidate(soft=True)
    connection.pgconn.finish()
    lent.close()


def _silent(connection: Connection) -> bool:
    """Whether it is open and nothing waits to be read: an idle server has nothing to say but goodbye."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return not poll.poll(0)


async def _answers(connection: Connection) -> bool:
    """Ask a connection that has something to say: it may only be a notice."""
    try:
        await connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
