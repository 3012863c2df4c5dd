"""What becomes of a job: done, tried again in its place, parked, left to a newer version."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from bot.domain.jobs import CARD, LONG, PAGE
from bot.errors import Permanent, Temporary
from bot.store.store import Busy, Store
from bot.worker import loop as worker_loop
from bot.worker.loop import Loop, Run, UnknownEffect
from tests.store.stories import job
from tests.store.working import nothing, put, until, waiting, working


class Failing:
    """An effect whose first runs raise what is given, one after the other; then it is done."""

    def __init__(self, *problems: Exception, only: str | None = None) -> None:
        self.problems, self.only = list(problems), only

    async def __call__(self, run: Run) -> None:
        if self.problems and self.only in (None, run.job.key):
            raise self.problems.pop(0)


async def test_lanes_keep_their_order_and_run_side_by_side(store: Store):
    async def slow(_run: Run) -> None:
        await asyncio.sleep(0.05)

    await put(store, *(job(f"{lane}{n}", lane=lane) for n in range(3) for lane in "ab"))
    async with working(store, slow) as diary:
        await until(lambda: len(diary.ended) == 6)
    assert [key for key in diary.keys if key[0] == "a"] == ["a0", "a1", "a2"]
    assert [key for key in diary.keys if key[0] == "b"] == ["b0", "b1", "b2"]
    assert {diary.keys[0], diary.keys[1]} == {"a0", "b0"}
    assert await waiting(store) == []


async def test_pages_come_before_cards(store: Store):
    await put(store, job("card", lane="a", urgency=CARD), job("page", lane="b", urgency=PAGE))
    async with working(store, quick=1) as diary:
        await until(lambda: len(diary.ended) == 2)
    assert diary.keys == ["page", "card"]


async def test_both_queues_are_worked(store: Store):
    await put(store, job("report", queue=LONG), job("post"))
    async with working(store) as diary:
        await until(lambda: sorted(diary.keys) == ["post", "report"])


async def test_the_next_job_of_a_lane_is_found_by_polling(store: Store):
    """The end of a lane's job notifies nobody, so the poll is what a lane's pace depends on."""
    assert worker_loop.POLL <= 0.2
    async with working(store) as diary:
        await until(lambda: True)
        await put(store, job("a"), job("b"), job("c"))
        await until(lambda: len(diary.ended) == 3, seconds=4)


async def test_a_failed_job_of_a_lane_keeps_its_place(store: Store):
    failing = Failing(Temporary("503"), Temporary("429", after=0.1), Busy("away"), only="a")
    await put(store, job("a"), job("b"))
    async with working(store, failing) as diary:
        await until(lambda: len(diary.ended) == 2)
    assert diary.keys == ["a", "a", "a", "a", "b"]
    assert [(run.attempt, run.repeat) for run in diary.started[:4]] == [
        (1, False), (2, True), (3, True), (4, True),
    ]  # fmt: skip


async def test_the_vendors_pause_is_kept(store: Store):
    times: list[float] = []

    async def effect(run: Run) -> None:
        times.append(asyncio.get_running_loop().time())
        if len(times) == 1:
            raise Temporary("429", after=1.0)

    await put(store, job("a"))
    async with working(store, effect) as diary:
        await until(lambda: diary.ended)
    assert times[1] - times[0] >= 0.99


async def test_a_failed_coalesced_job_ends_and_a_fresh_one_goes_on(store: Store):
    failing = Failing(Temporary("503"), RuntimeError("a bug"), only="card-1")
    await put(store, job("card-1", coalesce="card"))
    async with working(store, failing) as diary:
        await until(lambda: len(diary.ended) == 1)
    assert [(run.attempt, run.repeat) for run in diary.started] == [(1, False), (2, True), (3, True)]
    assert await waiting(store) == []


async def test_procrastinates_own_retry_of_a_coalesced_job_would_kill_its_lane(store: Store):
    """What we never let happen (procrastinate#1446, #1543), so that nobody takes the rule for a habit."""
    await put(store, job("card-1", coalesce="card"))
    await store.run("UPDATE procrastinate_jobs SET status = 'doing'")
    await put(store, job("card-2", coalesce="card"))
    with pytest.raises(psycopg.errors.UniqueViolation):
        await store.rows(
            "SELECT procrastinate_retry_job_v2(min(id), now(), NULL, NULL, NULL) FROM procrastinate_jobs"
        )


async def test_what_fails_for_good_is_parked_and_the_lane_moves_on(store: Store):
    await put(store, job("a"), job("b"))
    async with working(store, Failing(Permanent("channel_not_found"), only="a")) as diary:
        await until(lambda: diary.ended)
    assert diary.keys == ["a", "b"]
    assert [(run.job.key, str(problem)) for run, problem in diary.parked] == [("a", "channel_not_found")]


@pytest.mark.parametrize("coalesce", [None, "card"])
async def test_what_fails_too_often_is_parked(store: Store, coalesce: str | None):
    await put(store, job("a", coalesce=coalesce))
    async with working(store, Failing(*[Temporary("503")] * 9), attempts=3) as diary:
        await until(lambda: diary.parked)
        await asyncio.sleep(0.3)
    assert [run.attempt for run in diary.started] == [1, 2, 3]
    assert len(diary.parked) == 1
    assert await waiting(store) == []


@pytest.mark.parametrize("coalesce", [None, "card"])
async def test_a_kind_of_a_newer_version_waits_for_it_and_is_never_parked(
    store: Store, coalesce: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker_loop, "NEWER_VERSION", 0.05)
    await put(store, job("a", coalesce=coalesce))
    async with working(store, Failing(*[UnknownEffect("orbit")] * 5), attempts=2) as diary:
        await until(lambda: diary.ended)
    assert diary.parked == []
    assert (diary.ended[0].attempt, diary.ended[0].repeat) == (1, False)


async def test_stopping_finishes_what_runs_and_starts_nothing_more(store: Store):
    async def slow(_run: Run) -> None:
        await asyncio.sleep(0.4)

    async with working(store, slow) as diary:
        await put(store, job("a"), job("b"))
        await until(lambda: diary.started)
    assert [run.job.key for run in diary.ended] == ["a"]
    assert await waiting(store) == [("b", "todo", 0)]


@pytest.mark.parametrize("coalesce", [None, "card"])
async def test_what_outlasts_the_grace_is_handed_over_as_a_repeat(store: Store, coalesce: str | None):
    async def endless(_run: Run) -> None:
        await asyncio.sleep(60)

    async with working(store, endless, grace=0.1) as diary:
        await put(store, job("a", coalesce=coalesce))
        await until(lambda: diary.started)
    async with working(store) as second:
        await until(lambda: second.ended)
    assert (second.ended[0].job.key, second.ended[0].repeat) == ("a", True)


async def test_it_says_whether_the_workers_fetch(store: Store):
    async def park(_run: Run, _problem: Exception) -> None:
        return None

    loop = Loop(store.queue, nothing, park, first_pause=0.05)
    assert loop.fetching == {"quick": False, "long": False}
    running = asyncio.create_task(loop.run())
    await until(lambda: loop.fetching == {"quick": True, "long": True})
    await loop.stop()
    await running
    assert loop.fetching == {"quick": False, "long": False}
