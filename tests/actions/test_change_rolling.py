"""Rollback and restart beside kubectl, on a real control plane."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.action import Call
from bot.errors import Refused
from tests.actions.change_objects import KINDS, workload

pytestmark = pytest.mark.cluster


async def deployed(ground: Any, title: str, *images: str) -> None:
    """A workload that has had these images, one after the other, each rolled out."""
    kind, name = title.split("/")
    await ground.make(workload(kind, name, images[0]))
    for image in images[1:]:
        await ground.rolled_out(title)
        await asyncio.sleep(1.1)  # ControllerRevisions are told apart by the second they were made in
        await ground.kubectl("set", "image", title, f"main={image}")
    await ground.rolled_out(title)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_rollback_leaves_what_kubectl_leaves(ground, kind):
    await asyncio.gather(
        *(deployed(ground, f"{kind}/{name}", "web:1", "web:2") for name in ("web", "theirs"))
    )
    draft = await ground.change("rollback", workload=f"{kind}/web")
    await ground.kubectl("rollout", "undo", f"{kind}/theirs")
    progress = await ground.rolled_out(f"{kind}/web")
    ours, theirs = await ground.seen(f"{kind}/web"), await ground.seen(f"{kind}/theirs")
    for one in (ours, theirs):
        one["spec"]["template"]["metadata"]["labels"]["app"] = ""
    assert ours["spec"]["template"] == theirs["spec"]["template"]
    assert draft.plan.title == f"Roll back {kind}/web to revision 1 (image web:2 -> web:1)"
    assert draft.plan.revision == "1"
    assert draft.plan.undo == Call(
        "rollback", {"workload": f"{kind}/web", "to_revision": 2}, "prod", ground.namespace
    )
    assert progress.health.ready == progress.health.wanted > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_rolling_back_twice_goes_further_back_and_never_to_the_bad_one(ground, kind):
    await deployed(ground, f"{kind}/web", "web:1", "web:2", "web:3")
    for expected in ("web:2", "web:1"):
        await ground.change("rollback", workload=f"{kind}/web")
        await ground.rolled_out(f"{kind}/web")
        assert await ground.images(f"{kind}/web") == [expected]
    with pytest.raises(Refused, match="nothing good before") as refused:
        await ground.plan("rollback", workload=f"{kind}/web")
    assert "web:3" in str(refused.value)
    assert "--to-revision" in str(refused.value)


async def test_what_was_rolled_back_from_is_not_come_back_to_after_the_next_deploy(ground):
    await deployed(ground, "deployment/web", "web:1", "web:2")
    await ground.change("rollback", workload="deployment/web")
    await ground.rolled_out("deployment/web")
    await ground.kubectl("set", "image", "deployment/web", "main=web:3")
    await ground.rolled_out("deployment/web")
    draft = await ground.plan("rollback", workload="deployment/web")
    assert "web:3 -> web:1" in draft.plan.title


async def test_the_undo_of_a_rollback_brings_the_very_revision_back(ground):
    await deployed(ground, "deployment/web", "web:1", "web:2")
    before = await ground.seen("deployment/web")
    draft = await ground.change("rollback", workload="deployment/web")
    await ground.rolled_out("deployment/web")
    await ground.change("rollback", **draft.plan.undo.args)
    after = await ground.seen("deployment/web")
    assert after["spec"]["template"] == before["spec"]["template"]


async def test_a_revision_that_is_not_there_is_refused_with_those_that_are(ground):
    await deployed(ground, "deployment/web", "web:1", "web:2")
    with pytest.raises(Refused, match=r"no revision 9\. Revisions: 1: web:1; 2 \(running\): web:2\."):
        await ground.plan("rollback", workload="deployment/web", to_revision=9)
    with pytest.raises(Refused, match="runs revision 2 already"):
        await ground.plan("rollback", workload="deployment/web", to_revision=2)


async def test_what_is_paused_is_neither_rolled_back_nor_restarted(ground):
    await deployed(ground, "deployment/web", "web:1", "web:2")
    await ground.kubectl("rollout", "pause", "deployment/web")
    for action in ("rollback", "restart"):
        with pytest.raises(Refused, match="is paused"):
            await ground.plan(action, workload="deployment/web")


async def test_a_rollback_leaves_annotations_that_came_later_where_kubectl_takes_them_away(ground):
    await deployed(ground, "deployment/web", "web:1", "web:2")
    await ground.kubectl("annotate", "deployment/web", "added=later")
    await ground.change("rollback", workload="deployment/web")
    found = await ground.seen("deployment/web")
    assert found["metadata"]["annotations"]["added"] == "later"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_restart_replaces_the_pods_and_repeating_it_does_not(ground, kind):
    await deployed(ground, f"{kind}/web", "web:1")
    before = (await ground.kubectl("get", "pods", "-o", "name")).split()
    draft = await ground.change("restart", workload=kind + "/web")
    await ground.rolled_out(f"{kind}/web")
    found = await ground.seen(f"{kind}/web")
    stamp = {"kubectl.kubernetes.io/restartedAt": "2026-03-01T10:30:00Z"}
    assert found["spec"]["template"]["metadata"]["annotations"] == stamp
    uids = await ground.kubectl("get", "pods", "-o", "jsonpath={.items[*].metadata.uid}")
    assert len(before) == 2
    assert len(uids.split()) >= 2
    assert draft.plan.title == f"Restart {kind}/web (2 pods)"
    with pytest.raises(Refused, match="Nothing would change"):
        await ground.plan("restart", workload=f"{kind}/web")


async def test_a_rollout_that_gets_nowhere_says_why(ground):
    await deployed(ground, "deployment/web", "web:1")
    await ground.kubectl("patch", "deployment/web", "-p", '{"spec":{"progressDeadlineSeconds":2}}')
    await ground.change("set-image", workload="deployment/web", images={"main": "web:broken"})
    progress = await ground.rolled_out("deployment/web")
    assert "progress deadline" in progress.failed
    assert progress.health.ready == 2
    assert any("ImagePullBackOff" in line for line in progress.events)
    draft = await ground.plan("rollback", workload="deployment/web")
    assert any("progress deadline" in warning for warning in draft.plan.warnings)
