"""A namespace with running pods, and people who may run commands in it. Tests take `inside` by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import pytest

from bot.actions import applying
from bot.actions.executing import EXECUTING
from bot.actions.kit import Draft, Output, Progress, Pursuit
from bot.domain.action import Risk
from bot.domain.operations import Cluster, Identity, Operations, Program
from bot.ports.kubernetes import open_clusters
from tests.actions.change_objects import workload
from tests.actions.conftest import ALICE, NOW, Ground, a_manager

RBAC = "rbac.authorization.k8s.io"
RULES = [
    {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"]},
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "create", "delete"]},
]
POLICY = Operations(
    programs=(
        Program("pg_isready", Risk.READ),
        Program("echo", Risk.READ),
        Program("psql"),
        Program("sleep"),
        Program("false"),
        Program("head"),
        Program("redis-cli", Risk.CHANGE, ("info", "ping", "--scan")),
        Program("cat", Risk.DANGER),
    ),
    images=("curlimages/curl",),
)
ACTIONS = {action.spec.name: action for action in EXECUTING}


@dataclass(frozen=True)
class Inside(Ground):
    """A deployment `web` of two pods, of two containers each."""

    policy: Operations = field(default_factory=lambda: POLICY)

    async def plan(self, action: str, who: Identity = ALICE, manager: str = "", **args: Any) -> Draft:
        make = ACTIONS[action].plan
        assert make is not None
        return await make(self.scene(action, who, manager, **args))

    async def read(self, who: Identity = ALICE, **args: Any) -> Output:
        look = ACTIONS["exec-read"].read
        assert look is not None
        return await look(self.scene("exec-read", who, **args))

    async def run(self, *argv: str, target: str = "deployment/web", **args: Any) -> applying.Applied:
        """Planned and carried out."""
        manager = a_manager()
        draft = await self.plan("exec", manager=manager, target=[target], argv=list(argv), **args)
        return await self.carry_out(draft, manager)

    async def look(self, draft: Draft, manager: str, **later: Any) -> Progress:
        watch = ACTIONS["run"].watch
        assert watch is not None
        now = NOW.replace(year=2000)
        pursuit = Pursuit(self.bot, self.person(), draft.plan.target, draft.request, manager, now)
        return await watch(replace(pursuit, **later))

    async def pods(self) -> list[str]:
        """The names of those that run."""
        for _ in range(300):
            listed = await self.bot.get(f"/api/v1/namespaces/{self.namespace}/pods")
            running = [one for one in listed["items"] if one["status"].get("phase") == "Running"]
            if len(running) >= 2:
                return sorted(one["metadata"]["name"] for one in running)
            await asyncio.sleep(0.1)
        raise AssertionError("the pods do not run")


@pytest.fixture
async def inside(kubeconfig: str) -> AsyncIterator[Inside]:
    namespace = f"exec-{uuid4().hex[:8]}"
    async with open_clusters() as clusters:
        made = Inside(kubeconfig, namespace, clusters, Cluster("prod", kubeconfig=kubeconfig))
        await replace(made, namespace="default").make(
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        )
        role = {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": "inside"}, "rules": RULES}
        binding = {
            "apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": "sre-inside"},
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "inside"},
            "subjects": [{"apiGroup": RBAC, "kind": "Group", "name": "sre"}],
        }  # fmt: skip
        web = workload("deployment", "web")
        secret = {"name": "API_TOKEN", "value": "the-value-of-the-token"}
        web["spec"]["template"]["spec"]["containers"] = [
            {"name": "main", "image": "web:1", "env": [secret]},
            {"name": "side", "image": "side:1"},
        ]
        try:
            await made.make(role, binding, web)
            await made.pods()
            yield made
        finally:
            await made.kubectl("delete", "namespace", namespace, "--wait=false")
