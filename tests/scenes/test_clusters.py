"""Several clusters of one system: each under its name, none reached that the file does not name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.domain import events as e
from sandbox.server import Sandbox
from tests.clusters import Ground, sandboxed, workload
from tests.scenes.operating import MIRA, operating
from tests.slack_driver import Driver, eventually, shown

pytestmark = pytest.mark.long


async def test_a_second_cluster_is_looked_at_and_changed_under_its_own_name(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, ground: Ground
):
    second = await sandboxed(slack, tmp_path, "second")
    clusters = {
        "production": {"context": ground.context, "kubeconfig": str(ground.kubeconfig)},
        "standby": {"context": second.context, "kubeconfig": str(second.kubeconfig)},
    }
    other = Ground(**{**vars(second), "namespace": ground.namespace, "session": ground.session})
    await other.call("POST", "/api/v1/namespaces", {"metadata": {"name": ground.namespace}})
    await other.call("POST", other.apps("deployments"), workload("reserve", "reserve:1", 1))
    await ground.deployment("backend", "registry.example/backend:811")
    async with operating(slack, people, database, tmp_path, ground, clusters=clusters) as ops:
        await ops.types(MIRA, "get deployments --cluster=standby")
        message = await people.message(ops.channel, "reserve")
        assert "standby" in shown(message)
        assert "backend  " not in shown(message)
        refused = await ops.types(MIRA, "get deployments --cluster=elsewhere")
        assert "elsewhere" in str(refused["text"])
        assert "standby" in str(refused["text"])
        await eventually(lambda: ops.events(e.ReadAnswered), "the answer")
        config = yaml.safe_load(second.kubeconfig.read_text())
        assert config["current-context"] == second.context
