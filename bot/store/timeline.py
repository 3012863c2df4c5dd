"""The timeline: appended by `Unit.write`, read by reports and rebuilds, proved by `tocsin verify`.

Functions take a connection of the store; `read` and `prove` lend one themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.events import Fact
from bot.store.chain import BEGINNING, Head, Row, digest, digests, fact_of, flaw
from bot.store.connections import Connection

if TYPE_CHECKING:
    from bot.store.store import Store

READ = (
    "SELECT stream, seq, at, kind, actor, via, body, prev, hash FROM timeline "
    "WHERE stream = %s AND seq > %s ORDER BY seq LIMIT %s"
)
TEXTS = "SELECT digest, salt, body, erased_at IS NOT NULL FROM texts WHERE digest = ANY(%s)"
ERASE = (
    "UPDATE texts SET body = NULL, salt = NULL, erased_at = %s, erased_by = %s "
    "WHERE digest = ANY(%s) AND erased_at IS NULL"
)
PAGE = 1000
SLOW = 200  # rows; decoding more than these takes long enough to keep acks waiting


@dataclass(frozen=True)
class Verdict:
    """Whether a stream's timeline holds. `first_bad` is the number of the first row that does not."""

    ok: bool
    count: int
    head: str
    first_bad: int | None = None
    reason: str = ""


async def facts(connection: Connection, stream: str, after: int = 0, limit: int | None = None) -> list[Fact]:
    """The facts of `stream` after number `after`, in order, `limit` at most; erased texts read so."""
    rows = [Row(*row) for row in await _fetch(connection, READ, (stream, after, limit))]
    wanted = {one for row in rows for one in digests(row.body)}
    found = await _fetch(connection, TEXTS, (list(wanted),)) if wanted else []
    texts: dict[str, str | None] = {row[0]: row[2] for row in found}
    if len(rows) < SLOW:
        return [fact_of(row, texts) for row in rows]
    return await asyncio.to_thread(lambda: [fact_of(row, texts) for row in rows])


async def read(store: Store, stream: str, after: int = 0, limit: int | None = None) -> list[Fact]:
    """`facts`, on a connection of its own. Raises Busy."""
    async with store.connections.lend() as connection:
        return await facts(connection, stream, after, limit)


async def fact(store: Store, stream: str, seq: int) -> Fact | None:
    """The fact number `seq` of `stream`, None when there is none. Raises Busy."""
    found = await read(store, stream, seq - 1, 1)
    return found[0] if found and found[0].seq == seq else None


async def erase_text(connection: Connection, stream: str, seq: int, by: str, at: datetime) -> int:
    """Erase what people wrote in the fact number `seq`; how many texts. The chain still holds.

    The salt goes with the text: without it nobody can try what the text may have been.
    """
    rows = [Row(*row) for row in await _fetch(connection, READ, (stream, seq - 1, 1))]
    wanted = [one for row in rows if row.seq == seq for one in digests(row.body)]
    return (await connection.execute(ERASE, (at, by, wanted))).rowcount


async def prove(store: Store, stream: str, head: str | None = None) -> Verdict:
    """`verify`, on a connection of its own. Raises Busy."""
    async with store.connections.lend() as connection:
        return await verify(connection, stream, head)


async def verify(connection: Connection, stream: str, head: str | None = None) -> Verdict:
    """Walk the chain of `stream`, compare it with the stream's row, and with `head` if one is known.

    `head` is a hash that was printed at any time: it must still be in the chain, which a rewritten or
    cut-off tail cannot manage.
    """
    at, known = BEGINNING, head is None
    async for row in _rows(connection, stream):
        reason = flaw(row, at) or await _text_flaw(connection, row)
        if reason:
            return Verdict(False, at.count, at.hash, at.count + 1, reason)
        at = Head(row.seq, row.hash)
        known = known or row.hash == head
    kept = await _fetch(connection, "SELECT count, head FROM streams WHERE id = %s", (stream,))
    if not kept:
        return Verdict(False, at.count, at.hash, None, "there is no such stream")
    if Head(*kept[0]) != at:
        reason = f"the stream's row says {kept[0][0]} rows and another head: rows are missing or were added"
        return Verdict(False, at.count, at.hash, min(at.count, kept[0][0]) + 1, reason)
    if not known:
        reason = "the given head is not in the chain: rows were rewritten or cut off after it was printed"
        return Verdict(False, at.count, at.hash, None, reason)
    return Verdict(True, at.count, at.hash)


async def _rows(connection: Connection, stream: str) -> AsyncIterator[Row]:
    after = 0
    while rows := await _fetch(connection, READ, (stream, after, PAGE)):
        for row in rows:
            yield Row(*row)
        after = rows[-1][1]


async def _text_flaw(connection: Connection, row: Row) -> str | None:
    wanted = digests(row.body)
    found = {one: rest for one, *rest in await _fetch(connection, TEXTS, (list(wanted),))} if wanted else {}
    for one in wanted:
        if one not in found:
            return "a text it refers to is missing, and nobody erased it"
        salt, body, erased = found[one]
        if erased:
            continue
        if salt is None or body is None or digest(bytes(salt), body) != one:
            return "a text it refers to was changed"
    return None


async def _fetch(connection: Connection, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return await (await connection.execute(statement, values)).fetchall()
