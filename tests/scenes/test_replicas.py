"""Several replicas, one database: each thing is done by one of them, and a dead one is replaced."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.words import Words
from bot.usecases import incidents
from bot.usecases.desk import Asker
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import Story, whole
from tests.slack_driver import MIRA

MANY = 200
TAKEOVER = 30.0
STEADY = {"TOCSIN_AWAY_SECONDS": "86400"}

RUNNING = "SELECT id, worker_id FROM procrastinate_jobs WHERE status = 'doing'"
REMINDED = "SELECT count(DISTINCT stream) FROM timeline WHERE kind = %s"


async def _declare(stage: Stage, number: int) -> None:
    command = c.Declare("smartcloudops", "P1", Words(f"outage{number}"), anyway=True)
    await incidents.declare(stage.desk, Asker(MIRA, f"test:{number}"), command)


async def _reminded(stage: Stage, kind: str, number: int) -> bool:
    return bool((await stage.store.rows(REMINDED, (kind,)))[0][0] >= number)


async def _cancel_all(stage: Stage) -> None:
    """Stop every clock, so that the queue comes to rest."""
    for incident in await stage.incidents():
        asker = Asker(MIRA, f"test:cancel:{incident.id}")
        await incidents.carry_out(stage.desk, asker, incident.id, c.Cancel(Words("a test")))


def _each_reminder_once(story: Story) -> None:
    due = [
        (type(fact.event), getattr(fact.event, "index", None), fact.event.due)
        for fact in story.facts
        if isinstance(
            fact.event,
            e.RungClimbed | e.AcknowledgeMissed | e.UpdateAsked | e.UpdateMissed | e.UpdateEscalated,
        )
    ]
    assert max(Counter(due).values()) == 1, due
    rungs = [fact.event.index for fact in story.facts if isinstance(fact.event, e.RungClimbed)]
    assert rungs == list(range(len(rungs))), rungs


@pytest.mark.long
async def test_two_replicas_remind_200_incidents_once_each_and_when_one_is_killed_the_other_carries_on(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path, speed=60) as stage:
        first = await stage.process(**STEADY).start()
        await stage.process(**STEADY).start()
        for number in range(MANY):
            await _declare(stage, number)
        await stage.until(lambda: _reminded(stage, "RungClimbed", MANY // 10), "the first reminders", 180)
        first.kill()
        left = await stage.store.rows(RUNNING)

        async def taken_over() -> bool:
            return not set(left) & set(await stage.store.rows(RUNNING))

        await stage.until(taken_over, "an end of what ran when it was killed", TAKEOVER)
        await stage.until(lambda: _reminded(stage, "RungClimbed", MANY), "every first rung", 180)
        await stage.until(lambda: _reminded(stage, "AcknowledgeMissed", MANY), "every deadline", 60)
        await stage.until(lambda: _reminded(stage, "UpdateMissed", MANY), "every reminder", 60)
        await _cancel_all(stage)
        await stage.quiet(300)
        stories = await whole(stage)
        assert len(stories) == MANY
        for story in stories:
            _each_reminder_once(story)


async def test_two_replicas_open_one_channel_and_post_one_card_for_each_declare(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica(), stage.replica():
        for _ in range(4):
            await stage.declare("P1")
        await stage.quiet()
        assert len(await whole(stage)) == 4
