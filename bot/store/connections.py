"""Lending database connections: every module of the store asks here, and nobody else does.

SQLAlchemy's async engine keeps the pool; what is lent is psycopg's own connection in autocommit, so
that a whole transaction can go as one pipeline. The time a person waits is bounded: one second for a
connection, one and a half for a row lock, two for an answer. Beyond that the answer is `Busy`.

A connection that died while it lay in the pool is noticed without a round trip: its socket has become
readable (the server said goodbye), so it is thrown away and the next one taken.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
ANSWER_WAIT = 2.0
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
    return create_async_engine(
        driver_url(url),
        isolation_level="AUTOCOMMIT",
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,  # `Connections.lend` takes back only connections that are idle
        use_native_hstore=False,
        connect_args={"connect_timeout": 2, "options": SESSION, "application_name": "tocsin"},
    )


class Connections:
    """The pool of one replica."""

    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self._engine = engine
        # First come, first served. The engine's own queue lets whoever gives a connection back take it
        # again before those who wait.
        self._free = asyncio.Semaphore(size)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Connection]:
        """A connection in autocommit, rolled back afterwards if need be. Raises Busy.

        Errors of the connection, of locks and of time become Busy; those of data or statements are
        bugs and pass.
        """
        await self._turn()
        try:
            async with self._borrowed() as connection:
                yield connection
        finally:
            self._free.release()

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(POOL_WAIT):
                await self._free.acquire()
        except TimeoutError as problem:
            raise Busy("Too much is going on at once: no database connection became free.") from problem

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[Connection]:
        lent = await self._take()
        connection: Connection = lent.driver_connection  # type: ignore[assignment]
        healthy = False
        try:
            yield connection
            healthy = True
        except (psycopg.OperationalError, psycopg.InterfaceError) as problem:
            raise Busy(f"The database did not answer in time or is away: {problem}") from problem
        except TimeoutError as problem:
            raise Busy("The database did not answer within two seconds.") from problem
        finally:
            if not (healthy and connection.pgconn.transaction_status == TransactionStatus.IDLE):
                await _tidy(lent, connection)
            lent.close()

    async def _take(self) -> PoolProxiedConnection:
        try:
            async with asyncio.timeout(POOL_WAIT):
                while True:
                    lent = await self._engine.raw_connection()
                    connection: Connection = lent.driver_connection  # type: ignore[assignment]
                    if not connection.closed and (_silent(connection) or await _answers(connection)):
                        return lent
                    await _discard(lent, connection)
        except (DBAPIError, psycopg.Error, OSError, TimeoutError) as problem:
            raise Busy(f"The database is away: {problem}") from problem


def in_time() -> asyncio.Timeout:
    """A limit for one trip to the database; its TimeoutError becomes Busy in `lend`."""
    return asyncio.timeout(ANSWER_WAIT)


async def _tidy(lent: PoolProxiedConnection, connection: Connection) -> None:
    """End what is still open on `connection`, or throw it away when that is not possible."""
    status = connection.pgconn.transaction_status
    if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        try:
            async with asyncio.timeout(ANSWER_WAIT):
                await connection.execute("ROLLBACK")
        except (psycopg.Error, TimeoutError):
            await _discard(lent, connection, close=False)
    elif status != TransactionStatus.IDLE:
        await _discard(lent, connection, close=False)


async def _discard(lent: PoolProxiedConnection, connection: Connection, close: bool = True) -> None:
    # Soft, because a hard invalidation would talk to the server from outside SQLAlchemy's greenlet.
    lent.invalidate(soft=True)
    connection.pgconn.finish()
    if close:
        lent.close()


def _silent(connection: Connection) -> bool:
    """Whether nothing waits to be read: an idle server has nothing to say but goodbye."""
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
