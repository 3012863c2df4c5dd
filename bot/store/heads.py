"""Where the chain of a stream ends: read by what prints it, the resolve summary and the postmortem."""

from __future__ import annotations

from bot.store.store import BEGINNING, Head, Store


async def head(store: Store, stream: str) -> Head:
    """Count and hash of the newest fact of `stream`; the beginning when there is none. Raises Busy."""
    found = await store.rows("SELECT count, head FROM streams WHERE id = %s", (stream,))
    return Head(found[0][0], found[0][1]) if found else BEGINNING
