"""Work on a cluster outside an incident: an operation in a thread of the announce channel."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import app
from bot.domain.changes import Stage
from bot.domain.operation import Operation
from bot.store import queries, timeline
from bot.usecases import audit
from sandbox.server import Sandbox
from tests.clusters import Ground
from tests.scenes.grounds import GOOD
from tests.scenes.operating import JONAS, MIRA, catalogue, known, operating
from tests.serving import replica
from tests.slack_driver import ANNOUNCE, JSON, PRIYA, Driver, eventually, shown


async def _operations(bot: app.Replica) -> list[Operation]:
    found = [
        await queries.stream(bot.desk.store, stream)
        for stream, _ in await queries.all_streams(bot.desk.store)
    ]
    return [one for one in found if isinstance(one, Operation)]


async def _thread(people: Driver, containing: str) -> JSON:
    message = await people.message(ANNOUNCE, containing)
    assert message.get("thread_ts")
    return message | {"channel": ANNOUNCE}


async def test_a_change_outside_an_incident_lives_in_one_thread_and_its_timeline_holds(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    catalog = catalogue(tmp_path, released)
    async with replica(slack.facts(), database, tmp_path, TOCSIN_CATALOG=str(catalog)) as bot:
        await known(bot)
        seen = await people.type(MIRA, "/ops get deployments", "engineering")
        assert "OP-1" in str(seen["text"])
        table = await _thread(people, "UP-TO-DATE")
        await people.type(MIRA, "/ops rollback backend", "engineering")
        plan = await _thread(people, "812-broken")
        assert plan["thread_ts"] == table["thread_ts"]

        own = await people.click(MIRA, plan["channel"], plan["ts"], "approve_change")
        assert "does not count" in str(own)
        await people.click(JONAS, plan["channel"], plan["ts"], "approve_change")

        async def done() -> Operation | None:
            (one,) = await _operations(bot)
            change = one.change(1)
            return one if change is not None and change.stage is Stage.DONE else None

        operation = await eventually(done, "the rollback", 40.0)
        assert await released.image("backend") == GOOD
        head = await people.message(ANNOUNCE, "OP-1")
        assert "Roll back" in shown(head)
        verdict = await timeline.prove(bot.desk.store, operation.id)
        assert verdict.ok
        assert [differed for _, differed in await audit.rebuild(bot.desk)] == [False]


@pytest.mark.long
async def test_another_person_gets_an_operation_of_their_own(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, ground: Ground
):
    catalog = catalogue(tmp_path, ground)
    async with replica(slack.facts(), database, tmp_path, TOCSIN_CATALOG=str(catalog)) as bot:
        await known(bot)
        for person in (MIRA, PRIYA, MIRA):
            await people.type(person, "/ops get pods", "engineering")
        operations = await _operations(bot)
        assert sorted((one.opened_by, one.reads) for one in operations) == [(MIRA, 2), (PRIYA, 1)]
        refused = await people.type(JONAS, "/ops approve 1", "engineering")
        assert "no change here" in str(refused)


@pytest.mark.long
async def test_a_freeze_outside_an_incident_stands_in_an_operation_and_binds_everyone(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    catalog = catalogue(tmp_path, released)
    async with replica(slack.facts(), database, tmp_path, TOCSIN_CATALOG=str(catalog)) as bot:
        await known(bot)
        await people.type(PRIYA, "/ops freeze all quarter end", "engineering")
        await people.message(ANNOUNCE, "quarter end")
        refused = await people.type(MIRA, "/ops restart backend", "engineering")
        assert "quarter end" in str(refused)
        assert [one.opened_by for one in await _operations(bot)] == [PRIYA]


async def test_who_else_works_on_the_object_is_said_before_anybody_approves(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with operating(slack, people, database, tmp_path, released) as ops:
        await ops.planned(MIRA, "rollback backend")
        await people.type(PRIYA, "/ops restart backend", "engineering")
        plan = await _thread(people, "Restart deployment/backend")
        assert "is working on it too" in shown(plan)
        assert (await ops.stream()).ref in shown(plan)
