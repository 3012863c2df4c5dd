"""What the system file asks of a change, what time does to it, and what an incident may not close over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.changes import Stage
from sandbox.server import Sandbox
from tests.between import between
from tests.clusters import Ground
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, KENJI, MIRA, Ops, operating
from tests.slack_driver import PRIYA, TOMAS, Driver, eventually, shown

pytestmark = pytest.mark.long


async def test_nobody_approves_in_time_and_the_plan_is_void(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    waits = {"plan_waits": "5 minutes"}
    async with operating(slack, people, database, tmp_path, released, speed=60.0, **waits) as ops:
        await ops.planned(MIRA, "rollback backend")
        await ops.reaches(1, Stage.EXPIRED)
        late = await ops.types(JONAS, "approve 1")
        assert "expired" in str(late)
        await ops.shows(1, "expired")
        assert await released.image("backend") == BAD


async def test_a_danger_at_a_top_severity_needs_two_and_runs_as_the_last_approver(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    rules = [{"risk": "danger", "approvers": 2, "from": "sre", "run as": "approver"}]
    groups = {"sre": ["@oncall", PRIYA], "leads": ["cto"]}
    more: dict[str, Any] = {"approvals": rules, "groups": groups}
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached, **more) as ops,
    ):
        change, message = await ops.planned(MIRA, "scale backend --replicas=0")
        assert change.risk == "danger"
        assert "Danger" in shown(message)
        await ops.approve(JONAS, 1)
        await eventually(lambda: _counted(ops, 1), "the first vote")
        assert (await ops.change(1)).stage is Stage.PENDING
        await ops.approve(PRIYA, 1)
        done = await ops.reaches(1, Stage.DONE)
        assert done.runner == "priya"
        sent = wire.changes
        assert [one.users for one in sent] == [("priya",)]
        assert [one.groups for one in sent] == [("sre",)]
    assert (await released.live("backend"))["spec"]["replicas"] == 0


async def test_a_change_of_several_is_tried_again_and_done_as_its_approver(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    await released.deployment("frontend", GOOD)
    more: dict[str, Any] = {"approvals": [{"risk": "change", "approvers": 1, "run as": "approver"}]}
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached, **more) as ops,
    ):
        change, _ = await ops.planned(MIRA, "label deployments --all looked-at=yes")
        assert "--all" in change.line
        await ops.approve(JONAS, 1)
        assert (await ops.reaches(1, Stage.DONE)).runner == "jonas"
        assert len(wire.changes) > 1
        assert {one.users for one in wire.changes} == {("jonas",)}


async def _counted(ops: Ops, number: int) -> bool:
    return bool((await ops.change(number)).counted)


async def test_an_incident_does_not_close_over_a_mitigation_in_silence(ops: Ops):
    await ops.planned(MIRA, "scale backend --replicas=3")
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.APPLIED, Stage.DONE)
    await ops.people.message(ops.channel, "Open mitigations")
    await ops.people.type(MIRA, "/incident resolve scaled up", ops.channel)
    refused = await ops.people.type(MIRA, "/incident close", ops.channel)
    assert "still stand" in str(refused)
    assert "undo_change" in str(refused)
    await ops.people.type(MIRA, "/incident close --keep the load stays high", ops.channel)
    kept = await eventually(lambda: ops.events(e.MitigationsKept), "kept")
    assert kept[0].numbers == (1,)
    assert kept[0].why == "the load stays high"


async def test_who_is_not_mapped_can_read_but_not_change(ops: Ops, ground: Ground):
    async def told() -> str:
        seen = await ops.types(TOMAS, "restart backend")
        return str(seen["text"]) if "looking up" not in str(seen["text"]) else ""

    assert "can read here but not change" in await eventually(told, "an answer")
    seen = await ops.types(TOMAS, "get pods")
    assert "Looking" in str(seen["text"])
    await eventually(lambda: ops.events(e.ReadAnswered), "an answer")


async def test_an_autoscaler_that_will_fight_is_said_before_anybody_approves(ops: Ops, ground: Ground):
    base = f"/apis/autoscaling/v1/namespaces/{ground.namespace}/horizontalpodautoscalers"
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "backend"}
    spec = {"minReplicas": 2, "maxReplicas": 6, "scaleTargetRef": aim}
    await ground.call("POST", base, {"metadata": {"name": "backend"}, "spec": spec})
    _, message = await ops.planned(MIRA, "scale backend --replicas=5")
    assert "HPA" in shown(message) or "autoscaler" in shown(message)


async def test_the_verdict_comes_after_two_and_ten_minutes(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with operating(slack, people, database, tmp_path, released, speed=60.0) as ops:
        await ops.planned(MIRA, "rollback backend")
        await ops.approve(JONAS, 1)
        await ops.reaches(1, Stage.DONE)

        async def both() -> bool:
            return len(await ops.events(e.VerdictTaken)) == 2

        await eventually(both, "both verdicts", 40.0)
        taken = await ops.events(e.VerdictTaken)
        assert [one.minutes for one in taken] == [2, 10]
        assert all(one.word in ("better", "unchanged") for one in taken)
        assert await released.image("backend") == GOOD


async def test_a_secret_in_an_environment_never_reaches_slack_or_the_timeline(ops: Ops, ground: Ground):
    secret = "hunter2-" + "correct-horse"
    await ops.planned(MIRA, f"set env deployment/backend DB_PASSWORD={secret} LOG_LEVEL=DEBUG")
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.APPLIED, Stage.DONE, Stage.FAILED)
    live = await ground.live("backend")
    assert secret in str(live["spec"])
    await ops.people.message(ops.channel, "LOG_LEVEL")
    for room in (ops.channel, "incident-smartcloudops"):
        assert secret not in str(await ops.people.messages(room))
    store = ops.bot.desk.store
    for table in ("timeline", "texts", "streams", "procrastinate_jobs"):
        rows = await store.rows(f"SELECT t::text FROM {table} t WHERE t::text LIKE %s", (f"%{secret}%",))
        assert rows == []


async def test_a_rollout_that_never_gets_ready_is_said_to_have_failed(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    path = released.apps("deployments", "backend")
    merge = "application/merge-patch+json"
    await released.call("PATCH", path, {"spec": {"progressDeadlineSeconds": 3}}, merge)
    async with operating(slack, people, database, tmp_path, released) as ops:
        await ops.planned(MIRA, "set image deployment/backend backend=registry.example/backend:814-broken")
        await ops.approve(JONAS, 1)
        failed = await ops.reaches(1, Stage.FAILED, seconds=60.0)
        assert failed.applied is not None
        await ops.shows(1, "Undo")
        assert (await ops.stream()).mitigations


async def test_a_change_by_one_without_rights_is_never_sent(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached) as ops,
    ):
        for text in ("restart backend", "scale backend --replicas=1", "rollback backend"):
            number = (await ops.stream()).asked + 1
            await ops.types(KENJI, text)
            refused = await ops.reaches(number, Stage.REFUSED)
            assert released.namespace in refused.why
        assert wire.changes == []
