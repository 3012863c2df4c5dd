"""Scale by selector and all of a kind, beside kubectl."""

from __future__ import annotations

import pytest

from bot.actions import applying
from bot.errors import Refused
from tests.actions.change_objects import workload
from tests.actions.conftest import BOB
from tests.actions.objects_ground import kubeconfig, plot

GROUND = (kubeconfig, plot)


async def replicas(plot) -> dict[str, int]:
    said = await plot.kubectl(
        "get", "deployments", "-o", "jsonpath={range .items[*]}{.metadata.name} {.spec.replicas},{end}"
    )
    return {name: int(number) for name, number in (one.split() for one in said.split(",") if one)}


async def test_all_of_a_kind_go_to_zero_and_back_where_they_had_one_number(plot):
    await plot.make(workload("deployment", "a"), workload("deployment", "b"), workload("statefulset", "db"))
    draft = await plot.change("scale", kind="deployment", all=True, replicas=0)
    assert await replicas(plot) == {"a": 0, "b": 0}
    assert draft.plan.risk == "danger"
    assert draft.plan.title == "Scale 2 deployments (all) to 0 pods each"
    assert "All 4 pods end, and none serves until they are scaled up again." in draft.plan.warnings
    assert draft.plan.diff.count("-  replicas: 2\n+  replicas: 0") == 2
    assert (await plot.seen("statefulset/db"))["spec"]["replicas"] == 2
    await plot.undone(draft)
    assert await replicas(plot) == {"a": 2, "b": 2}


async def test_different_numbers_have_no_undo_and_the_figures_are_kept(plot):
    await plot.make(workload("deployment", "a", replicas=1), workload("deployment", "b", replicas=3))
    draft = await plot.plan("scale", kind="deploy", all=True, replicas=0)
    assert draft.plan.undo is None
    assert any("(deployment/a 1, deployment/b 3)" in one for one in draft.plan.warnings)
    with_b = await plot.change("scale", kind="deploy", all=True, replicas=1)
    assert with_b.plan.undo.args == {"workload": "deployment/b", "replicas": 3}
    await plot.undone(with_b)
    assert await replicas(plot) == {"a": 1, "b": 3}


async def test_a_selector_is_frozen_and_what_moved_is_left(plot):
    for name in "abc":
        made = workload("deployment", name)
        made["metadata"]["labels"] = {"tier": "db" if name == "c" else "web"}
        await plot.make(made)
    draft = await plot.plan("scale", manager="tocsin-s", kind="deployments", selector="tier=web", replicas=4)
    await plot.kubectl("scale", "deployment/b", "--replicas=3")
    outcome = await plot.carry_out(draft, "tocsin-s")
    assert outcome.said.startswith(
        "1 of 2 done. deployment/b is not what was previewed: spec.replicas 2 -> 3"
    )
    assert await replicas(plot) == {"a": 4, "b": 3, "c": 2}


async def test_after_a_crash_each_is_looked_for_before_it_is_sent(plot):
    await plot.make(workload("deployment", "a"), workload("deployment", "b"))
    draft = await plot.plan("scale", manager="tocsin-r", kind="deployment", all=True, replicas=1)
    await plot.kubectl("scale", "deployment/a", "--replicas=1")
    outcome = await plot.carry_out(draft, "tocsin-r", repeat=True)
    assert outcome.kind is applying.APPLIED
    assert await replicas(plot) == {"a": 1, "b": 1}


async def test_what_is_not_clear_or_not_allowed_is_refused(plot):
    await plot.make(workload("deployment", "a"))
    for args in ({"kind": "deployment"}, {}, {"workload": "deployment/a", "all": True}):
        with pytest.raises(Refused):
            await plot.plan("scale", replicas=1, **args)
    with pytest.raises(Refused, match="Nothing would change"):
        await plot.plan("scale", kind="deployment", all=True, replicas=2)
    with pytest.raises(Refused, match="more than the 50"):
        await plot.plan("scale", kind="deployment", all=True, replicas=51)
    with pytest.raises(Refused, match="has 2 replicas, not 3"):
        await plot.plan("scale", kind="deployment", all=True, replicas=1, current_replicas=3)
    with pytest.raises(Refused, match="may not patch deployments/scale"):
        await plot.plan("scale", BOB, kind="deployment", all=True, replicas=1)
    one = await plot.plan("scale", workload="deployment/a", replicas=1)
    assert one.plan.title == "Scale deployment/a from 2 to 1 pod"
