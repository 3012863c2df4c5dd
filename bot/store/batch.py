"""The statements of a transaction: what `Unit` sends, as text and values. Pure.

A unit begins with `LOCK` and ends with a `Batch`: each a single statement, the latter of several
parts, because what a transaction costs is counted in messages. Each one is a write to the socket and
wakes the server. The text depends only on which parts there are and how many rows they have, so the
server keeps it prepared. The parts touch different tables, so their order, which SQL leaves open,
does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.store.chain import Row, Text
from bot.store.people import GROUPS
from bot.store.projection import Listed, Values
from bot.store.queue import ENQUEUE

# The people asked for come with every row and are there even if the stream is not: one statement.
LOCK = (
    "WITH persons AS MATERIALIZED (SELECT coalesce(jsonb_agg(jsonb_build_array("
    f"p.id, p.name, p.zone, p.email, p.bot, p.guest, p.deactivated, {GROUPS})), '[]') AS rows "
    "FROM people p WHERE p.id = ANY(%s)), "
    "frozen AS MATERIALIZED (SELECT coalesce(jsonb_agg(jsonb_build_array("
    "f.system, f.namespace, f.person, f.why, f.stream)), '[]') AS rows FROM freezes f), "
    "stream AS (SELECT state, head, count, away_since, kind FROM streams WHERE id = %s FOR UPDATE) "
    "SELECT persons.rows, frozen.rows, stream.* FROM persons CROSS JOIN frozen LEFT JOIN stream ON true"
)
SKIP = LOCK.replace("FOR UPDATE", "FOR UPDATE SKIP LOCKED")
ALLOT = (
    "INSERT INTO counters (name, value) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"
)
TWINS = (
    "SELECT s.state FROM incidents i JOIN streams s ON s.id = i.stream "
    "WHERE i.system = %s AND i.status = ANY(%s) AND i.declared_at >= %s "
    "AND (%s::text IS NULL OR i.service IS NULL OR i.service = %s) ORDER BY i.declared_at DESC LIMIT 10"
)
ARRIVED = "INSERT INTO inbox (key) VALUES (%s)"
KEEP = "INSERT INTO texts (digest, salt, body) VALUES "
APPEND = "INSERT INTO timeline (stream, seq, at, kind, actor, via, body, prev, hash) VALUES "
BEGIN_STREAM = (
    "INSERT INTO streams (id, kind, ref, system, head, count, state, due_at, due_kind, created_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s)"
)
GO_ON = (
    "UPDATE streams SET head = %s, count = %s, state = %s::jsonb, due_at = %s, due_kind = %s, "
    "away_since = CASE WHEN %s THEN NULL ELSE away_since END WHERE id = %s"
)


@dataclass(frozen=True)
class Batch:
    """What is written. `stream` are the values of BEGIN_STREAM when `new`, else of GO_ON."""

    new: bool
    stream: Values
    key: str | None = None
    rows: Sequence[Row] = ()
    texts: Sequence[Text] = ()
    listed: Listed | None = None
    jobs: str | None = None

    def statement(self) -> tuple[str, Values]:
        """The text and the values."""
        text = _text(
            self.new,
            self.key is not None,
            len(self.rows),
            len(self.texts),
            self.listed.statement if self.listed is not None else None,
            self.jobs is not None,
        )
        values: list[object] = [] if self.key is None else [self.key]
        for kept in self.texts:
            values += (kept.digest, kept.salt, kept.body)
        for row in self.rows:
            values += (
                row.stream,
                row.seq,
                row.at,
                row.kind,
                row.actor,
                row.via,
                row.body,
                row.prev,
                row.hash,
            )
        values += self.listed.values if self.listed is not None else ()
        if self.jobs is not None:
            values.append(self.jobs)
        return text, (*values, *self.stream)


@lru_cache(maxsize=256)
def _text(new: bool, key: bool, rows: int, texts: int, listed: str | None, jobs: bool) -> str:
    parts: dict[str, str] = {}
    if key:
        parts["arrived"] = ARRIVED
    if texts:
        parts["kept"] = KEEP + ", ".join(["(%s, %s, %s)"] * texts)
    if rows:
        parts["appended"] = APPEND + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * rows)
    if listed:
        parts["listed"] = listed
    if jobs:
        parts["asked"] = ENQUEUE
    named = ", ".join(f"{name} AS ({part})" for name, part in parts.items())
    return f"{'WITH ' if named else ''}{named} {BEGIN_STREAM if new else GO_ON}"
