"""Drain, on a node of the test's own: who leaves, who waits for a budget, and that nobody leaves twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.actions import applying
from bot.errors import Refused
from tests.actions.change_objects import workload
from tests.actions.conftest import BOB
from tests.actions.objects_ground import pod, real_kubeconfig, real_plot

pytestmark = pytest.mark.cluster
GROUND = (real_kubeconfig, real_plot)
M = "tocsin-of-the-drain"


async def settled(plot, replicas: int = 2, name: str = "web", **more) -> None:
    """A Deployment whose pods are all put on the test's node; those that come after them too."""
    await plot.add_node()
    made = workload("deployment", name, replicas=replicas)
    made["spec"]["template"]["spec"] |= {"nodeName": plot.node, **more}
    await plot.make(made)
    await plot.rolled_out(f"deployment/{name}")


async def budget(plot, least: int) -> None:
    await plot.make({
        "apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
        "spec": {"minAvailable": least, "selector": {"matchLabels": {"app": "web"}}},
    })  # fmt: skip
    for _ in range(40):
        status = (await plot.seen("pdb/web")).get("status") or {}
        if status.get("expectedPods"):
            return
        await asyncio.sleep(0.25)


async def uids(plot) -> set[str]:
    said = await plot.kubectl("get", "pods", "-o", "jsonpath={range .items[*]}{.metadata.uid} {end}")
    return set(said.split())


async def over(plot, draft):
    for _ in range(60):
        progress = await plot.look(draft, "drain", M)
        if progress.done or progress.failed:
            return progress
        await asyncio.sleep(0.3)
    raise AssertionError(progress)


async def test_every_pod_of_the_plan_leaves_and_the_node_is_closed(real_plot):
    plot = real_plot
    await settled(plot)
    before = await uids(plot)
    draft = await plot.plan("drain", manager=M, node=plot.node)
    assert await uids(plot) == before
    assert draft.plan.title == f"Drain node/{plot.node} (2 pods to move)"
    assert (draft.plan.stoppable, draft.plan.watched, draft.plan.risk) == (True, True, "danger")
    assert all(uid in draft.plan.diff for uid in before)
    assert len(draft.request.parts) == 3
    outcome = await plot.carry_out(draft, M)
    assert outcome.said.endswith("done, 3 of 3.")
    progress = await over(plot, draft)
    assert progress.done
    assert progress.said == f"2 of 2 pods have left node/{plot.node}."
    assert not before & await uids(plot)
    assert "SchedulingDisabled" in await plot.kubectl("get", "node", plot.node)
    new = await uids(plot)
    again = await plot.carry_out(draft, M, repeat=True)
    assert again.kind is applying.APPLIED
    assert (await plot.look(draft, "drain", M)).done
    assert await uids(plot) == new
    await plot.undone(draft)
    assert "SchedulingDisabled" not in await plot.kubectl("get", "node", plot.node)


async def test_what_a_budget_keeps_waits_and_leaves_when_it_may(real_plot):
    plot = real_plot
    await settled(plot)
    await budget(plot, 2)
    before = await uids(plot)
    draft = await plot.plan("drain", manager=M, node=plot.node)
    assert any("allows no pod to be missing now: 2 on this node wait" in one for one in draft.plan.warnings)
    outcome = await plot.carry_out(draft, M)
    assert outcome.kind is applying.APPLIED
    assert "begun, 2 of 3 wait. pod/web-" in outcome.said
    waiting = await plot.look(draft, "drain", M)
    assert not waiting.done
    assert waiting.said == f"0 of 2 pods have left node/{plot.node}, 2 wait for budget web."
    assert await uids(plot) == before
    await plot.kubectl("delete", "pdb", "web")
    assert (await over(plot, draft)).done
    assert not before & await uids(plot)


async def test_a_closed_node_with_one_waiting_pod_is_still_pursued(real_plot):
    plot = real_plot
    await settled(plot, replicas=1)
    await budget(plot, 1)
    await plot.kubectl("cordon", plot.node)
    draft = await plot.plan("drain", manager=M, node=plot.node)
    assert draft.request.method == "POST"
    assert (await plot.carry_out(draft, M)).kind is applying.APPLIED
    assert "1 waits for budget web" in (await plot.look(draft, "drain", M)).said


async def test_without_the_cordon_no_pod_is_asked_to_leave(real_plot):
    plot = real_plot
    await settled(plot)
    before = await uids(plot)
    draft = await plot.plan("drain", manager=M, node=plot.node)
    await plot.kubectl("cordon", plot.node)
    with pytest.raises(Refused, match="None of the 3 was done"):
        await plot.carry_out(draft, M)
    assert await uids(plot) == before


async def test_pods_that_nothing_makes_anew_daemons_and_local_data_stop_it(real_plot):
    plot = real_plot
    await plot.add_node()
    lone = pod("lone", app="lone")
    lone["spec"] |= {"nodeName": plot.node, "tolerations": [{"operator": "Exists"}]}
    await plot.make(lone)
    with pytest.raises(Refused, match="nothing makes them anew"):
        await plot.plan("drain", node=plot.node)
    await plot.kubectl("delete", "pod", "lone", "--grace-period=0", "--force")
    volume = {"volumes": [{"name": "cache", "emptyDir": {}}]}
    made = workload("deployment", "web", replicas=1)
    made["spec"]["template"]["spec"] |= {"nodeName": plot.node, **volume}
    daemon = workload("daemonset", "agent")
    daemon["spec"]["template"]["spec"]["nodeName"] = plot.node
    await plot.make(made, daemon)
    await plot.rolled_out("deployment/web")
    for _ in range(20):
        if await plot.names("pods", "-l", "app=agent"):
            break
        await asyncio.sleep(0.25)
    with pytest.raises(Refused, match="Add `--ignore-daemonsets`"):
        await plot.plan("drain", node=plot.node)
    with pytest.raises(Refused, match="Add `--delete-emptydir-data`"):
        await plot.plan("drain", node=plot.node, ignore_daemonsets=True)
    draft = await plot.plan("drain", node=plot.node, ignore_daemonsets=True, delete_emptydir=True)
    assert "stays, DaemonSet, of daemonset/agent" in draft.plan.diff
    assert "its emptyDir is lost" in draft.plan.diff
    assert "Pods of other namespaces" not in " ".join(draft.plan.warnings)
    with pytest.raises(Refused, match="bob may not patch nodes"):
        await plot.plan("drain", BOB, node=plot.node, ignore_daemonsets=True, delete_emptydir=True)
