"""What others changed: listed when somebody asks, told once at the declare, noticed while it is open."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import events as e
from bot.domain.changes import Stage
from sandbox.server import Sandbox
from tests.clusters import MERGE, SANDBOX, STRATEGIC, Ground, standing
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, MIRA, Ops, operating
from tests.slack_driver import Driver, eventually, shown


async def _listed(ops: Ops, text: str, containing: str) -> str:
    """The answer to `/ops text`; not what the declare tells by itself, which says much the same."""
    await ops.types(MIRA, text)

    async def look() -> str | None:
        said = map(shown, await ops.people.messages(ops.channel))
        return next((one for one in said if one.startswith("`/ops changes") and containing in one), None)

    answer: str = await eventually(look, f"an answer with {containing!r}")
    return answer


async def test_the_list_names_a_bad_release_a_config_map_and_a_node(ops: Ops, ground: Ground):
    secret = {"metadata": {"name": "keys"}, "stringData": {"password": "correct-horse-battery"}}
    await ground.call("POST", ground.core("secrets"), secret)
    made = {"metadata": {"name": "settings"}, "data": {"LEVEL": "hunter2hunter2"}}
    await ground.call("POST", ground.core("configmaps"), made, fieldManager="kubectl-create")
    node = f"node-{ground.namespace}"
    about = {"kind": "Node", "name": node, "uid": node, "namespace": "default"}
    event = {
        "metadata": {"name": f"{node}.1", "namespace": "default"}, "involvedObject": about,
        "reason": "NodeNotReady", "message": f"Node {node} status is now: NodeNotReady", "type": "Normal",
        "count": 1, "source": {"component": "node-controller"},
    }  # fmt: skip
    await ground.call("POST", "/api/v1/namespaces/default/events", event)
    said = await _listed(ops, "changes 2h", f"in {ground.namespace} in the last 2 hours, 1 rollout")
    await ground.call("DELETE", f"/api/v1/namespaces/default/events/{node}.1")
    assert f"backend {GOOD} -&gt; {BAD}" in said
    assert "/ops rollback deployment/backend --to-revision=1" in said
    assert "configmap/settings" in said
    assert "kubectl-create" in said
    assert "secret/keys" in said
    assert f"node/{node}" in said
    assert "hunter2" not in said
    assert "correct-horse" not in said


@pytest.mark.long
async def test_what_tocsin_did_itself_is_named_so(ops: Ops, ground: Ground):
    await asyncio.sleep(1.1)  # a cluster tells time in seconds, and names nobody for two releases in one
    change, _ = await ops.planned(MIRA, "rollback backend")
    await ops.approve(JONAS, change.number)
    await eventually(lambda: ops.events(e.RunFinished), "the rollback", 40.0)
    said = await _listed(ops, "what changed 1h", "in the last 1 hour, 2 rollouts")
    rolled = next(line for line in said.splitlines() if "revision 3" in line)
    assert "Tocsin" in rolled
    assert f"{BAD} -&gt; {GOOD}" in rolled


async def test_a_declare_tells_what_changed_before_it(ops: Ops, ground: Ground):
    message = await ops.people.message(ops.channel, "What changed before this")
    card = (await ops.stream()).anchor
    assert card is not None
    assert message["thread_ts"] == card.ts
    assert f"{GOOD} -&gt; {BAD}" in shown(message)


@pytest.mark.long
async def test_that_nothing_changed_is_said_too(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path
):
    # Not on a shared cluster: its nodes have events of others.
    async with (
        standing(SANDBOX, slack, tmp_path) as ground,
        operating(slack, people, database, tmp_path, ground) as ops,
    ):
        await ops.people.message(ops.channel, "Nothing changed in")
        assert not (await ops.stream()).parked


@pytest.mark.long
async def test_a_cluster_that_is_away_is_one_quiet_line_and_parks_nothing(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, ground: Ground
):
    nowhere = tmp_path / "nowhere.kubeconfig"
    nowhere.write_text(ground.kubeconfig.read_text().replace(ground.server, "https://127.0.0.1:9"))
    away = replace(ground, kubeconfig=nowhere)
    async with operating(slack, people, database, tmp_path, away) as ops:
        message = await ops.people.message(ops.channel, "What changed lately in")
        assert "is not known" in shown(message)
        assert not (await ops.stream()).parked


async def _outside(ops: Ops, about: str) -> e.OutsideChange:
    """The first change by others to `about` that is in the timeline."""

    async def look() -> e.OutsideChange | None:
        found = await ops.events(e.OutsideChange)
        return next((one for one in found if one.object == about), None)

    found: e.OutsideChange = await eventually(look, f"a change of {about}", 30.0)
    return found


async def _looked(ops: Ops) -> None:
    """The first look was taken: what comes from now on is news."""

    async def known() -> bool:
        rows = await ops.bot.desk.store.rows(
            "SELECT args FROM procrastinate_jobs WHERE args ->> 'effect' = 'look_outside' AND status = 'todo'"
        )
        return "maps" in str(rows)

    await eventually(known, "the first look", 30.0)


async def test_what_somebody_does_behind_our_back_is_in_the_timeline_once(ops: Ops, ground: Ground):
    await _looked(ops)
    containers = [{"name": "backend", "image": "registry.example/backend:813"}]
    body = {"spec": {"template": {"spec": {"containers": containers}}}}
    path = ground.apps("deployments", "backend")
    await ground.call("PATCH", path, body, STRATEGIC, fieldManager="kubectl-edit")
    found = await _outside(ops, "deployment/backend")
    assert found.what == f"backend {BAD} -> registry.example/backend:813"
    assert found.who == "kubectl-edit"
    message = await ops.people.message(ops.channel, "was changed outside Tocsin")
    card = (await ops.stream()).anchor
    assert card is not None
    assert message["thread_ts"] == card.ts
    made = {"metadata": {"name": "settings"}, "data": {"LEVEL": "hunter2hunter2"}}
    await ground.call("POST", ground.core("configmaps"), made, fieldManager="kubectl-create")
    assert (await _outside(ops, "configmap/settings")).what == "made"
    assert len([one for one in await ops.events(e.OutsideChange) if one.object == "deployment/backend"]) == 1


@pytest.mark.long
async def test_what_tocsin_does_itself_is_no_outside_change(ops: Ops, ground: Ground):
    await _looked(ops)
    for line in ("rollback backend", "scale deployment/backend --replicas=3"):
        change, _ = await ops.planned(MIRA, line)
        await ops.approve(JONAS, change.number)
        await ops.reaches(change.number, Stage.DONE)
    made = {"metadata": {"name": "after"}, "data": {"LEVEL": "info"}}
    await ground.call("POST", ground.core("configmaps"), made, fieldManager="kubectl-create")
    await _outside(ops, "configmap/after")
    assert [one.object for one in await ops.events(e.OutsideChange)] == ["configmap/after"]


@pytest.mark.long
async def test_nobody_looks_any_more_once_it_is_resolved(ops: Ops, ground: Ground):
    await _looked(ops)
    await ops.people.type(MIRA, "/incident resolve it was the release", ops.channel)

    async def over() -> bool:
        rows = await ops.bot.desk.store.rows(
            "SELECT 1 FROM procrastinate_jobs WHERE args ->> 'effect' = 'look_outside' "
            "AND status IN ('todo', 'doing')"
        )
        return not rows

    await eventually(over, "the last look", 30.0)


async def test_a_config_map_is_edited_without_its_values(ops: Ops, ground: Ground):
    made = {"metadata": {"name": "settings"}, "data": {"LEVEL": "info"}}
    await ground.call("POST", ground.core("configmaps"), made, fieldManager="kubectl-create")
    body = {"data": {"LEVEL": "debug"}}
    await ground.call(
        "PATCH", ground.core("configmaps", "settings"), body, MERGE, fieldManager="kubectl-edit"
    )
    said = await _listed(ops, "changes", "in the last 2 hours")
    assert "configmap/settings" in said
