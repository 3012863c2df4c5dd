"""Documents a stream brought forth, kept in the database: postmortem drafts, pictures, transcripts.

Called by effects. A file on disk or in Slack is a copy of what is here. Every function raises Busy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.store import Store

_COLUMNS = "SELECT stream, kind, name, digest, body, saved_at FROM artifacts "


@dataclass(frozen=True)
class Artifact:
    """One document. `digest` is the SHA-256 of `body` in hexadecimal; an erased one has no body."""

    stream: str
    kind: str
    name: str
    digest: str
    body: bytes | None
    saved_at: datetime

    @property
    def text(self) -> str:
        """The body as text; empty when it was erased."""
        return (self.body or b"").decode()


async def save(
    store: Store, stream: str, name: str, kind: str, body: bytes | str, digest: str | None = None
) -> str:
    """Keep a document; its digest. Saving the same again changes nothing."""
    raw = body.encode() if isinstance(body, str) else body
    digest = digest or hashlib.sha256(raw).hexdigest()
    await store.run(
        "INSERT INTO artifacts (stream, kind, name, digest, body) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (stream, kind, name, digest) DO NOTHING",
        (stream, kind, name, digest, raw),
    )
    return digest


async def latest(store: Store, stream: str, kind: str) -> Artifact | None:
    """The document of that kind that was saved last."""
    return _one(
        await store.rows(
            _COLUMNS + "WHERE stream = %s AND kind = %s ORDER BY id DESC LIMIT 1", (stream, kind)
        )
    )


async def by_digest(store: Store, digest: str) -> Artifact | None:
    """The document whose body has that digest."""
    return _one(await store.rows(_COLUMNS + "WHERE digest = %s ORDER BY id LIMIT 1", (digest,)))


async def erase(store: Store, stream: str, kind: str | None = None) -> int:
    """Drop the bodies of a stream's documents (of one kind), after a redaction; how many."""
    return await store.run(
        "UPDATE artifacts SET body = NULL WHERE stream = %s AND (%s::text IS NULL OR kind = %s) "
        "AND body IS NOT NULL",
        (stream, kind, kind),
    )


def _one(rows: Sequence[tuple[Any, ...]]) -> Artifact | None:
    return Artifact(*rows[0]) if rows else None
