"""kill -9 around the one request of an approved change: done once, or said to be unknown; never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.changes import Stage
from tests.between import Between, between
from tests.clusters import Ground
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, MIRA, catalogue
from tests.scenes.stage import Stage as Set
from tests.scenes.stage import staged
from tests.slack_driver import eventually


@asynccontextmanager
async def approved(
    database: str, folder: Path, ground: Ground, hold: str
) -> AsyncIterator[tuple[Set, Between, str]]:
    """A bot that was killed while its request was held `before` or `after` it was done."""
    async with staged(database, folder) as stage, between(ground) as (reached, wire):
        catalogue(folder, reached)
        await stage.process().start()
        await eventually(lambda: _known(stage), "the people of the system file")
        incident = await stage.declare("P1")
        channel = await eventually(lambda: _channel(stage, incident.id), "the channel")
        await stage.people.type(MIRA, "/ops rollback backend", channel)
        await eventually(lambda: _stage(stage, incident.id, Stage.PENDING), "a plan", 30.0)
        wire.hold(hold)
        post = (await stage.fresh(incident)).posts["change-1"]
        await stage.people.click(JONAS, channel, post.ts, "approve_change")
        await wire.held()
        stage.kill()
        yield stage, wire, incident.id


@pytest.mark.long
@pytest.mark.parametrize("hold", ["before", "after"])
async def test_killed_around_the_request_it_is_done_once(
    database: str, tmp_path: Path, released: Ground, hold: str
):
    async with approved(database, tmp_path, released, hold) as (stage, wire, incident):
        wire.release()
        await stage.process().start()
        await eventually(lambda: _stage(stage, incident, Stage.DONE), "done", 60.0)
        assert await released.image("backend") == GOOD
        live = await released.live("backend")
        assert live["metadata"]["generation"] == 3
        done = [seen for seen in wire.changes if seen.users == ("alice",)]
        assert 1 <= len(done) <= 2  # the second, if any, was refused by its own tests or never needed


@pytest.mark.long
async def test_killed_before_the_request_and_the_object_moved_meanwhile_nothing_is_overwritten(
    database: str, tmp_path: Path, released: Ground
):
    async with approved(database, tmp_path, released, "before") as (stage, wire, incident):
        await released.deployment("backend", "registry.example/backend:813")
        wire.release()
        await stage.process().start()
        over = await eventually(
            lambda: _stage(stage, incident, Stage.DRIFTED, Stage.UNKNOWN), "an honest end", 60.0
        )
        assert over
        assert await released.image("backend") == "registry.example/backend:813"
        assert await released.image("backend") not in (GOOD, BAD)


async def _stage(stage: Set, incident: str, *wanted: Stage) -> bool:
    found = next(one for one in await stage.incidents() if one.id == incident)
    change = found.change(1)
    return change is not None and change.stage in wanted and "change-1" in found.posts


async def _channel(stage: Set, incident: str) -> str:
    found = next(one for one in await stage.incidents() if one.id == incident)
    return found.channel.id if found.channel and "card" in found.posts else ""


async def _known(stage: Set) -> bool:
    rows = await stage.store.rows("SELECT count(*) FROM people WHERE email IS NOT NULL")
    return int(rows[0][0]) >= 5
