"""kill -9 in the middle of an upload: one file for each draft, one picture for each resolve."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import events as e
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import whole
from tests.slack_driver import JONAS

STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")


async def _resolve(stage: Stage, number: int) -> None:
    """Resolve the incident that was declared as number `number`."""
    channel = await stage.channel(await stage.titled(f"outage{number}"))
    seen = await stage.people.type(JONAS, "/incident resolve drained", channel)
    assert seen["acked"], seen


@pytest.mark.long
@pytest.mark.parametrize("first", [0, 1], ids=["its picture", "its draft"])
async def test_killed_at_any_step_of_an_upload_each_file_is_shared_once(
    database: str, tmp_path: Path, first: int
):
    """Each step of one incident's upload is held before it is done, of another's after it was done."""
    async with staged(database, tmp_path) as stage:
        await stage.process(TOCSIN_LONG_JOBS="12").start()
        for _ in range(2 * len(STEPS) + 1):
            await stage.declare("P1")
        await stage.quiet()
        await _resolve(stage, 1)  # drawing for the first time takes longest
        await stage.quiet()
        skipped = first * 2 * len(STEPS)
        for step in STEPS:
            for kind in ("hold", "hold_after"):
                await stage.fault(step, kind, after=skipped)
        for number in range(2, 2 * len(STEPS) + 2):
            await _resolve(stage, number)

        async def held() -> bool:
            return stage.slack.faults.held == 2 * len(STEPS)

        await stage.until(held, "every step held")
        stage.kill()
        await stage.process().start()
        await stage.quiet(180)
        for story in await whole(stage):
            assert story.count(e.FileShared) == 2, story.facts
