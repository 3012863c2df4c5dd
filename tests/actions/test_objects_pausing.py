"""Pause and resume: a rollout that stops where it is, and goes on; each takes the other back."""

from __future__ import annotations

import pytest

from bot.actions import applying
from bot.errors import Refused
from tests.actions.change_objects import workload
from tests.actions.objects_ground import kubeconfig, plot

GROUND = (kubeconfig, plot)
WEB = "deployment/web"


async def test_a_paused_deployment_keeps_its_pods_until_it_is_resumed(plot):
    await plot.make(workload("deployment", "web"))
    await plot.rolled_out(WEB)
    draft = await plot.change("pause", workload=WEB)
    assert "+  paused: true" in draft.plan.diff.replace("+paused", "+  paused")
    assert not draft.plan.watched
    assert (await plot.seen(WEB))["spec"]["paused"] is True
    await plot.kubectl("set", "image", WEB, "main=web:2")
    again = await plot.undone(draft)
    assert again.plan.watched
    assert "paused" not in (await plot.seen(WEB))["spec"]
    assert (await plot.rolled_out(WEB)).health.updated == 2
    assert again.plan.undo.action == "pause"


async def test_what_is_that_way_already_is_refused_and_so_is_what_has_no_rollout(plot):
    await plot.make(workload("deployment", "web"), workload("statefulset", "db"))
    with pytest.raises(Refused, match="Nothing would change"):
        await plot.plan("resume", workload=WEB)
    with pytest.raises(Refused, match="for Deployments"):
        await plot.plan("pause", workload="statefulset/db")


async def test_a_pause_that_somebody_made_meanwhile_is_told(plot):
    await plot.make(workload("deployment", "web"))
    draft = await plot.plan("pause", manager="tocsin-p", workload=WEB)
    await plot.kubectl("rollout", "pause", WEB)
    outcome = await plot.carry_out(draft, "tocsin-p")
    assert outcome.kind is applying.DRIFTED
    assert "spec.paused none -> true" in outcome.said
