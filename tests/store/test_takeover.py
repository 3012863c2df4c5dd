"""A worker that dies without a word: its jobs are taken over within the lease and known as repeats."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time

import pytest

from bot.store.store import Store
from tests.store.stories import job
from tests.store.working import put, until, waiting, working

FORK = multiprocessing.get_context("fork")
LEASE = 1.0


def hang(url: str) -> None:
    """The life of a worker process that takes whatever there is and never ends it."""

    async def endless(_run: object) -> None:
        await asyncio.sleep(60)

    async def live() -> None:
        store = await Store.open(url, pool_size=2, clock_speed=1.0)
        async with working(store, endless, lease=LEASE):
            await asyncio.sleep(60)

    asyncio.run(live())


async def killed(store: Store, url: str, jobs: int) -> None:
    """Let another process take `jobs` jobs, then kill it as the kernel does."""
    process = FORK.Process(target=hang, args=(url,), daemon=True)
    process.start()
    async with asyncio.timeout(20):
        while sum(status == "doing" for _, status, _ in await waiting(store)) < jobs:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
async def test_a_killed_workers_jobs_go_on_elsewhere_as_repeats(store: Store, url: str):
    await put(store, job("lane-1"), job("lane-2"), job("card-1", lane="card", coalesce="card"))
    await killed(store, url, jobs=2)
    begun = time.monotonic()

    async with working(store, lease=LEASE) as diary:
        await put(store, job("card-2", lane="card", coalesce="card"))
        taken = 0
        while taken < 2:
            taken += await store.queue.takeover(LEASE)
            await asyncio.sleep(0.05)
        await until(lambda: len(diary.ended) >= 3)

    assert time.monotonic() - begun < LEASE + 3
    runs = {run.job.key: (run.attempt, run.repeat) for run in diary.ended}
    assert runs["lane-1"] == (2, True)
    assert runs["lane-2"] == (1, False)
    assert diary.keys.index("lane-1") < diary.keys.index("lane-2")
    assert (2, True) in [(run.attempt, run.repeat) for run in diary.ended if run.job.coalesce]


async def test_replicas_that_take_over_at_once_take_each_job_once(store: Store):
    await put(store, *(job(f"a{n}", lane=f"l{n}") for n in range(10)))
    await put(store, *(job(f"c{n}", lane=f"c{n}", coalesce=f"c{n}") for n in range(10)))
    await store.run("UPDATE procrastinate_jobs SET status = 'doing'")

    taken = await asyncio.gather(*(store.queue.takeover(LEASE) for _ in range(4)))

    assert sum(taken) == 20
    found = await waiting(store)
    assert sorted(key for key, status, _ in found if status == "todo") == sorted(
        [f"a{n}" for n in range(10)] + [f"c{n}" for n in range(10)]
    )
    assert sorted(key for key, status, _ in found if status == "failed") == [f"c{n}" for n in range(10)]
    await store.queue.tidy(hours=0)
    assert len(await waiting(store)) == 20


async def test_what_kills_every_worker_that_tries_it_is_parked(store: Store):
    await put(store, job("poison"))
    for _ in range(3):
        await store.run("UPDATE procrastinate_jobs SET status = 'doing'")
        assert await store.queue.takeover(LEASE) == 1
    async with working(store, attempts=3) as diary:
        await until(lambda: diary.parked)
    assert diary.started == []


async def test_a_living_worker_keeps_its_jobs(store: Store):
    async def slow(_run: object) -> None:
        await asyncio.sleep(1.5)

    async with working(store, slow, lease=LEASE) as diary:
        await put(store, job("a"))
        await until(lambda: diary.started)
        for _ in range(6):
            assert await store.queue.takeover(LEASE) == 0
            await asyncio.sleep(0.2)
        await until(lambda: diary.ended)
    assert diary.keys == ["a"]
