"""Scale and the `set` family beside kubectl, on a real control plane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Refused
from tests.actions.change_objects import with_containers, workload

pytestmark = pytest.mark.cluster

WEB = "deployment/web"


def containers(found):
    return found["spec"]["template"]["spec"]["containers"]


async def both(ground, **spec):
    """The same Deployment twice: one for us, one for kubectl."""
    for name in ("web", "theirs"):
        main = {
            "name": "main",
            "image": "web:1",
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
        }
        await ground.make(
            with_containers(workload("deployment", name), main, {"name": "side", "image": "s:1"}, **spec)
        )


async def same_containers(ground):
    ours, theirs = await ground.seen(WEB), await ground.seen("deployment/theirs")
    inside = [one["spec"]["template"]["spec"] for one in (ours, theirs)]
    assert inside[0] == inside[1]


async def test_scaling_says_that_an_autoscaler_will_set_the_replicas_again(ground):
    await ground.make(workload("deployment", "web"))
    await ground.kubectl("autoscale", WEB, "--min=2", "--max=6")
    draft = await ground.change("scale", workload=WEB, replicas=3)
    plan = draft.plan
    assert "HPA web (2 to 6) will set the replicas again." in plan.warnings
    assert (plan.title, plan.risk) == ("Scale deployment/web from 2 to 3 pods", "change")
    assert plan.undo == Call("scale", {"workload": WEB, "replicas": 2}, "prod", ground.namespace)
    assert plan.diff.splitlines()[-2:] == ["-  replicas: 2", "+  replicas: 3"]
    assert plan.request.endswith("/deployments/web/scale")
    assert (await ground.seen(WEB))["spec"]["replicas"] == 3


async def test_scaling_to_zero_is_a_danger_and_back_from_zero_works(ground):
    await ground.make(workload("deployment", "web"))
    await ground.kubectl("autoscale", WEB, "--min=2", "--max=6")
    draft = await ground.change("scale", workload=WEB, replicas=0)
    assert draft.plan.risk == "danger"
    assert any("switched off by 0 replicas" in one for one in draft.plan.warnings)
    assert (await ground.rolled_out(WEB)).health.wanted == 0
    draft = await ground.change("scale", **draft.plan.undo.args)
    assert draft.plan.title == "Scale deployment/web from 0 to 2 pods"
    assert draft.plan.dropped == ()
    assert (await ground.rolled_out(WEB)).health.ready == 2


async def test_scaling_from_another_number_than_named_or_too_high_is_refused(ground):
    await ground.make(workload("deployment", "web"), workload("daemonset", "agent"))
    with pytest.raises(Refused, match="has 2 replicas, not 4"):
        await ground.plan("scale", workload=WEB, replicas=5, current_replicas=4)
    small = replace(ground, policy=Operations(most_replicas=4))
    with pytest.raises(Refused, match="more than the 4"):
        await small.plan("scale", workload=WEB, replicas=5)
    with pytest.raises(Refused, match="Nothing would change"):
        await ground.plan("scale", workload=WEB, replicas=2)
    with pytest.raises(Refused, match="no number of replicas"):
        await ground.plan("scale", workload="daemonset/agent", replicas=2)


async def test_a_name_alone_finds_the_workload_that_has_it(ground):
    await ground.make(
        workload("statefulset", "db"), workload("deployment", "web"), workload("daemonset", "web")
    )
    assert (await ground.plan("restart", workload="db")).plan.target.kind == "StatefulSet"
    with pytest.raises(Refused, match="deployment/web and daemonset/web both exist"):
        await ground.plan("restart", workload="web")
    with pytest.raises(Refused, match="called nothing"):
        await ground.plan("restart", workload="nothing")


async def test_an_image_is_set_as_kubectl_sets_it(ground):
    await both(ground, initContainers=[{"name": "init", "image": "i:1"}])
    draft = await ground.change("set-image", workload=WEB, images={"main": "web:2", "init": "i:2"})
    await ground.kubectl("set", "image", "deployment/theirs", "main=web:2", "init=i:2")
    await same_containers(ground)
    assert draft.plan.title == "Set image of deployment/web (main web:1 -> web:2, init i:1 -> i:2)"
    assert draft.plan.undo.args == {"workload": WEB, "to_revision": 1}
    await ground.change("set-image", workload=WEB, images={"*": "all:3"})
    await ground.kubectl("set", "image", "deployment/theirs", "*=all:3")
    await same_containers(ground)


async def test_an_image_for_a_container_that_is_not_there_adds_none(ground):
    await ground.make(workload("deployment", "web"))
    with pytest.raises(Refused, match=r"no container called mian\. It has: main\."):
        await ground.plan("set-image", workload=WEB, images={"mian": "web:2"})
    with pytest.raises(Refused, match="is that way already"):
        await ground.plan("set-image", workload=WEB, images={"main": "web:1"})


async def test_an_image_without_a_fixed_tag_is_warned_of(ground):
    await ground.make(workload("deployment", "web", replicas=1))
    draft = await ground.plan("set-image", workload=WEB, images={"main": "web:latest"})
    said = " ".join(draft.plan.warnings)
    assert "no fixed tag" in said
    assert "single replica" in said


async def test_variables_are_set_and_taken_away_as_kubectl_does(ground):
    await both(ground)
    await ground.change("set-env", workload=WEB, env={"A": None, "B": "3", "NEW": "x"}, container="main")
    await ground.kubectl("set", "env", "deployment/theirs", "-c", "main", "A-", "B=3", "NEW=x")
    await same_containers(ground)
    await ground.change("set-env", workload=WEB, env={"EVERYWHERE": "1"})
    await ground.kubectl("set", "env", "deployment/theirs", "EVERYWHERE=1")
    await same_containers(ground)
    with pytest.raises(Refused, match="no variable MISSING"):
        await ground.plan("set-env", workload=WEB, env={"MISSING": None})


async def test_a_secret_value_is_said_nowhere_and_still_seen_to_change(ground):
    main = {"name": "main", "image": "web:1", "env": [{"name": "DB_PASSWORD", "value": "hunter2-old"}]}
    await ground.make(with_containers(workload("deployment", "web"), main))
    draft = await ground.plan("set-env", workload=WEB, env={"DB_PASSWORD": "hunter2-new", "PLAIN": "7"})
    assert "hunter2" not in repr(draft.plan)
    assert draft.plan.title == "Set environment of deployment/web (DB_PASSWORD, PLAIN=7)"
    assert '-          value: "*** (before)"' in draft.plan.diff
    assert '+          value: "*** (after)"' in draft.plan.diff
    assert draft.plan.masked == 2
    assert "hunter2-new" in repr(draft.request)


async def test_resources_are_set_as_kubectl_sets_them(ground):
    await both(ground)
    args = {"limits": {"cpu": "0.5", "memory": "1024Mi"}, "requests": {"cpu": "100m"}}
    draft = await ground.change("set-resources", workload=WEB, container="main", **args)
    await ground.kubectl(
        "set",
        "resources",
        "deployment/theirs",
        "-c=main",
        "--limits=cpu=0.5,memory=1024Mi",
        "--requests=cpu=100m",
    )
    await same_containers(ground)
    assert draft.plan.dropped == ()
    assert "+            memory: 1Gi" in draft.plan.diff
    await ground.change("set-resources", workload=WEB, container="main", limits={"cpu": None})
    kept = containers(await ground.seen(WEB))[0]["resources"]
    assert kept == {"limits": {"memory": "1Gi"}, "requests": {"cpu": "100m"}}
    with pytest.raises(Refused, match="must be a quantity"):
        await ground.plan("set-resources", workload=WEB, limits={"cpu": "much"})


async def test_who_keeps_the_object_is_said_before_anybody_approves(ground):
    web = workload("deployment", "web", strategy={"type": "Recreate"})
    web["metadata"] |= {
        "labels": {"kustomize.toolkit.fluxcd.io/name": "apps", "app.kubernetes.io/managed-by": "Helm"},
        "annotations": {"argocd.argoproj.io/tracking-id": "x", "meta.helm.sh/release-name": "shop"},
    }
    await ground.make(web)
    served = await ground.kubectl("api-versions")
    await ground.make(
        {
            "apiVersion": "policy/v1" if "policy/v1" in served.split() else "policy/v1beta1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "web"},
            "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
        }
    )
    await ground.rolled_out(WEB)
    said = " ".join((await ground.plan("restart", workload=WEB)).plan.warnings)
    for word in (
        "Argo CD",
        "Flux",
        "Helm keeps this object (release shop)",
        "Recreate",
        "PodDisruptionBudget web",
    ):
        assert word in said
