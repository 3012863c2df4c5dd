"""The database goes away: people are told at once, nothing half-done remains, and all goes on afterwards."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.domain import events as e
from tests.postgres import server
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import whole
from tests.slack_driver import JONAS, JSON

STEADY = {"TOCSIN_AWAY_SECONDS": "86400"}
ANSWER = 3.0
"""Real seconds in which a person must be told."""


def _away(stage: Stage) -> None:
    """Nobody may connect any more, and who is connected is cut off."""
    name = make_url(stage.database).database
    stage.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", server())
    stage.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", server())


def _back(stage: Stage) -> None:
    stage.sql(f"ALTER DATABASE {make_url(stage.database).database} ALLOW_CONNECTIONS true", server())


def _told(seen: JSON) -> None:
    assert seen["acked"], seen
    assert seen["seconds"] < ANSWER, seen
    assert "database" in str(seen["ack"]) or "try again" in str(seen["ack"]).lower(), seen


async def _channel(stage: Stage) -> str:
    incident = await stage.declare("P1")
    await stage.quiet()
    return await stage.channel(incident)


async def test_who_types_while_the_database_is_locked_up_is_told_within_three_seconds(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica():
        channel = await _channel(stage)
        async with await psycopg.AsyncConnection.connect(database) as other:
            await other.execute("LOCK TABLE streams IN ACCESS EXCLUSIVE MODE")
            _told(await stage.people.type(JONAS, "/incident decide one", channel))
        await stage.people.type(JONAS, "/incident decide two", channel)
        await stage.quiet()
        (story,) = await whole(stage)
        decided = [str(f.event.text) for f in story.facts if isinstance(f.event, e.DecisionMade)]
        assert decided == ["two"]


@pytest.mark.long
async def test_when_the_database_was_away_everything_goes_on_and_what_was_not_acked_comes_again(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path, speed=20) as stage, stage.replica(**STEADY):
        channel = await _channel(stage)
        said = await stage.people.say(JONAS, channel, "the pool is full")
        await stage.fault("chat.postMessage", "hold")
        await stage.fault("files.completeUploadExternal", "hold_after", seconds=6)
        await stage.people.type(JONAS, "/incident decide one", channel)
        await stage.people.type(JONAS, "/incident mitigated drained", channel)
        await stage.people.type(JONAS, "/incident resolve drained", channel)

        async def sharing() -> bool:
            return stage.slack.faults.held == 2

        await stage.until(sharing, "a message and a file on their way")
        _away(stage)
        try:
            await stage.people.post(f"people/{JONAS}/pin", channel=channel, ts=said["ts"])
            await stage.people.post("faults/release")
            for number in range(4):
                _told(await stage.people.type(JONAS, f"/incident decide lost{number}", channel))
        finally:
            _back(stage)

        async def kept() -> bool:
            try:
                found = await stage.store.rows("SELECT 1 FROM timeline WHERE kind = 'MessageCaptured'")
            except Exception as problem:  # our own connections were cut off too
                assert "database" in str(problem).lower(), problem
                return False
            return bool(found)

        await stage.until(kept, "the pinned message, delivered again")
        await stage.quiet()
        (story,) = await whole(stage)
        decided = [str(f.event.text) for f in story.facts if isinstance(f.event, e.DecisionMade)]
        assert decided == ["one"]
