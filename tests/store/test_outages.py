"""The database goes away, hangs, comes back: said quickly, and nothing needs a restart."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress

import pytest

from bot.errors import Temporary
from bot.store.store import Busy, Store
from tests.postgres import server
from tests.store.stories import append, declare, job, note
from tests.store.working import put, until, waiting, working

OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def cut_connections(store: Store) -> int:
    """End every connection to the database but the one that does it, as a failover does."""
    found = await store.rows(f"SELECT count(pg_terminate_backend(pid, 5000)) FROM ({OTHERS}) others")
    return int(found[0][0])


async def test_connections_that_died_in_the_pool_are_replaced_unnoticed(store: Store):
    await declare(store)
    await asyncio.gather(*(append(store, note()) for _ in range(5)))
    assert await cut_connections(store) > 1
    await asyncio.gather(*(append(store, note()) for _ in range(5)))
    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")
    assert locked is not None
    assert locked.head.count == 11


async def test_a_transaction_whose_connection_dies_is_busy_and_wrote_nothing(store: Store):
    await declare(store)

    async def cut_short() -> None:
        async with store.unit() as unit:
            await unit.lock("s1")
            await cut_connections(store)
            await unit.allot("INC")

    with pytest.raises(Busy):
        await cut_short()
    assert await store.rows("SELECT count(*) FROM counters") == [(0,)]


async def test_a_database_that_is_away_is_said_at_once(url: str):
    begun = time.monotonic()
    with pytest.raises(Busy):
        await Store.open(url.replace("host=", "host=/nowhere"), pool_size=2, clock_speed=1.0)
    assert time.monotonic() - begun < 3


async def test_a_database_that_hangs_is_said_within_three_seconds(url: str):
    small = await Store.open(url, pool_size=1, clock_speed=1.0)
    pid = (await small.rows("SELECT pg_backend_pid()"))[0][0]
    os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        with pytest.raises(Busy):
            await small.rows("SELECT 1")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert time.monotonic() - begun < 3
    assert await small.rows("SELECT 1") == [(1,)]
    await small.close()


async def test_when_too_many_ask_at_once_the_last_are_told_within_a_second(url: str):
    small = await Store.open(url, pool_size=2, clock_speed=1.0)
    async with small.connections.lend(), small.connections.lend():
        begun = time.monotonic()
        with pytest.raises(Busy, match="Too much"):
            await small.rows("SELECT 1")
        assert 0.9 < time.monotonic() - begun < 2
    assert await small.rows("SELECT 1") == [(1,)]
    await small.close()


async def test_who_asks_first_is_served_first(url: str):
    small = await Store.open(url, pool_size=1, clock_speed=1.0)
    order: list[int] = []

    async def ask(number: int) -> None:
        for _ in range(3):
            async with small.connections.lend() as connection:
                order.append(number)
                await connection.execute("SELECT 1")

    await asyncio.gather(*(ask(number) for number in range(4)))
    assert order == [0, 1, 2, 3] * 3
    await small.close()


async def test_workers_go_on_after_their_connections_were_cut(store: Store):
    async with working(store) as diary:
        await put(store, job("a"))
        await until(lambda: diary.ended)
        await cut_connections(store)
        await put(store, job("b"))
        await until(lambda: len(diary.ended) == 2)
    assert await waiting(store) == []


async def test_a_job_whose_end_could_not_be_written_at_first_does_not_stay_running(store: Store):
    async def effect(_run: object) -> None:
        if len(diary.started) == 1:
            await cut_connections(store)
            raise Temporary("503", after=0.0)

    async with working(store, effect) as diary:
        await put(store, job("a"), job("b"))
        async with asyncio.timeout(8):
            while len(diary.ended) < 2:
                with suppress(Busy):
                    await store.queue.takeover(1.0)
                await asyncio.sleep(0.1)
    assert diary.keys[-1] == "b"
    assert await waiting(store) == []


def test_the_server_of_the_tests_is_one_for_all():
    assert server() == server()
