"""Delete: the very objects of the plan, by their uids, and nothing else."""

from __future__ import annotations

import pytest

from bot.actions import applying
from bot.actions.changing.choosing import MOST
from bot.domain.action import EACH
from bot.errors import Refused
from tests.actions.change_objects import workload
from tests.actions.conftest import BOB
from tests.actions.objects_ground import config_map, kubeconfig, plot, pod, real_kubeconfig, real_plot
from tests.slack_driver import eventually

GROUND = (kubeconfig, plot, real_kubeconfig, real_plot)


async def test_a_preview_deletes_nothing_and_the_change_deletes_it(plot):
    await plot.make(config_map("one"), config_map("two"))
    draft = await plot.plan("delete", manager="tocsin-d", object=["configmap", "one"])
    assert "one" in await plot.names("cm")
    uid = (await plot.seen("cm/one"))["metadata"]["uid"]
    assert draft.request.body["preconditions"] == {"uid": uid}
    assert draft.request.body["propagationPolicy"] == "Background"
    assert draft.plan.diff == f"-configmap/one  {uid}"
    assert draft.plan.risk == "danger"
    assert draft.plan.undo is None
    assert draft.plan.undo_title == "what is deleted is gone"
    assert (await plot.carry_out(draft, "tocsin-d")).kind is applying.APPLIED
    assert "one" not in await plot.names("cm")
    again = await plot.carry_out(draft, "tocsin-d", repeat=True)
    assert (again.kind, again.again) == (applying.APPLIED, True)


async def test_a_selector_is_frozen_and_one_made_anew_is_left_alone(plot):
    await plot.make(*(config_map(name, tier="web") for name in "abc"), config_map("d", tier="db"))
    draft = await plot.plan("delete", manager="tocsin-s", object=["cm"], selector="tier=web")
    assert draft.request.method == EACH
    assert draft.plan.title == "Delete 3 configmaps with tier=web (a, b, c)"
    await plot.kubectl("delete", "cm", "b")
    await plot.make(config_map("b", tier="web"), config_map("later", tier="web"))
    outcome = await plot.carry_out(draft, "tocsin-s")
    assert outcome.said == "2 of 3 done. configmap/b was deleted by somebody else meanwhile."
    assert await plot.names("cm", "-l", "tier") == ["b", "d", "later"]
    again = await plot.carry_out(draft, "tocsin-s", repeat=True)
    assert again.kind is applying.APPLIED
    assert await plot.names("cm", "-l", "tier") == ["b", "d", "later"]


async def test_pods_that_a_controller_makes_anew_are_a_change_and_lone_ones_a_danger(plot):
    await plot.make(workload("deployment", "web"), pod("lone", app="lone"))
    await plot.rolled_out("deployment/web")
    before = await plot.names("pods", "-l", "app=web")
    draft = await plot.change("delete", object=["pod"], selector="app=web", grace=1)
    assert draft.plan.risk == "change"
    assert draft.plan.undo_title == "what keeps a pod makes another one by itself"
    assert all(
        f"pod/{name}  " in draft.plan.diff and "of replicaset/web-" in draft.plan.diff for name in before
    )
    assert any("These are all 2 pods of replicaset/web-" in one for one in draft.plan.warnings)
    assert all(part.body["gracePeriodSeconds"] == 1 for part in draft.request.parts)
    await plot.rolled_out("deployment/web")

    async def gone() -> bool:
        return not set(before) & set(await plot.names("pods", "-l", "app=web"))

    await eventually(gone, "the end of the old pods")
    lone = await plot.plan("delete", object=["pod/lone"])
    assert lone.plan.risk == "danger"
    assert "Nothing makes pod/lone anew: it is gone." in lone.plan.warnings


async def test_several_kinds_at_once_are_listed_by_their_titles(plot):
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"ports": [{"port": 80}]},
    }
    await plot.make(workload("deployment", "web"), service)
    draft = await plot.change("delete", object=["deploy/web", "svc/web"])
    assert draft.plan.title == "Delete 2 objects (web, web)"
    assert draft.plan.target.name == "deployment/web, service/web"
    assert "The pods of deployment/web end with it." in draft.plan.warnings
    assert await plot.names("deployments") == []


async def test_values_of_a_secret_are_never_shown(plot):
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "keys"},
        "stringData": {"k": "hunter2-x"},
    }
    await plot.make(secret)
    draft = await plot.change("delete", object=["secret", "keys"])
    assert "hunter2" not in repr(draft)
    assert "aHVudGVyM" not in repr(draft)
    assert "keys" not in await plot.names("secrets")


async def test_what_tocsin_itself_may_not_read_is_deleted_by_who_may(plot):
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"k": "v"}}
    await plot.make(secret)
    draft = await plot.plan("delete", manager="tocsin-k", object=["secret", "keys"])
    blind = plot.person(BOB)
    for repeat, again in ((False, False), (True, True)):
        outcome = await applying.apply(plot.person(), draft.request, draft.plan, "tocsin-k", repeat, blind)
        assert (outcome.kind, outcome.again) == (applying.APPLIED, again)
    assert "keys" not in await plot.names("secrets")
    await plot.make(secret)
    later = await applying.apply(plot.person(), draft.request, draft.plan, "tocsin-k", False, blind)
    assert later.kind is applying.DRIFTED
    assert "keys" in await plot.names("secrets")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["namespace", "obj"], "A namespace is never deleted"),
        (["nodes"], "A node is never deleted"),
        (["all"], "many kinds at once"),
        (["clusterrole", "x"], "belongs to no namespace"),
        (["configmaps"], "names none"),
        (["cm", "nobody"], "not found"),
    ],
)
async def test_what_is_never_deleted_and_what_names_nothing_is_refused(plot, words, why):
    with pytest.raises(Refused, match=why):
        await plot.plan("delete", object=words)


@pytest.mark.cluster
@pytest.mark.parametrize("words", [["pvc", "data"], ["pv", "x"], ["crd", "pods.metrics.k8s.io"]])
async def test_volumes_and_definitions_of_kinds_are_refused(real_plot, words):
    with pytest.raises(Refused, match="never deleted from here"):
        await real_plot.plan("delete", object=words)


async def test_too_many_at_once_and_too_few_rights_are_refused(plot):
    await plot.make(
        {"apiVersion": "v1", "kind": "List", "items": [config_map(f"m{n}") for n in range(MOST + 1)]}
    )
    with pytest.raises(Refused, match=r"That is 5\d objects, and one change may be about 50"):
        await plot.plan("delete", object=["cm"], all=True)
    with pytest.raises(Refused, match="bob may not delete configmaps in namespace obj-"):
        await plot.plan("delete", BOB, object=["cm/m1"])


@pytest.mark.cluster
async def test_a_budget_over_the_pods_is_said(real_plot):
    budget = {
        "apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
        "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
    }  # fmt: skip
    await real_plot.make(budget, workload("deployment", "web"))
    await real_plot.rolled_out("deployment/web")
    draft = await real_plot.plan("delete", object=["pods"], selector="app=web")
    assert any("PodDisruptionBudget web allows 0 of its pods" in one for one in draft.plan.warnings)
