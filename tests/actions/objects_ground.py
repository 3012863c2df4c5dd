"""A namespace for the verbs that take several objects, make some or delete them; kubectl is the referee.

The same tests run in the sandbox's cluster and, under the mark `cluster`, on the one of $KUBECONFIG. A file
of tests takes the fixtures by name.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from bot.actions.changing import CHANGES
from bot.actions.kit import Draft, Progress, Pursuit
from bot.domain.operations import Cluster
from bot.ports.kubernetes import open_clusters
from tests.actions.conftest import NOW, Ground

RBAC = "rbac.authorization.k8s.io"
RULES = [
    {"apiGroups": ["", "apps", "batch", "networking.k8s.io"], "resources": ["*"],
     "verbs": ["get", "list", "patch", "create", "delete"]},
]  # fmt: skip
EVERYWHERE = [
    {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "patch"]},
    {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["create"]},
]
WORKLOADS = "deployments,statefulsets,daemonsets,replicasets,pods"
"""They go before their namespace does."""


@dataclass(frozen=True)
class Plot(Ground):
    """A ground whose cluster-wide objects are named after it."""

    sandboxed: bool = False

    async def make(self, *objects: Any) -> None:
        """The sandbox has no OpenAPI for kubectl to validate by."""
        for one in objects:
            await self.kubectl("create", "--validate=false", "-f", "-", given=one)

    @property
    def node(self) -> str:
        return f"{self.namespace}-node"

    async def add_node(self) -> None:
        """A node of our own, ready and with nothing on it."""
        await self.make({"apiVersion": "v1", "kind": "Node", "metadata": {"name": self.node}})

    async def look(self, draft: Draft, action: str, manager: str) -> Progress:
        """One look of the action's watching."""
        watch = next(one.watch for one in CHANGES if one.spec.name == action)
        assert watch is not None
        pursuit = Pursuit(self.bot, self.person(), draft.plan.target, draft.request, manager, NOW)
        return await watch(pursuit)

    async def names(self, kind: str, *more: str) -> list[str]:
        said = await self.kubectl("get", kind, "-o", "name", *more)
        return sorted(line.partition("/")[2] for line in said.split())

    async def undone(self, draft: Draft) -> Draft:
        """The inverse of a plan, planned and carried out."""
        assert draft.plan.undo is not None
        return await self.change(draft.plan.undo.action, **draft.plan.undo.args)


def config_map(name: str, **labels: str) -> dict[str, Any]:
    meta = {"name": name, **({"labels": labels} if labels else {})}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"a": "1"}}


def pod(name: str, **labels: str) -> dict[str, Any]:
    spec = {"containers": [{"name": "main", "image": "web:1"}], "terminationGracePeriodSeconds": 0}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}


@pytest.fixture(params=["sandbox", pytest.param("real", marks=pytest.mark.cluster)])
def kubeconfig(request: pytest.FixtureRequest) -> str:
    if request.param == "sandbox":
        return str(request.getfixturevalue("sandbox_files")[2])
    return _real()


@pytest.fixture
def real_kubeconfig() -> str:
    return _real()


@pytest.fixture
async def plot(kubeconfig: str, request: pytest.FixtureRequest) -> AsyncIterator[Plot]:
    async for made in _plot(kubeconfig, kubeconfig != os.environ.get("KUBECONFIG")):
        yield made


@pytest.fixture
async def real_plot(real_kubeconfig: str) -> AsyncIterator[Plot]:
    """For what only a real control plane has."""
    async for made in _plot(real_kubeconfig, False):
        yield made


def _real() -> str:
    path = os.environ.get("KUBECONFIG", "")
    if not path:
        pytest.skip("KUBECONFIG names no cluster")
    return path


async def _plot(kubeconfig: str, sandboxed: bool) -> AsyncIterator[Plot]:
    name = f"obj-{uuid4().hex[:8]}"
    async with open_clusters() as clusters:
        made = Plot(kubeconfig, name, clusters, Cluster("prod", kubeconfig=kubeconfig), sandboxed=sandboxed)
        root = replace(made, namespace="default")
        await root.make({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        for kind, rules in (("Role", RULES), ("ClusterRole", EVERYWHERE)):
            await made.make(
                {"apiVersion": f"{RBAC}/v1", "kind": kind, "metadata": {"name": name}, "rules": rules},
                {
                    "apiVersion": f"{RBAC}/v1", "kind": f"{kind}Binding", "metadata": {"name": name},
                    "roleRef": {"apiGroup": RBAC, "kind": kind, "name": name},
                    "subjects": [{"apiGroup": RBAC, "kind": "Group", "name": "sre"}],
                },
            )  # fmt: skip
        try:
            yield made
        finally:
            await _cleared(made)


async def _cleared(made: Plot) -> None:
    kinds = WORKLOADS if made.sandboxed else f"cronjobs,jobs,{WORKLOADS}"
    await made.kubectl("delete", kinds, "--all", "--wait=false", "--grace-period=1")
    await made.kubectl("delete", "clusterrolebinding,clusterrole", made.namespace)
    await made.kubectl("delete", "node", made.node, "--ignore-not-found")
    await made.kubectl("delete", "namespace", made.namespace, "--wait=false")
