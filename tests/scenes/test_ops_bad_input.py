"""Whatever is typed after /ops: a clear sentence, nothing half done, and nothing sent to the cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import events as e
from bot.domain.changes import Stage
from sandbox.server import Sandbox
from tests.between import between
from tests.clusters import Ground
from tests.scenes.operating import JONAS, MIRA, Ops, operating
from tests.slack_driver import Driver, eventually, shown

LINES = {
    "rollback Backend_1": "small letters",
    "rollback backend --server=https://evil.example": "--server",
    "get pods --token=abc": "--token",
    "get pods --as=admin": "--as",
    "get pods --kubeconfig /etc/x": "--kubeconfig",
    "get pods --frobnicate": "--frobnicate",
    "get pods; rm -rf /": ";",
    "get pods $(id)": "$(",
    "get pods `id`": "`",
    "get pods | sh": "|",
    "get pods > /tmp/x": "&gt;",
    "get pods -n kube-system": "kube-system",
    "get pods --cluster=elsewhere": "elsewhere",
    "scale backend --replicas=10000": "replicas",
    "scale backend --replicas=-1": "replicas",
    "rollback backend --to-revision=x": "to-revision",
    "frobnicate": "frobnicate",
    "approve 99": "99",
    "undo 99": "99",
    "patch deployment/backend -p {broken": "JSON",
}


async def test_every_bad_line_is_a_sentence_and_reaches_no_cluster(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached) as ops,
    ):
        await people.message(ops.channel, "What changed before this")
        looks = (released.apps("deployments", "backend"), released.core("configmaps"))  # for others' changes
        before = len(wire.seen)
        for line, words in LINES.items():
            seen = await ops.types(MIRA, line)
            assert seen["acked"], line
            said = str(seen["text"])
            assert words in said or words in str(seen["ephemeral"]), (line, said)
            assert "error" not in said.casefold() or "inside me" not in said
        assert [one for one in wire.seen[before:] if one.path not in looks] == []
        assert await ops.events(e.ReadAsked, e.PlanAsked) == []


@pytest.mark.long
async def test_a_smart_dash_and_curly_quotes_are_read_as_they_were_meant(ops: Ops):
    seen = await ops.types(MIRA, "rollback backend —to-revision=1")
    assert "Planning change 1" in str(seen["text"])
    change = await ops.reaches(1, Stage.PENDING)
    assert "--to-revision=1" in change.line


@pytest.mark.long
@pytest.mark.parametrize("status", [401, 404, 409, 422, 429, 500, 503])
async def test_an_api_server_that_answers_an_error_is_said_and_nothing_is_half_done(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground, status: int
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached) as ops,
    ):
        await ops.planned(MIRA, "rollback backend")
        wire.answer(status)
        await ops.approve(JONAS, 1)
        if status in (429, 500, 503):
            await wire.refused(2)
            wire.answer(0)
            await ops.reaches(1, Stage.DONE)
            return
        over = await ops.reaches(1, Stage.FAILED, Stage.DRIFTED, Stage.UNKNOWN)
        assert over.applied is None

        async def told() -> bool:
            ended = shown(await ops.shows(1, "*"))
            return "failed" in ended or "not run" in ended

        await eventually(told, "the end in the change's message")
        assert over.why.strip()
        assert "812" in await released.image("backend")


@pytest.mark.long
async def test_an_api_server_that_is_away_is_waited_for_and_then_said(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached, plan_waits="1 minute") as ops,
    ):
        wire.answer(503, everything=True)
        seen = await ops.types(MIRA, "rollback backend")
        assert "Planning change 1" in str(seen["text"])
        await wire.refused(2)
        wire.answer(0)
        await ops.reaches(1, Stage.PENDING, seconds=60.0)
        assert "812" in shown(await ops.message(1))
