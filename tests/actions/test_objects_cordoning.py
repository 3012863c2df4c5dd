"""Cordon and uncordon, beside kubectl: an object in no namespace."""

from __future__ import annotations

import pytest

from bot.actions import applying, rights
from bot.errors import Refused
from tests.actions.conftest import BOB
from tests.actions.objects_ground import kubeconfig, plot

GROUND = (kubeconfig, plot)


async def test_a_node_is_closed_and_opened_again(plot):
    await plot.add_node()
    draft = await plot.change("cordon", node=plot.node)
    assert draft.plan.target.namespace == ""
    assert draft.plan.risk == "change"
    assert draft.plan.title == f"Cordon node/{plot.node}"
    assert "SchedulingDisabled" in await plot.kubectl("get", "node", plot.node)
    assert any(f"No new pod is placed on {plot.node}." in one for one in draft.plan.warnings)
    with pytest.raises(Refused, match="Nothing would change"):
        await plot.plan("cordon", node=plot.node)
    back = await plot.undone(draft)
    assert "SchedulingDisabled" not in await plot.kubectl("get", "node", plot.node)
    assert back.plan.undo.action == "cordon"


async def test_what_somebody_closed_meanwhile_is_told_and_a_replay_does_nothing(plot):
    await plot.add_node()
    draft = await plot.plan("cordon", manager="tocsin-c", node=plot.node)
    assert (await rights.review(plot.person(BOB), draft.request)).allowed is False
    assert rights.denied(plot.person(BOB), draft.request) == "bob may not patch nodes"
    first = await plot.carry_out(draft, "tocsin-c")
    again = await plot.carry_out(draft, "tocsin-c", repeat=True)
    assert (first.kind, again.kind, again.again) == (applying.APPLIED, applying.APPLIED, True)
    back = await plot.plan("uncordon", manager="tocsin-u", node=plot.node)
    await plot.kubectl("uncordon", plot.node)
    assert (await plot.carry_out(back, "tocsin-u")).kind is applying.DRIFTED


async def test_who_may_not_patch_nodes_is_told_so(plot):
    await plot.add_node()
    with pytest.raises(Refused, match=r"bob may not patch nodes of prod: no role bound there"):
        await plot.plan("cordon", BOB, node=plot.node)
    with pytest.raises(Refused, match="not found"):
        await plot.plan("cordon", node="nowhere")
