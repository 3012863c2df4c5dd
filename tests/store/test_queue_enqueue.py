"""How jobs get in: with the transaction, in order, and twins as one."""

from __future__ import annotations

import asyncio
from typing import Any

from procrastinate import jobs as procrastinate_jobs
from procrastinate import sql

from bot.clock import Clock, wall
from bot.domain.jobs import PAGE
from bot.store.queue import Queue
from bot.store.store import Store
from bot.store.tickets import Ticket
from tests.store.stories import append, declare, job, note
from tests.store.working import put, until, waiting, working

COLUMNS = "queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at"


async def test_jobs_come_and_go_with_the_transaction(store: Store):
    await declare(store)
    async with store.connections.lend() as connection, connection.transaction(force_rollback=True):
        await store.queue.enqueue(connection, [job()])
    assert await waiting(store) == []
    await append(store, note(), jobs=(job("a"), job("b")))
    assert await waiting(store) == [("a", "todo", 0), ("b", "todo", 0)]


async def test_our_insert_says_what_procrastinates_own_defer_says(store: Store):
    given = job("post-1", urgency=PAGE, coalesce="card:s1", args={"seq": 3})
    theirs = procrastinate_jobs.Job(
        queue=given.queue,
        task_name="effect",
        priority=given.urgency,
        lock=given.lane,
        queueing_lock="another",
        task_kwargs={"effect": "post", "stream": "s1", "key": "post-1", "args": {"seq": 3}},
    )
    await put(store, given)
    async with store.connections.lend() as connection:
        await store.queue.app.job_manager.defer_job_async(theirs, connection=connection)

    ours, plain = await store.rows(f"SELECT {COLUMNS} FROM procrastinate_jobs ORDER BY id")

    assert [*ours[:4], *ours[5:]] == [*plain[:4], *plain[5:]]


async def test_what_we_lean_on_in_procrastinates_schema_is_still_there(store: Store):
    index = await store.rows(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'procrastinate_jobs_queueing_lock_idx_v1'"
    )
    assert index[0][0].endswith("(queueing_lock) WHERE (status = 'todo'::procrastinate_job_status)")
    assert "procrastinate_retry_job_v2(" in sql.queries["retry_job"]
    assert "procrastinate_finish_job_v1(" in sql.queries["finish_job"]
    assert "procrastinate_fetch_job_v2(" in sql.queries["fetch_job"]
    assert "last_heartbeat" in sql.queries["select_stalled_jobs_by_heartbeat"]
    fields = await store.rows(
        "SELECT attname FROM pg_attribute "
        "WHERE attrelid = 'procrastinate_job_to_defer_v1'::regclass ORDER BY attnum"
    )
    assert ", ".join(name for (name,) in fields) == COLUMNS


async def test_twins_that_have_not_started_become_one_with_the_newest_arguments(store: Store):
    await put(store, job("card-1", coalesce="card", args={"seq": 1}))
    await put(
        store, job("x"), job("card-2", coalesce="card"), job("card-3", coalesce="card", args={"seq": 3})
    )

    assert await waiting(store) == [("card-3", "todo", 0), ("x", "todo", 0)]
    assert await store.rows("SELECT args -> 'args' FROM procrastinate_jobs ORDER BY id LIMIT 1") == [
        ({"seq": 3},)
    ]


async def test_a_twin_that_runs_is_not_joined(store: Store):
    gate = asyncio.Event()

    async def effect(_run: Any) -> None:
        await gate.wait()

    async with working(store, effect) as diary:
        await put(store, job("card-1", coalesce="card"))
        await until(lambda: diary.started)
        await put(store, job("card-2", coalesce="card"))
        gate.set()
        await until(lambda: diary.keys == ["card-1", "card-2"])


async def test_a_twin_joined_before_our_commit_does_not_start_before_it(store: Store):
    """Else it would draw the state of before, and nobody would draw what we are about to commit."""
    await put(store, job("card-1", coalesce="card"))
    async with store.connections.lend() as connection:
        await connection.execute("BEGIN")
        await store.queue.enqueue(connection, [job("card-2", coalesce="card")])
        async with working(store) as diary:
            await asyncio.sleep(0.5)
            assert diary.keys == []
            await connection.execute("COMMIT")
            await until(lambda: diary.keys == ["card-2"])


async def test_many_writers_of_one_twin_neither_fail_nor_lose_it(store: Store):
    async with working(store) as diary:
        await asyncio.gather(*(put(store, job(f"card-{n}", coalesce="card")) for n in range(60)))
        last = job("card-last", coalesce="card")
        await put(store, last)
        await until(lambda: "card-last" in diary.keys)
    assert await waiting(store) == []


async def test_a_retry_joins_a_newer_twin_and_tells_it_what_was_tried(store: Store):
    old = job("card-1", coalesce="card", args={"seq": 1})
    await put(store, job("card-2", coalesce="card", args={"seq": 2}))

    await store.queue.again(Ticket(0, old, tries=3, repeat=True), 60)

    args, later = (await store.rows("SELECT args, scheduled_at FROM procrastinate_jobs"))[0]
    assert (args["key"], args["args"], args["tries"], args["repeat"]) == ("card-2", {"seq": 2}, 3, True)
    assert later is not None


async def test_only_the_queue_divides_by_the_speed_of_the_clock(url: str, store: Store):
    fast = Queue(url, Clock(wall(), wall(), speed=60.0))
    await fast.open()
    await fast.later(job("x"), 600)
    await fast.close()

    left = await store.rows("SELECT extract(epoch FROM scheduled_at - now())::float FROM procrastinate_jobs")

    assert 5 < left[0][0] <= 10
    assert fast.pause(30) == 0.5


async def test_a_job_scheduled_for_later_blocks_its_lane(store: Store):
    """Why delayed work is a deadline and not a delayed job."""
    await store.queue.later(job("a", lane="l1"), 30)
    await put(store, job("b", lane="l1"), job("c", lane="l2"))
    async with working(store) as diary:
        await until(lambda: diary.keys == ["c"])
        await asyncio.sleep(0.4)
        assert diary.keys == ["c"]
