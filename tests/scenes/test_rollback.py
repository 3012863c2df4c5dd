"""A bad release, and the way back: planned, approved by a second person, run, watched, judged, undone."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.changes import Stage
from tests.clusters import Ground, workload
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, KENJI, MIRA, Ops
from tests.slack_driver import eventually, shown


async def test_a_bad_release_is_rolled_back_by_two_people(ops: Ops, ground: Ground):
    change, message = await ops.planned(MIRA, "rollback backend")
    assert "backend:811" in shown(message)
    assert "approve_change" in str(message)

    own = await ops.approve(MIRA, 1)
    assert "does not count" in str(own)
    assert (await ops.change(1)).votes == ()

    await ops.approve(JONAS, 1)
    done = await ops.reaches(1, Stage.DONE)
    assert await ground.image("backend") == GOOD
    assert done.runner == "alice"
    assert await ops.ran(1) == 1
    message = await ops.shows(1, "✅")
    assert change.id in str(message)
    assert "undo_change" in str(message)
    live = await ground.live("backend")
    managers = [entry["manager"] for entry in live["metadata"]["managedFields"]]
    assert f"tocsin-{change.id}" in managers


async def test_who_lacks_the_right_is_told_which_one(ops: Ops, ground: Ground):
    await ops.types(KENJI, "rollback backend")
    refused = await ops.reaches(1, Stage.REFUSED)
    assert "bob" in refused.why
    assert "patch" in refused.why
    assert "deployments" in refused.why
    assert ground.namespace in refused.why
    await ops.people.message(ops.channel, "patch")
    assert await ground.image("backend") == BAD


@pytest.mark.long
async def test_one_button_undoes_it_and_the_undo_is_a_plan_of_its_own(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.DONE)

    await ops.press(MIRA, 1, "undo_change")
    undo = await ops.reaches(2, Stage.PENDING)
    assert undo.undoes == 1
    again = await ops.press(MIRA, 1, "undo_change")
    assert "undoing it already" in str(again)
    await ops.approve(JONAS, 2)
    await ops.reaches(2, Stage.APPLIED, Stage.FAILED, Stage.DONE)
    assert await ground.image("backend") == BAD
    assert (await ops.change(1)).undone == 2
    late = await ops.press(MIRA, 1, "undo_change")
    assert "element_not_found" in str(late) or "undone already" in str(late)


async def test_a_second_rollback_does_not_bring_the_bad_version_back(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.DONE)

    await ops.types(MIRA, "rollback backend")
    refused = await ops.reaches(2, Stage.REFUSED)
    assert "revision" in refused.why
    assert await ground.image("backend") == GOOD


@pytest.mark.long
async def test_stateful_and_daemon_sets_go_back_too(ops: Ops, ground: Ground):
    for number, (kind, plural) in enumerate(
        (("StatefulSet", "statefulsets"), ("DaemonSet", "daemonsets")), 1
    ):
        name = f"store{number}"
        await ground.call("POST", ground.apps(plural), workload(name, f"{name}:1", 1, kind))
        await eventually(partial(ground.settled, name, plural), f"{kind} ready", 40.0)
        patch = {"spec": {"template": {"spec": {"containers": [{"name": name, "image": f"{name}:2"}]}}}}
        await ground.call("PATCH", ground.apps(plural, name), patch, "application/strategic-merge-patch+json")
        await eventually(partial(ground.settled, name, plural), f"{kind} at 2", 40.0)

        await ops.planned(MIRA, f"rollback {kind.lower()}/{name}")
        await ops.approve(JONAS, number)
        await ops.reaches(number, Stage.DONE)
        assert await ground.image(name, plural) == f"{name}:1"
