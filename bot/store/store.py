"""One use-case, one transaction, two round trips: called by every use-case through `Desk.store`.

    async with store.unit() as unit:
        locked, people = await unit.lock(stream, [asker])      # trip 1
        ...decide, evolve: pure...
        await unit.write(Entry(...))                           # trip 2, the commit included

Leaving without `write` rolls back. After `write` everything is durable: facts, state and jobs. Neither
trip depends on how long the stream is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Clock
from bot.domain.events import BotWasAway, Fact
from bot.domain.incident import Incident
from bot.domain.operations import Freeze
from bot.domain.people import Person
from bot.domain.stream import Stream
from bot.errors import Problem
from bot.store import timeline
from bot.store.approvals import restored
from bot.store.batch import ALLOT, LOCK, SKIP, TWINS, Batch
from bot.store.chain import BEGINNING, Head, Row, Text, link
from bot.store.clock import take_clock
from bot.store.connections import Busy, Connection, Connections, in_time, make_engine
from bot.store.entries import Entry, Locked, Seen, Taken, TooLate, beside
from bot.store.people import PEOPLE, people_of
from bot.store.projection import (
    Listed,
    Values,
    began,
    capture_statements,
    incident_of,
    kind_of,
    listed_row,
    open_statuses,
    state_of,
    stream_of,
)
from bot.store.queue import Queue

__all__ = ["BEGINNING", "Busy", "Entry", "Head", "Locked", "Seen", "Store", "Taken", "TooLate", "Unit"]


FORGET = "DELETE FROM captures WHERE stream = %s"


class Store:
    """The memory of one replica: its connections, its queue, its clock."""

    def __init__(self, engine: AsyncEngine, connections: Connections, queue: Queue, clock: Clock) -> None:
        self.engine = engine
        self.connections = connections
        self.queue = queue
        self.clock = clock

    @classmethod
    async def open(cls, url: str, *, pool_size: int = 10, clock_speed: float | None = 1.0) -> Store:
        """Connect to a migrated database and read the clock. Raises Busy, Problem when it is not migrated."""
        engine = make_engine(url, pool_size)
        connections = Connections(engine, pool_size)
        try:
            async with connections.lend() as connection:
                clock = await take_clock(connection, clock_speed)
            queue = Queue(url, clock)
            await queue.open()
        except psycopg.errors.UndefinedTable as problem:
            await connections.close()
            raise Problem("The database has not been migrated yet.") from problem
        except BaseException:
            await connections.close()
            raise
        return cls(engine, connections, queue, clock)

    async def close(self) -> None:
        """Give every connection back."""
        await self.queue.close()
        await self.connections.close()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """One transaction; leaving without `write` rolls back. Raises Busy."""
        async with self.connections.lend() as connection:
            yield Unit(connection, self.queue)

    async def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What `statement` finds, on its own. For the modules of the store. Raises Busy."""
        async with self.connections.lend() as connection, in_time():
            return await (await connection.execute(statement, values)).fetchall()

    async def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out `statement`, on its own; how many rows it touched. Raises Busy."""
        async with self.connections.lend() as connection, in_time():
            return (await connection.execute(statement, values)).rowcount


class Unit:
    """One transaction on one connection. Made by `Store.unit`."""

    def __init__(self, connection: Connection, queue: Queue) -> None:
        self._connection = connection
        self._queue = queue
        self._begun = False
        self._before: Listed | None = None
        self.freezes: tuple[Freeze, ...] = ()
        """The stop switches that are on, as `lock` found them."""

    async def lock(
        self, stream: str, people: Sequence[str] = (), skip_locked: bool = False
    ) -> tuple[Locked | None, dict[str, Person]]:
        """Hold `stream` and read it, with the rows of `people`, in one round trip.

        None when there is no such stream or, with `skip_locked`, when somebody else holds it. Waits at
        most 1.5 s for the lock. Raises Busy.
        """
        async with in_time(), self._connection.pipeline():
            await self._begin()
            found = await self._execute(SKIP if skip_locked else LOCK, (list(people), stream))
        row = await found.fetchone()
        assert row is not None
        persons = people_of(people, row[0])
        freezes = tuple(Freeze(*one) for one in row[1])
        if row[2] is None:
            self.freezes = freezes
            return None, persons
        state = stream_of(row[2], row[6])
        self._before = listed_row(state)
        return Locked(state, Head(row[4], row[3]), row[5], freezes), persons

    async def people(self, ids: Sequence[str]) -> dict[str, Person]:
        """A person for each of `ids`, in this transaction. Raises Busy."""
        return people_of(ids, await self._fetch(PEOPLE, (list(ids),)))

    async def allot(self, counter: str) -> int:
        """The next number of `counter`, from 1. Whoever asks for one waits until we end. Raises Busy."""
        return int((await self._fetch(ALLOT, (counter,)))[0][0])

    async def twins(self, system: str, since: datetime, service: str | None = None) -> list[Incident]:
        """Open incidents of `system` declared at `since` or later, newest first, ten at most.

        With `service`, those of that service and those that name none. Raises Busy.
        """
        values = (system, open_statuses(), since, service, service)
        return [incident_of(row[0]) for row in await self._fetch(TWINS, values)]

    async def facts(self, stream: str, after: int = 0, limit: int | None = None) -> list[Fact]:
        """The facts of `stream` after number `after`, as this transaction sees them. Raises Busy."""
        await self._fetch("SELECT 1", ())
        return await timeline.facts(self._connection, stream, after, limit)

    async def erase(self, stream: str, seq: int, by: str, at: datetime) -> int:
        """Erase the texts of one fact, with this transaction; how many there were. Raises Busy."""
        await self._fetch("SELECT 1", ())
        return await timeline.erase_text(self._connection, stream, seq, by, at)

    async def write(self, entry: Entry) -> Head:
        """Write `entry` and commit, in one round trip; the chain's head afterwards.

        Raises Seen when `entry.key` was written before, Taken when a new stream's id or reference
        exists, Busy; in each case nothing was written.
        """
        rows, texts, head = link(entry.stream, entry.head, entry.facts)
        batch = self._batch(entry, rows, texts, head)
        try:
            async with in_time(), self._connection.pipeline():
                await self._begin()
                for statement, values in (batch.statement(), *beside(entry)):
                    await self._execute(statement, values)
                await self._execute("COMMIT", ())
        except psycopg.errors.UniqueViolation as problem:
            if problem.diag.table_name == "inbox":
                raise Seen("This has been carried out already.") from problem
            if problem.diag.table_name == "streams":
                raise Taken(f"{entry.state.ref} is taken.") from problem
            reason = f"{entry.state.ref} has rows that it does not know of; `tocsin verify` names them."
            raise Problem(reason) from problem
        except psycopg.errors.DivisionByZero as problem:
            raise TooLate("It was decided, expired or begun a moment ago.") from problem
        return head

    async def recapture(self, stream: str, facts: Sequence[Fact]) -> None:
        """Make the rows of kept messages anew from all `facts`, with this transaction. Raises Busy."""
        for statement, values in ((FORGET, (stream,)), *capture_statements(stream, facts)):
            await self._fetch(statement, values)

    async def reapprove(self, stream: str, state: Stream) -> None:
        """Make the rows of approvals anew from `state`, with this transaction. Raises Busy."""
        for statement, values in restored(stream, state):
            await self._fetch(statement, values)

    async def commit(self) -> None:
        """Make durable what `allot` and `erase` did, when there is nothing to `write`. Raises Busy."""
        await self._fetch("COMMIT", ())

    def _batch(self, entry: Entry, rows: list[Row], texts: list[Text], head: Head) -> Batch:
        state = entry.state
        ends = (head.hash, head.count, state_of(state), entry.due_at, entry.due_kind)
        if entry.new:
            stream: Values = (entry.stream, kind_of(state), state.ref, state.system, *ends, began(state))
        else:
            back = entry.back or any(isinstance(fact.event, BotWasAway) for fact in entry.facts)
            stream = (*ends, back, entry.stream)
        listed = listed_row(state)
        # An entry without facts is a rebuild: then the row is written whatever it is thought to hold.
        changed = listed != self._before or not entry.facts
        jobs = self._queue.encode(entry.jobs) if entry.jobs else None
        return Batch(entry.new, stream, entry.key, rows, texts, listed if changed else None, jobs)

    async def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            await self._execute("BEGIN", ())

    async def _fetch(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        async with in_time(), self._connection.pipeline():
            await self._begin()
            found = await self._execute(statement, values)
        return await found.fetchall() if found.description else []

    async def _execute(self, statement: str, values: Values) -> psycopg.AsyncCursor[tuple[Any, ...]]:
        return await self._connection.execute(statement, values or None, prepare=True)
