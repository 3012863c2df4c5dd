"""After some time without any replica: one honest line, no rung skipped, nothing overlooked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain import events as e
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import Story, whole
from tests.slack_driver import JONAS, PRIYA, shown

AWAY = timedelta(minutes=62)
PATIENT = {"TOCSIN_AWAY_SECONDS": "1800"}


async def _later(stage: Stage, span: timedelta) -> None:
    until = stage.store.clock.now() + span

    async def look() -> bool:
        return stage.store.clock.now() >= until

    await stage.until(look, f"{span} to pass", 60)


def _of(story: Story, kind: type) -> list[Any]:
    """The facts of that kind."""
    return [fact for fact in story.facts if isinstance(fact.event, kind)]


@pytest.mark.long
async def test_after_an_hour_away_the_channel_is_told_once_rungs_are_climbed_and_pins_are_kept_late(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path, speed=240) as stage:
        await stage.process(**PATIENT).start()
        incident = await stage.declare("P1")
        await stage.quiet()
        channel = await stage.channel(incident)
        stage.kill()
        said = await stage.people.say(JONAS, channel, "the pool is full")
        await stage.people.post(f"people/{PRIYA}/pin", channel=channel, ts=said["ts"])
        marked = await stage.people.say(JONAS, channel, "since the release")
        await stage.people.post(f"people/{PRIYA}/react", channel=channel, ts=marked["ts"], name="pushpin")
        await _later(stage, AWAY)
        await stage.process(**PATIENT).start()

        async def caught_up() -> bool:
            found = await stage.store.rows("SELECT count(*) FROM timeline WHERE kind = 'MessageCaptured'")
            return bool(found[0][0] == 2)

        await stage.until(caught_up, "what was marked meanwhile")
        await stage.people.type(JONAS, "/incident cancel enough", channel)
        await stage.quiet()
        (story,) = await whole(stage)
        assert all(fact.event.late for fact in _of(story, e.MessageCaptured))

        (away,) = _of(story, e.BotWasAway)
        assert away.event.until - away.event.since >= AWAY
        lines = [shown(m) for m in await stage.people.messages(channel)]
        assert sum("I was away" in line for line in lines) == 1
        rungs = [fact.event.index for fact in _of(story, e.RungClimbed)]
        assert rungs[:3] == [0, 1, 2], rungs
        assert rungs == list(range(len(rungs)))
        missed = [fact for fact in _of(story, e.UpdateMissed) if fact.at == away.at]
        assert len(missed) == 1, "reminders for the time away are one"
        assert missed[0].event.count >= 3
