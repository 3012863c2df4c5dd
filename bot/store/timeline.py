"""The timeline: appended by `Unit.write`, read by reports and rebuilds, proved by `tocsin verify`.

Functions take a connection of the store; `read` and `prove` lend one themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.events import Fact
from bot.store.chain import (
    BEGINNING,
    Head,
    Link,
    Row,
    data_of,
    digest,
    digests,
    fact_of,
    flaw,
    texts_of,
)
from bot.store.connections import Connection

if TYPE_CHECKING:
    from bot.store.store import Store

READ = (
    "SELECT stream, seq, at, kind, actor, via, body, prev, hash FROM timeline "
    "WHERE stream = %s AND seq > %s ORDER BY seq LIMIT %s"
)
FACTS = READ.replace("stream, seq, at, kind, actor, via, body, prev, hash", "seq, at, kind, actor, via, body")
TEXTS = "SELECT digest, salt, body, erased_at IS NOT NULL FROM texts WHERE digest = ANY(%s)"
ERASE = (
    "UPDATE texts SET body = NULL, salt = NULL, erased_at = %s, erased_by = %s "
    "WHERE digest = ANY(%s) AND erased_at IS NULL"
)
PAGE = 1000
SLOW = 200  # rows; decoding more than these takes long enough to keep acks waiting


Kept: TypeAlias = tuple[bytes | None, str | None, bool]
"""Salt, text, and whether it was erased."""


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
    rows = await _fetch(connection, FACTS, (stream, after, limit))
    many = len(rows) >= SLOW
    links = await asyncio.to_thread(_opened, rows) if many else _opened(rows)
    kept = {one: text for one, (_, text, _) in (await _texts(connection, links)).items()}
    return await asyncio.to_thread(_told, links, kept) if many else _told(links, kept)


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
    found = await _fetch(connection, FACTS, (stream, seq - 1, 1))
    wanted = {one for link in _opened(found) if link.seq == seq for one in digests(link.data)}
    return (await connection.execute(ERASE, (at, by, list(wanted)))).rowcount


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
    async for row, reason in _judged(connection, stream):
        reason = flaw(row, at) or reason
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


async def _judged(connection: Connection, stream: str) -> AsyncIterator[tuple[Row, str | None]]:
    """Every row of `stream` with what is wrong with its texts, a page at a time."""
    after = 0
    while found := await _fetch(connection, READ, (stream, after, PAGE)):
        rows = [Row(*row) for row in found]
        wanted = [texts_of(row.body) for row in rows]
        kept = await _kept(connection, {one for texts in wanted for one in texts})
        for row, texts in zip(rows, wanted, strict=True):
            yield row, next(filter(None, (_text_flaw(one, kept.get(one)) for one in texts)), None)
        after = rows[-1].seq


def _text_flaw(wanted: str, kept: Kept | None) -> str | None:
    if kept is None:
        return "a text it refers to is missing, and nobody erased it"
    salt, body, erased = kept
    if not erased and (salt is None or body is None or digest(bytes(salt), body) != wanted):
        return "a text it refers to was changed"
    return None


def _opened(rows: Sequence[tuple[Any, ...]]) -> list[Link]:
    return [Link(seq, at, kind, actor, via, data_of(body)) for seq, at, kind, actor, via, body in rows]


def _told(links: Sequence[Link], texts: dict[str, str | None]) -> list[Fact]:
    return [fact_of(link, texts) for link in links]


async def _texts(connection: Connection, links: Sequence[Link]) -> dict[str, Kept]:
    return await _kept(connection, {one for link in links for one in digests(link.data)})


async def _kept(connection: Connection, wanted: set[str]) -> dict[str, Kept]:
    if not wanted:
        return {}
    return {
        one: (salt, body, gone) for one, salt, body, gone in await _fetch(connection, TEXTS, (list(wanted),))
    }


async def _fetch(connection: Connection, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return await (await connection.execute(statement, values)).fetchall()
