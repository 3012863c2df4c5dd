"""What fails for good is put aside, said in one line, listed, and run again on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import events as e
from tests.scenes.stage import staged
from tests.scenes.whole import whole
from tests.slack_driver import ANNOUNCE, JONAS, shown


async def test_a_job_that_fails_for_good_is_said_once_listed_and_run_again_by_repair(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica():
        await stage.people.post(f"channels/{ANNOUNCE}/remove_bot")
        incident = await stage.declare("P1")
        await stage.quiet()
        channel = await stage.channel(incident)
        said = [shown(m) for m in await stage.people.messages(channel)]
        assert sum("I could not post the announcement" in text for text in said) == 1, said

        listed = await stage.people.type(JONAS, "/incident repair", channel)
        assert "post the announcement" in str(listed["ack"]), listed
        again = await stage.people.type(JONAS, "/incident repair 1", channel)
        assert again["acked"], again
        await stage.quiet()
        assert len((await stage.fresh(incident)).parked) == 1, "it still cannot work"

        await stage.people.post(f"channels/{ANNOUNCE}/invite")
        await stage.people.type(JONAS, "/incident repair all", channel)
        await stage.quiet()
        (story,) = await whole(stage)
        assert story.count(e.EffectParked) == story.count(e.EffectRepaired) == 2


@pytest.mark.long
async def test_what_was_done_before_it_was_parked_is_not_done_again_by_repair(database: str, tmp_path: Path):
    """With one try a job, a kill parks whatever was under way, done or not."""
    async with staged(database, tmp_path) as stage:
        await stage.process(TOCSIN_ATTEMPTS="1").start()
        incident = await stage.declare("P0")
        await stage.quiet()
        channel = await stage.channel(incident)
        for method in ("chat.postMessage", "files.completeUploadExternal"):
            await stage.fault(method, "hold_after")
        await stage.people.type(JONAS, "/incident resolve drained", channel)

        async def held() -> bool:
            return stage.slack.faults.held == 2

        await stage.until(held, "both calls held")
        stage.kill()
        await stage.process(TOCSIN_ATTEMPTS="1").start()
        await stage.quiet()
        assert len((await stage.fresh(incident)).parked) == 2
        await stage.people.type(JONAS, "/incident repair all", channel)
        await stage.quiet()
        await whole(stage)
