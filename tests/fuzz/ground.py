"""The company that the lines are typed in: a system file, two clusters in a sandbox, and three people.

A lane is a sandbox of its own, in which one line after the other is tried: so what the clusters have on
record since a line began was asked by that line and no other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.domain.operations import Cluster, Identity, Operations
from bot.domain.policy import Catalog, Service, System
from bot.ports import Kube
from bot.ports.kubernetes import KubeClusters, open_clusters
from commands.grammar import Context
from sandbox.cluster.audit import Entry
from sandbox.cluster.cluster import Cluster as Plane
from sandbox.server import Sandbox, start

NOW = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
NAMES = ("production", "second")
CONTEXTS = {"production": "prod-eu", "second": "edge-eu"}
ASKERS = {
    "alice": Identity("alice", ("sre",)),
    "bob": Identity("bob", ("dev",)),
    "nobody": None,
}
"""Who may change things, who may look at them, and who has no line in the system file."""

SERVICES = (
    Service("backend", aliases=("api",)),
    Service("checkout", aliases=("pay",), namespace="payments", workload="deployment/checkout"),
    Service("db", workload="statefulset/postgresql"),
    Service("proxy", cluster="second", namespace="edge", workload="deployment/proxy"),
)
_KNOWN = Operations(
    cluster="production",
    namespace="smartcloudops",
    namespaces=("payments", "edge"),
)
STEP = 2.0
"""Seconds of the ports' clock from look to look, so that what a cluster serves is asked anew now and then."""

T = TypeVar("T")

_LINE: ContextVar[list[asyncio.Task[Any]] | None] = ContextVar("line", default=None)


def system(open: bool, folder: Path | None = None) -> System:
    """The system file; an `open` one may reach into every namespace."""
    clusters = tuple(
        Cluster(name, context=CONTEXTS[name], kubeconfig=str(folder / "kubeconfig") if folder else "")
        for name in NAMES
    )
    spaces = (*_KNOWN.namespaces, "*") if open else _KNOWN.namespaces
    policy = replace(_KNOWN, clusters=clusters, namespaces=spaces)
    return System("smartcloudops", "SmartCloudOps", services=SERVICES, operations=policy)


@dataclass
class Lane:
    """One sandbox and the ways into it."""

    sandbox: Sandbox
    clusters: KubeClusters
    folder: Path
    contexts: dict[bool, Context] = field(default_factory=dict)

    @property
    def planes(self) -> dict[str, Plane]:
        return self.sandbox.clusters.by_name

    def place(self, open: bool) -> Context:
        if open not in self.contexts:
            home = system(open, self.folder)
            self.contexts[open] = Context(Catalog((home,)), NOW, "UTC", home.id, "U0ME")
        return self.contexts[open]

    def reach(self, home: System, name: str, who: Identity | None = None) -> Kube:
        cluster = home.operations.at(name)
        assert cluster is not None
        return self.clusters.reach(cluster, who)

    def forget(self) -> None:
        """Begin a new page of every record."""
        for plane in self.planes.values():
            plane.audit.clear()

    def asked(self, name: str) -> list[Entry]:
        """What a cluster was asked since."""
        return self.planes[name].audit.since(0)

    def objects(self) -> dict[tuple[str, str, str, str], str]:
        """(cluster, kind, namespace, name) -> resourceVersion of everything there is."""
        return {
            (name, kind, one["metadata"].get("namespace", ""), one["metadata"]["name"]): one["metadata"][
                "resourceVersion"
            ]
            for name, plane in self.planes.items()
            for kind, one in plane.store.everything()
        }


@asynccontextmanager
async def lane(folder: Path) -> AsyncIterator[Lane]:
    """A sandbox in which nothing moves by itself any more, and the way to its clusters."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    running = await start(database_url="", people=0)
    try:
        _furnish(running)
        made = _config(running)
        (folder / "kubeconfig").write_text(yaml.safe_dump(made))
        ticks = [0.0]

        def now() -> float:
            ticks[0] += STEP
            return ticks[0]

        async with open_clusters(now=now) as clusters:
            yield Lane(running, clusters, folder)
    finally:
        await running.stop()


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` and wait for everything it has begun, also for what it did not wait for itself."""
    loop = asyncio.get_running_loop()
    if loop.get_task_factory() is not _noted:
        loop.set_task_factory(_noted)
    begun: list[asyncio.Task[Any]] = []
    token = _LINE.set(begun)
    try:
        return await work
    finally:
        _LINE.reset(token)
        while left := [task for task in begun if not task.done()]:
            await asyncio.gather(*left, return_exceptions=True)


def _noted(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **more)
    begun = _LINE.get()
    if begun is not None:
        begun.append(task)
    return task


