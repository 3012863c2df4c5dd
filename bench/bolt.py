"""What our acks are compared with: `python -m bench.bolt`, Bolt with one listener and nothing of ours.

Bare, the listener acks at once. With `--rows URL` it first writes, by hand, the same rows that
`/incident note` writes: lock and read the stream as one pipeline, then inbox, text, timeline row and
stream with the COMMIT as a second one. Static statements, prepared; no rules, no state to decode.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from typing import Any, TypeAlias

import psycopg
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

Connection: TypeAlias = psycopg.AsyncConnection[tuple[Any, ...]]

CONNECTIONS = 10
"""As many as a replica has by default."""

READ = (
    "SELECT s.id, s.state::text, s.head, s.count, s.due_at, s.due_kind FROM streams s "
    "JOIN incidents i ON i.stream = s.id WHERE i.channel_id = %s FOR UPDATE OF s"
)
ARRIVED = "INSERT INTO inbox (key) VALUES (%s)"
KEEP = "INSERT INTO texts (digest, salt, body) VALUES (%s, %s, %s)"
APPEND = (
    "INSERT INTO timeline (stream, seq, at, kind, actor, via, body, prev, hash) "
    "VALUES (%s, %s, %s, 'NoteAdded', %s, 'slack', %s, %s, %s)"
)
GO_ON = (
    "UPDATE streams SET head = %s, count = %s, state = %s::jsonb, due_at = %s, due_kind = %s WHERE id = %s"
)


class Rows:
    """A few connections, lent one after the other."""

    def __init__(self) -> None:
        self._free: asyncio.Queue[Connection] = asyncio.Queue()

    async def open(self, url: str) -> None:
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await psycopg.AsyncConnection.connect(url, autocommit=True))

    async def write(self, body: dict[str, Any]) -> None:
        """One note, durable when this returns."""
        connection = await self._free.get()
        try:
            async with connection.pipeline():
                await connection.execute("BEGIN", prepare=True)
                found = await connection.execute(READ, (body["channel_id"],), prepare=True)
            row = await found.fetchone()
            assert row is not None
            async with connection.pipeline():
                for statement, values in _statements(body, row):
                    await connection.execute(statement, values, prepare=True)
                await connection.execute("COMMIT", prepare=True)
        finally:
            self._free.put_nowait(connection)


def _statements(body: dict[str, Any], row: tuple[Any, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    stream, state, head, count, due_at, due_kind = row
    now, salt, text = datetime.now(UTC), os.urandom(16), body["text"].removeprefix("note ")
    digest = hashlib.sha256(salt + text.encode()).hexdigest()
    frame = {
        "actor": body["user_id"], "at": now.isoformat(), "data": {"text": {"text": digest}, "when": None},
        "kind": "NoteAdded", "seq": count + 1, "stream": stream, "via": "slack",
    }  # fmt: skip
    line = json.dumps(frame, separators=(",", ":"))
    after = hashlib.sha256((head + line).encode()).hexdigest()
    return [
        (ARRIVED, (body["trigger_id"],)),
        (KEEP, (digest, salt, text)),
        (APPEND, (stream, count + 1, now, body["user_id"], line, head, after)),
        (GO_ON, (after, count + 1, state, due_at, due_kind, stream)),
    ]


async def serve(api: str, token: str, app_token: str, url: str | None) -> None:
    """Connect, say so in one line, ack until killed."""
    app = AsyncApp(client=AsyncWebClient(token, base_url=api), process_before_response=True)
    rows = Rows()
    if url is not None:
        await rows.open(url)

    async def bare(ack: AsyncAck) -> None:
        await ack("Noted.")

    async def durable(ack: AsyncAck, body: dict[str, Any]) -> None:
        await rows.write(body)
        await ack("Noted.")

    app.command("/incident")(bare if url is None else durable)
    await AsyncSocketModeHandler(app, app_token).connect_async()  # type: ignore[no-untyped-call]
    sys.stdout.write("connected\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    options = argparse.ArgumentParser(prog="bench.bolt")
    for name in ("api", "token", "app-token"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--rows", help="a migrated database with incidents in it")
    given = options.parse_args()
    asyncio.run(serve(given.api, given.token, given.app_token, given.rows))


if __name__ == "__main__":
    main()
