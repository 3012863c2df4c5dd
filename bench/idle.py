"""What an idle replica asks of the database: with 10,000 open incidents as with none.

PostgreSQL counts transactions; every statement that a replica sends while idle is one, so their number
a second is what is compared. Nothing falls due meanwhile: the incidents owe their next update tomorrow.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import psycopg

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, peopled
from bench.ground import Ground
from bench.machine import cpu_seconds
from bench.serving import replica, vendor
from bot.domain.events import Acknowledged, ChannelOpened, Declared, Posted
from bot.domain.words import Words

COUNTED = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
SETTLING = 5.0
"""Seconds after the start in which a replica looks up who is who."""


async def measure(ground: Ground, quick: bool) -> Figures:
    """Queries a second of an idle replica, without and with many open incidents."""
    many, seconds = (300, 3.0) if quick else (10_000, 30.0)
    none, none_cpu = await _idling(ground, 0, seconds)
    some, some_cpu = await _idling(ground, many, seconds)
    return {
        "idle_cost_ratio": round(some / none, 3),
        "idle_queries_per_s_none": round(none, 2),
        "idle_queries_per_s": round(some, 2),
        "idle_cpu_percent_none": round(none_cpu * 100, 2),
        "idle_cpu_percent": round(some_cpu * 100, 2),
        "idle_incidents": many,
    }


async def _idling(ground: Ground, many: int, seconds: float) -> tuple[float, float]:
    """(queries a second, share of one core) with `many` open incidents."""
    async with AsyncExitStack() as stack:
        database = stack.enter_context(ground.database())
        await peopled(database, _crowd(many))
        slack = await stack.enter_async_context(vendor(ground, "bench.wire"))
        running = await stack.enter_async_context(replica(ground, slack, database))
        await asyncio.sleep(SETTLING)
        with psycopg.connect(database, autocommit=True) as connection:
            begun, before, used = time.perf_counter(), _count(connection), cpu_seconds(running.pid)
            await asyncio.sleep(seconds)
            took = time.perf_counter() - begun
            used = cpu_seconds(running.pid) - used
            # Our own first look was a transaction too, counted or not; one in hundreds.
            return (_count(connection) - before - 1) / took, used / took


def _count(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute(COUNTED).fetchone()
    assert row is not None
    return row[0]


def _crowd(many: int) -> Iterator[Told]:
    now = datetime.now(UTC)
    for number in range(1, many + 1):
        begun = now - timedelta(seconds=number % 3600)
        who, channel = PEOPLE[number % len(PEOPLE)], f"C0IDLE{number:06}"
        declared = Declared(f"INC-{number}", "smartcloudops", Words(f"slow page {number}"), "P3", "frontend")
        yield Told(
            f"{number:032x}", f"INC-{number}",
            [
                (begun, who, declared),
                (begun, who, ChannelOpened(channel, f"incident-{number}")),
                (begun, who, Posted("card", channel, f"{begun.timestamp():.6f}")),
                (begun, who, Acknowledged(begun)),
            ],
        )  # fmt: skip