def _furnish(running: Sandbox) -> None:
    """More to look at than the sandbox's first morning has: a second namespace, a broken rollout, an edge."""
    production, second = running.clusters.by_name["production"], running.clusters.by_name["second"]
    for plane, namespace in ((production, "payments"), (second, "edge")):
        plane.make({"kind": "Namespace", "metadata": {"name": namespace}})
        for one in _rights(namespace):
            plane.make(one)
    for plane in (production, second):
        for one in _bots_rights():
            plane.make(one)
    for one in _role("smartcloudops", "tender", _TENDING, ("sre",)):
        production.make(one)
    for role in ("surroundings", "act-as-people"):
        _copied(production, second, role)
    for name, image in (("checkout", "shop/checkout:7"), ("stuck", "shop/broken:1")):
        production.make(_workload("Deployment", "payments", name, image))
    production.make(_workload("StatefulSet", "payments", "ledger", "shop/ledger:2"))
    second.make(_workload("Deployment", "edge", "proxy", "edge/proxy:3"))
    # Two days later: what starts has started, and what is stuck has been given up.
    running.clock.aim(time.time(), running.clock.now() + 2 * 86_400, 1.0)
    for plane in (production, second):
        plane.catch_up()


def _copied(source: Plane, target: Plane, role: str) -> None:
    """The same cluster role in another cluster, and its binding."""
    for _, one in list(source.store.everything()):
        if one["kind"] in ("ClusterRole", "ClusterRoleBinding"):
            named = one["metadata"]["name"] if one["kind"] == "ClusterRole" else one["roleRef"]["name"]
            if named == role:
                target.make({**one, "metadata": {"name": one["metadata"]["name"]}})


_RBAC = "rbac.authorization.k8s.io"
_CORE = ["configmaps", "endpoints", "events", "pods", "pods/log", "serviceaccounts", "services"]
_LOOKING: list[dict[str, Any]] = [
    {"apiGroups": [""], "resources": _CORE, "verbs": ["get", "list"]},
    {
        "apiGroups": ["apps", "autoscaling", "policy", "metrics.k8s.io"],
        "resources": ["*"],
        "verbs": ["get", "list"],
    },
]
_TENDING: list[dict[str, Any]] = [
    {"apiGroups": [""], "resources": ["configmaps", "services"], "verbs": ["get", "patch"]},
    {"apiGroups": ["autoscaling"], "resources": ["*"], "verbs": ["get", "patch"]},
]


def _bots_rights() -> list[dict[str, Any]]:
    """Tocsin reads everywhere but Secrets, also where no person may: what a person lacks must show."""
    subject = {"apiGroup": _RBAC, "kind": "Group", "name": "bots"}
    role = {"apiGroup": _RBAC, "kind": "ClusterRole", "name": "tocsin"}
    head = {"apiVersion": f"{_RBAC}/v1", "metadata": {"name": "tocsin"}}
    return [{**head, "kind": "ClusterRole", "rules": _LOOKING},
            {**head, "kind": "ClusterRoleBinding", "roleRef": role, "subjects": [subject]}]  # fmt: skip


def _rights(namespace: str) -> list[dict[str, Any]]:
    """People read all but Secrets, sre patches, as in the sandbox's own namespace."""
    changing = [{"apiGroups": ["apps"], "resources": ["*"], "verbs": ["get", "patch"]}]
    reader = _role(namespace, "reader", _LOOKING, ("sre", "dev"))
    return [*reader, *_role(namespace, "deployer", changing, ("sre",))]


def _role(
    namespace: str, name: str, rules: list[dict[str, Any]], groups: tuple[str, ...]
) -> list[dict[str, Any]]:
    head = {"apiVersion": f"{_RBAC}/v1", "metadata": {"name": name, "namespace": namespace}}
    subjects = [{"apiGroup": _RBAC, "kind": "Group", "name": group} for group in groups]
    ref = {"apiGroup": _RBAC, "kind": "Role", "name": name}
    return [{**head, "kind": "Role", "rules": rules},
            {**head, "kind": "RoleBinding", "roleRef": ref, "subjects": subjects}]  # fmt: skip


def _workload(kind: str, namespace: str, name: str, image: str) -> dict[str, Any]:
    labels = {"app": name}
    pod = {"containers": [{"name": name, "image": image}, {"name": "side", "image": "shop/side:1"}]}
    spec: dict[str, Any] = {
        "replicas": 2,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": pod},
    }
    if kind == "StatefulSet":
        spec["serviceName"] = name
    meta = {"name": name, "namespace": namespace, "labels": labels}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": meta, "spec": spec}


def _config(running: Sandbox) -> dict[str, Any]:
    told = running.facts()["clusters"]
    return {
        "apiVersion": "v1", "kind": "Config", "current-context": CONTEXTS["production"],
        "clusters": [{"name": name, "cluster": {"server": told[name]["server"]}} for name in NAMES],
        "users": [{"name": "bot", "user": {"token": "bot-token"}}],
        "contexts": [
            {"name": CONTEXTS[name], "context": {"cluster": name, "user": "bot"}} for name in NAMES
        ],
    }  # fmt: skip
