"""A namespace of a test's own on a real control plane, kubectl beside it, and actions used as in the worker.

`kubeconfig` is the only thing that says which cluster it is: another one, such as the sandbox's, is another
fixture of that name.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from bot.actions import applying
from bot.actions.changing import CHANGES, rollouts
from bot.actions.kit import Draft, Progress, Scene
from bot.domain.action import Call, Target
from bot.domain.operations import Cluster, Identity, Operations
from bot.ports import Kube
from bot.ports.kubernetes import KubeClusters, open_clusters
from tests.actions.read_planes import bench, control_plane, sandbox_files, tidy

READING = (bench, control_plane, sandbox_files, tidy)
"""Fixtures that live beside this file; a fixture is known to pytest by standing in its conftest."""

ALICE = Identity("alice", ("sre",))
BOB = Identity("bob", ("dev",))
NOW = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)

ROLE = [
    {"apiGroups": ["apps"], "resources": ["*"], "verbs": ["get", "list", "patch"]},
    {"apiGroups": [""], "resources": ["*"], "verbs": ["get", "list", "patch"]},
    {"apiGroups": ["autoscaling", "networking.k8s.io"], "resources": ["*"], "verbs": ["get", "patch"]},
]
"""What alice may do: change things, and neither make nor delete them."""


@dataclass(frozen=True)
class Ground:
    """One namespace. `bot` is Tocsin's own account, the administrator of the kubeconfig."""

    kubeconfig: str
    namespace: str
    clusters: KubeClusters
    cluster: Cluster
    policy: Operations = field(default_factory=Operations)

    @property
    def bot(self) -> Kube:
        return self.clusters.reach(self.cluster)

    def person(self, who: Identity = ALICE) -> Kube:
        return self.clusters.reach(self.cluster, who)

    async def kubectl(self, *words: str, given: Any = None) -> str:
        """What kubectl says, or its complaint as an AssertionError. `given` goes to its stdin as JSON."""
        process = await asyncio.create_subprocess_exec(
            "kubectl", "--kubeconfig", self.kubeconfig, "-n", self.namespace, *words,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        body = None if given is None else json.dumps(given).encode()
        said, complaint = await process.communicate(body)
        assert process.returncode == 0, complaint.decode()
        return said.decode()

    async def make(self, *objects: Any) -> None:
        for one in objects:
            await self.kubectl("create", "-f", "-", given=one)

    async def seen(self, title: str) -> Any:
        """The object as kubectl gets it, `deployment/web`."""
        return json.loads(await self.kubectl("get", title, "-o", "json"))

    def scene(self, action: str, who: Identity = ALICE, manager: str = "", **args: Any) -> Scene:
        call = Call(action, args, self.cluster.name, self.namespace)
        return Scene(call, self.bot, self.person(who), self.policy, NOW, manager or a_manager())

    async def plan(self, action: str, who: Identity = ALICE, manager: str = "", **args: Any) -> Draft:
        make = next(one.plan for one in CHANGES if one.spec.name == action)
        assert make is not None
        return await make(self.scene(action, who, manager, **args))

    async def carry_out(self, draft: Draft, manager: str, repeat: bool = False) -> applying.Applied:
        return await applying.apply(self.person(), draft.request, draft.plan, manager, repeat, self.bot)

    async def change(self, action: str, **args: Any) -> Draft:
        """Plan it and carry it out; the plan."""
        manager = a_manager()
        draft = await self.plan(action, manager=manager, **args)
        outcome = await self.carry_out(draft, manager)
        assert outcome.kind is applying.APPLIED
        return draft

    async def rolled_out(self, title: str) -> Progress:
        """Watched until it is over."""
        kind, name = title.split("/")
        kinds = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
        for _ in range(120):
            progress = await rollouts.watch(self.bot, Target("", self.namespace, kinds[kind], name))
            if progress.done or progress.failed:
                return progress
            await asyncio.sleep(0.25)
        raise AssertionError(f"{title} did not get through: {progress}")

    async def images(self, title: str) -> list[str]:
        found = await self.seen(title)
        return [one["image"] for one in found["spec"]["template"]["spec"]["containers"]]


def a_manager() -> str:
    return f"tocsin-{uuid4().hex[:10]}"


@pytest.fixture
def kubeconfig() -> str:
    """The cluster's; a test that needs one skips itself without."""
    path = os.environ.get("KUBECONFIG", "")
    if not path:
        pytest.skip("KUBECONFIG names no cluster")
    return path


@pytest.fixture
async def ground(kubeconfig: str) -> AsyncIterator[Ground]:
    namespace = f"chg-{uuid4().hex[:8]}"
    async with open_clusters() as clusters:
        made = Ground(kubeconfig, namespace, clusters, Cluster("prod", kubeconfig=kubeconfig))
        labels = {"chg": namespace}
        await replace(made, namespace="default").make(
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}}
        )
        rbac = "rbac.authorization.k8s.io"
        role = {"apiVersion": f"{rbac}/v1", "kind": "Role", "metadata": {"name": "changer"}, "rules": ROLE}
        binding = {
            "apiVersion": f"{rbac}/v1", "kind": "RoleBinding", "metadata": {"name": "sre-changes"},
            "roleRef": {"apiGroup": rbac, "kind": "Role", "name": "changer"},
            "subjects": [{"apiGroup": rbac, "kind": "Group", "name": "sre"}],
        }  # fmt: skip
        await made.make(role, binding)
        yield made
        await made.kubectl("delete", "namespace", namespace, "--wait=false")
