"""What must happen regularly and once for all replicas: a row for each duty, with when it was last done.

Called by the clockwork. Times are those of our clock. Every function raises Busy.
"""

from __future__ import annotations

from datetime import datetime

from bot.store.store import Store

ALIVE = "alive"
CLAIM = (
    "INSERT INTO duties (name, last, note) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE "
    "SET last = excluded.last, note = excluded.note WHERE duties.last < excluded.last RETURNING name"
)
AWAY = (
    "UPDATE streams s SET away_since = coalesce(s.away_since, %s), due_at = %s, due_kind = 'away' "
    "FROM incidents i WHERE i.stream = s.id AND i.status IN ('investigating', 'identified', 'monitoring')"
)


async def alive(store: Store, now: datetime, threshold_seconds: float) -> datetime | None:
    """Say that a replica lives. The last sign of life if it is older than the threshold, else None.

    In that case every open stream is marked as away since then, and due now, in the same transaction;
    exactly one replica is told.
    """
    async with store.connections.lend() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO duties (name, last) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING", (ALIVE, now)
        )
        read = await connection.execute("SELECT last FROM duties WHERE name = %s FOR UPDATE", (ALIVE,))
        row = await read.fetchone()
        assert row is not None
        last: datetime = row[0]
        if last >= now:
            return None
        await connection.execute("UPDATE duties SET last = %s WHERE name = %s", (now, ALIVE))
        if (now - last).total_seconds() <= threshold_seconds:
            return None
        await connection.execute(AWAY, (last, now))
        return last


async def claim(store: Store, name: str, moment: datetime, note: str | None = None) -> bool:
    """Whether this replica is to do the run of duty `name` that was due at `moment`: the first to ask is."""
    return bool(await store.rows(CLAIM, (name, moment, note)))


async def last_run(store: Store, name: str) -> datetime | None:
    """The `moment` of the newest run of duty `name` that was claimed; None when there was none."""
    found = await store.rows("SELECT last FROM duties WHERE name = %s", (name,))
    return found[0][0] if found else None


async def saw(store: Store, channel: str, ts: str) -> None:
    """Remember that everything in `channel` up to the message `ts` has been seen."""
    await store.run(
        "INSERT INTO seen_messages (channel, ts) VALUES (%s, %s) ON CONFLICT (channel) DO UPDATE "
        "SET ts = excluded.ts WHERE seen_messages.ts::numeric < excluded.ts::numeric",
        (channel, ts),
    )


async def seen(store: Store, channel: str) -> str | None:
    """The newest message of `channel` that was seen, None when none was."""
    found = await store.rows("SELECT ts FROM seen_messages WHERE channel = %s", (channel,))
    return found[0][0] if found else None


async def sweep_inbox(store: Store, hours: int = 24) -> int:
    """Forget deliveries older than `hours` real hours; how many. No vendor repeats one after minutes."""
    return await store.run("DELETE FROM inbox WHERE at < now() - make_interval(hours => %s)", (hours,))
