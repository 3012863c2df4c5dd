"""Carrying out a frozen plan on a real control plane: drift, replays, and evidence after a crash."""

from __future__ import annotations

import pytest

from bot.actions import applying
from bot.errors import Refused
from tests.actions.change_objects import with_containers, workload

pytestmark = pytest.mark.cluster

WEB = "deployment/web"
M = "tocsin-of-this-test"


async def planned(ground, action="set-image", **args):
    await ground.make(workload("deployment", "web"))
    args = args or {"images": {"main": "web:2"}}
    return await ground.plan(action, manager=M, workload=WEB, **args)


async def test_what_moved_behind_the_plan_is_refused_by_the_cluster_and_told(ground):
    draft = await planned(ground)
    await ground.kubectl("set", "image", WEB, "main=web:9", "--field-manager=carol")
    outcome = await ground.carry_out(draft, M)
    assert outcome.kind is applying.DRIFTED
    assert "spec.template.spec.containers[main].image web:1 -> web:9" in outcome.said
    assert "Last written by carol at 20" in outcome.said
    assert await ground.images(WEB) == ["web:9"]


async def test_a_secret_that_moved_is_told_masked(ground):
    main = {"name": "main", "image": "web:1", "env": [{"name": "API_TOKEN", "value": "first-secret"}]}
    await ground.make(with_containers(workload("deployment", "web"), main))
    draft = await ground.plan("restart", manager=M, workload=WEB)
    await ground.kubectl("set", "env", WEB, "API_TOKEN=second-secret")
    outcome = await ground.carry_out(draft, M)
    assert outcome.kind is applying.DRIFTED
    assert "*** (before) -> *** (after)" in outcome.said
    assert "secret" not in outcome.said.replace("secrets", "")


async def test_replicas_that_moved_stop_a_scale_but_no_change_of_the_template(ground):
    scale = await planned(ground, "scale", replicas=5)
    image = await ground.plan("set-image", manager=M, workload=WEB, images={"main": "web:2"})
    await ground.kubectl("scale", WEB, "--replicas=3")
    outcome = await ground.carry_out(scale, "tocsin-of-the-scale")
    assert outcome.kind is applying.DRIFTED
    assert "spec.replicas 2 -> 3" in outcome.said
    assert (await ground.carry_out(image, M)).kind is applying.APPLIED


async def test_an_object_made_anew_under_the_same_name_is_another_one(ground):
    draft = await planned(ground)
    await ground.kubectl("delete", WEB)
    assert "it was deleted" in (await ground.carry_out(draft, M)).said
    await ground.make(workload("deployment", "web"))
    for repeat, kind in ((False, applying.DRIFTED), (True, applying.UNKNOWN)):
        outcome = await ground.carry_out(draft, M, repeat)
        assert outcome.kind is kind
        assert "deleted and made again at 20" in outcome.said
    assert await ground.images(WEB) == ["web:1"]


@pytest.mark.parametrize("repeat", [True, False])
async def test_the_same_request_sent_again_is_found_done_and_changes_nothing(ground, repeat):
    draft = await planned(ground)
    first = await ground.carry_out(draft, M)
    again = await ground.carry_out(draft, M, repeat)
    assert (first.kind, first.again) == (applying.APPLIED, False)
    assert (again.kind, again.again) == (applying.APPLIED, True)
    assert first.generation == again.generation == 2
    assert again.health is not None
    assert again.health.wanted == 2


async def test_after_a_crash_a_request_that_never_left_is_sent(ground):
    draft = await planned(ground)
    outcome = await ground.carry_out(draft, M, repeat=True)
    assert (outcome.kind, outcome.again) == (applying.APPLIED, False)
    assert await ground.images(WEB) == ["web:2"]


async def test_after_a_crash_what_neither_shows_is_told_as_unknown(ground):
    draft = await planned(ground)
    await ground.carry_out(draft, M)
    await ground.kubectl("set", "image", WEB, "main=web:7", "--field-manager=carol")
    outcome = await ground.carry_out(draft, M, repeat=True)
    assert outcome.kind is applying.UNKNOWN
    assert "web:1 -> web:7" in outcome.said
    assert "carol" in outcome.said
    assert await ground.images(WEB) == ["web:7"]


async def test_after_a_crash_a_scale_is_known_by_its_replicas(ground):
    draft = await planned(ground, "scale", replicas=4)
    sent = await ground.carry_out(draft, M, repeat=True)
    assert (sent.kind, sent.again) == (applying.APPLIED, False)
    again = await ground.carry_out(draft, M, repeat=True)
    assert (again.kind, again.again) == (applying.APPLIED, True)
    await ground.kubectl("scale", WEB, "--replicas=2")
    lost = await ground.carry_out(draft, M, repeat=True)
    assert lost.kind in (applying.UNKNOWN, applying.APPLIED)  # newer clusters keep our mark for scales too
    assert (await ground.seen(WEB))["spec"]["replicas"] == 2


async def test_what_only_takes_away_leaves_no_mark_and_is_known_by_what_is_gone(ground):
    await ground.make(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "1", "b": "2"}}
    )
    draft = await ground.plan(
        "patch", manager=M, object=["cm/c"], patch=[{"op": "remove", "path": "/data/b"}], type="json"
    )
    await ground.carry_out(draft, M)
    again = await ground.carry_out(draft, M, repeat=True)
    assert (again.kind, again.again) == (applying.APPLIED, True)


async def test_a_field_added_by_somebody_else_meanwhile_is_not_overwritten(ground):
    await ground.make(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "1"}}
    )
    draft = await ground.plan(
        "patch", manager=M, object=["cm/c"], patch={"data": {"b": "ours"}}, type="merge"
    )
    await ground.kubectl("patch", "cm/c", "--type=merge", "-p", '{"data":{"b":"theirs"}}')
    outcome = await ground.carry_out(draft, M)
    assert outcome.kind is applying.DRIFTED
    assert "data.b none -> theirs" in outcome.said
    assert (await ground.seen("cm/c"))["data"]["b"] == "theirs"


async def test_status_churn_between_preview_and_run_hurts_nobody(ground):
    draft = await planned(ground)
    await ground.rolled_out(WEB)
    await ground.kubectl("annotate", WEB, "somebody=else")
    assert (await ground.carry_out(draft, M)).kind is applying.APPLIED


async def test_another_request_than_the_approved_one_is_never_sent(ground):
    draft = await planned(ground)
    other = await ground.plan("set-image", manager=M, workload=WEB, images={"main": "web:3"})
    with pytest.raises(Refused, match="not the one that was approved"):
        await applying.apply(ground.person(), other.request, draft.plan, M, False, ground.bot)
    assert await ground.images(WEB) == ["web:1"]
