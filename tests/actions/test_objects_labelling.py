"""Label and annotate, beside kubectl: one object and several, by name, selector and all."""

from __future__ import annotations

import pytest

from bot.actions import applying
from bot.domain.action import EACH
from bot.errors import Refused
from tests.actions.change_objects import workload
from tests.actions.conftest import BOB
from tests.actions.objects_ground import config_map, kubeconfig, plot, pod

GROUND = (kubeconfig, plot)


async def labels(plot, title: str, field: str = "labels") -> dict[str, str]:
    return (await plot.seen(title))["metadata"].get(field) or {}


async def test_labels_are_set_and_taken_away_as_kubectl_does(plot):
    await plot.make(config_map("ours", tier="web", old="1"), config_map("theirs", tier="web", old="1"))
    draft = await plot.change("label", object=["configmap", "ours"], labels={"a/b": "c", "old": None})
    await plot.kubectl("label", "configmap", "theirs", "a/b=c", "old-")
    assert await labels(plot, "cm/ours") == await labels(plot, "cm/theirs") == {"tier": "web", "a/b": "c"}
    assert draft.request.method == "PATCH"
    assert draft.plan.title == "Label configmap/ours (a/b=c, old taken away)"
    await plot.undone(draft)
    assert await labels(plot, "cm/ours") == {"tier": "web", "old": "1"}


async def test_an_existing_value_is_only_changed_with_overwrite(plot):
    await plot.make(config_map("one", tier="web"))
    with pytest.raises(Refused, match="tier=web already, and that is only changed with `--overwrite`"):
        await plot.plan("label", object=["cm/one"], labels={"tier": "db"})
    with pytest.raises(Refused, match="Nothing would change"):
        await plot.plan("label", object=["cm/one"], labels={"tier": "web"})
    draft = await plot.change("label", object=["cm/one"], labels={"tier": "db"}, overwrite=True)
    assert draft.plan.undo.args["labels"] == {"tier": "web"}
    assert await labels(plot, "cm/one") == {"tier": "db"}


async def test_what_a_selector_finds_is_frozen_and_listed(plot):
    await plot.make(*(config_map(name, tier="web") for name in ("a", "b")), config_map("c", tier="db"))
    draft = await plot.plan(
        "label", manager="tocsin-l", object=["cm"], labels={"x": "1"}, selector="tier=web"
    )
    assert draft.request.method == EACH
    assert len(draft.request.parts) == 2
    assert draft.plan.target.title == "configmap/a, b"
    assert "configmap/a (" in draft.plan.diff
    assert "configmap/b (" in draft.plan.diff
    await plot.make(config_map("later", tier="web"))
    outcome = await plot.carry_out(draft, "tocsin-l")
    assert outcome.said.endswith("done, 2 of 2.")
    assert await plot.names("cm", "-l", "x=1") == ["a", "b"]
    again = await plot.carry_out(draft, "tocsin-l", repeat=True)
    assert again.kind is applying.APPLIED


async def test_one_that_moved_is_left_and_said_and_the_others_go_on(plot):
    await plot.make(*(config_map(name) for name in "abc"))
    draft = await plot.plan("label", manager="tocsin-m", object=["cm", "a", "b", "c"], labels={"x": "1"})
    await plot.kubectl("label", "cm", "b", "x=9")
    outcome = await plot.carry_out(draft, "tocsin-m")
    assert outcome.kind is applying.APPLIED
    assert outcome.said.startswith("2 of 3 done. configmap/b is not what was previewed: metadata.labels")
    assert (await labels(plot, "cm/b"))["x"] == "9"


async def test_those_that_have_it_already_stay_and_different_old_values_have_no_undo(plot):
    await plot.make(config_map("a", x="1"), config_map("b", x="2"), config_map("c", x="3"))
    draft = await plot.change("label", object=["cm", "a", "b", "c"], labels={"x": "3"}, overwrite=True)
    assert draft.plan.undo is None
    assert any("not the same everywhere" in one for one in draft.plan.warnings)
    assert any("1 more have it that way" in one for one in draft.plan.warnings)
    assert await plot.names("cm", "-l", "x=3") == ["a", "b", "c"]


async def test_a_label_that_a_controller_or_a_service_looks_for_is_warned_of(plot):
    port = {"ports": [{"port": 80}], "selector": {"app": "web"}}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": port}
    await plot.make(service, workload("deployment", "web", replicas=1))
    await plot.rolled_out("deployment/web")
    (name,) = await plot.names("pods")
    draft = await plot.change("label", object=["pod", name], labels={"app": "quarantine"}, overwrite=True)
    assert any("finds its pods by the label app: one that no longer" in one for one in draft.plan.warnings)
    assert "service/web finds its pods by the label app." in draft.plan.warnings
    gitops = await plot.plan("label", object=["pod", name], labels={"helm.sh/chart": "x"})
    assert any("helm.sh/chart is a key that Argo CD" in one for one in gitops.plan.warnings)


async def test_an_annotation_of_a_deployment_restarts_nothing_and_a_secret_one_is_never_said(plot):
    await plot.make(workload("deployment", "web"))
    draft = await plot.change("annotate", object=["deployment", "web"], annotations={"maintenance": "true"})
    assert not draft.plan.watched
    assert (await labels(plot, "deployment/web", "annotations"))["maintenance"] == "true"
    token = await plot.change(
        "annotate", object=["deployment/web"], annotations={"api-token": "hunter2-long"}
    )
    assert "hunter2" not in str(token.plan)
    gone = await plot.plan("annotate", object=["deployment/web"], annotations={"api-token": None})
    assert gone.plan.undo is None
    assert "hunter2" not in str(gone.plan)


async def test_who_may_not_and_what_is_in_no_namespace_is_refused(plot):
    await plot.make(config_map("one"))
    with pytest.raises(Refused, match="may not patch configmaps"):
        await plot.plan("label", BOB, object=["cm/one"], labels={"x": "1"})
    with pytest.raises(Refused, match="belongs to no namespace"):
        await plot.plan("label", object=["node"], labels={"x": "1"}, all=True)
    for args in ({"object": ["cm"]}, {"object": ["cm/one"], "all": True}, {"object": ["pods"], "all": True}):
        with pytest.raises(Refused):
            await plot.plan("label", labels={"x": "1"}, **args)


async def test_a_lone_pod_can_be_labelled(plot):
    await plot.make(pod("lone", app="x"))
    await plot.change("label", object=["pods/lone"], labels={"quarantine": "true"})
    assert (await labels(plot, "pod/lone"))["quarantine"] == "true"
