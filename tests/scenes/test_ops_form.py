"""The form of an action: opened at once, filled from the cluster, read like a typed line."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.changes import Stage
from tests.clusters import Ground
from tests.scenes.operating import MIRA, Ops
from tests.slack_driver import JSON, eventually


async def _form(ops: Ops, title: str) -> JSON:
    """Mira's modal, once it is more than a loading view."""

    async def look() -> JSON | None:
        view = (await ops.people.get(f"views/{MIRA}"))["view"]
        return view if view and view.get("callback_id") == "ops_modal" else None

    form: JSON = await eventually(look, f"the form of {title}")
    return form


def _options(view: JSON, block: str) -> list[str]:
    element: Any = next(one["element"] for one in view["blocks"] if one.get("block_id") == block)
    return [option["value"] for option in element.get("options", [])]


async def test_what_was_left_out_is_asked_for_with_what_the_cluster_has(ops: Ops, ground: Ground):
    seen = await ops.types(MIRA, "scale")
    assert seen["view"], seen
    form = await _form(ops, "scale")
    names = {block["block_id"] for block in form["blocks"] if block["type"] == "input"}
    assert "replicas" in names
    (workload,) = names & {"workload"}
    assert "deployment/backend" in _options(form, workload)

    values = {"workload": {"workload": "deployment/backend"}, "replicas": {"replicas": "3"}}
    sent = await ops.people.submit(MIRA, form, values)
    assert sent["closed"], sent
    change = await ops.reaches(1, Stage.PENDING)
    assert "--replicas=3" in change.line


@pytest.mark.long
async def test_what_is_wrong_stands_beside_the_field_and_nothing_is_asked(ops: Ops, ground: Ground):
    await ops.types(MIRA, "scale")
    form = await _form(ops, "scale")
    values = {"workload": {"workload": "deployment/backend"}, "replicas": {"replicas": "-4"}}
    sent = await ops.people.submit(MIRA, form, values)
    assert sent["errors"], sent
    assert not sent["closed"]
    assert await ops.events(e.PlanAsked) == []
