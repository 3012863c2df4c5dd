"""A Kubernetes to test against: the sandbox's own, or the real control plane of $KUBECONFIG. Same tests.

    @pytest.fixture(params=GROUNDS)
    async def ground(request, slack) -> AsyncIterator[Ground]:
        async with standing(request.param, slack) as made:
            yield made

A ground is one namespace of its own on a cluster that may be shared, with its people's rights bound.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from sandbox.server import Sandbox

JSON = dict[str, Any]
SANDBOX, REAL = "sandbox", "real"
GROUNDS = [SANDBOX, pytest.param(REAL, marks=pytest.mark.cluster)]
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"

OPERATOR: list[JSON] = [
    {"apiGroups": ["apps"], "resources": ["deployments", "statefulsets", "daemonsets"],
     "verbs": ["get", "list", "patch"]},
    {"apiGroups": ["apps"], "resources": ["deployments/scale", "statefulsets/scale"],
     "verbs": ["get", "patch"]},
    {"apiGroups": ["autoscaling"], "resources": ["horizontalpodautoscalers"],
     "verbs": ["get", "list", "patch"]},
    {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "patch"]},
]  # fmt: skip


@dataclass
class Ground:
    """`kubeconfig` and `context` are for Tocsin; `call` acts as an administrator behind its back.

    `folder` is the test's own.
    """

    kind: str
    kubeconfig: Path
    context: str
    namespace: str
    server: str
    token: str
    session: aiohttp.ClientSession
    folder: Path

    async def call(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **query: str
    ) -> JSON:
        """One request as the administrator; AssertionError unless it succeeds."""
        status, answer = await self.ask(method, path, body, content_type, **query)
        assert status < 300, (method, path, status, answer)
        return answer

    async def ask(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **query: str
    ) -> tuple[int, JSON]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        async with self.session.request(
            method, self.server + path, json=body, headers=headers, params=query, ssl=False
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    def apps(self, plural: str, name: str = "", sub: str = "") -> str:
        parts = ["/apis/apps/v1/namespaces", self.namespace, plural, name, sub]
        return "/".join(part for part in parts if part)

    def core(self, plural: str, name: str = "") -> str:
        return "/".join(part for part in ["/api/v1/namespaces", self.namespace, plural, name] if part)

    async def deployment(self, name: str, image: str, replicas: int = 2, **env: str) -> JSON:
        """Make it, or bring its image to `image`: a release, as a pipeline would do it."""
        path = self.apps("deployments", name)
        status, _ = await self.ask("GET", path)
        if status == 404:
            return await self.call("POST", self.apps("deployments"), workload(name, image, replicas, **env))
        containers = [{"name": name, "image": image}]
        body = {"spec": {"template": {"spec": {"containers": containers}}}}
        return await self.call("PATCH", path, body, STRATEGIC)

    async def live(self, name: str, plural: str = "deployments") -> JSON:
        return await self.call("GET", self.apps(plural, name))

    async def image(self, name: str, plural: str = "deployments") -> str:
        found = await self.live(name, plural)
        image: str = found["spec"]["template"]["spec"]["containers"][0]["image"]
        return image

    async def settled(self, name: str, plural: str = "deployments") -> bool:
        """Whether every pod of it is new and ready."""
        found = await self.live(name, plural)
        status, spec = found.get("status") or {}, found["spec"]
        wanted = spec.get("replicas", status.get("desiredNumberScheduled", 0))
        ready = status.get("readyReplicas", status.get("numberReady", 0))
        updated = status.get("updatedReplicas", status.get("updatedNumberScheduled", 0))
        seen = status.get("observedGeneration", 0) >= found["metadata"]["generation"]
        return bool(seen and ready == updated == wanted)


def workload(name: str, image: str, replicas: int = 2, kind: str = "Deployment", **env: str) -> JSON:
    """A workload of `kind` whose pods run one container called as it."""
    spec: JSON = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": name}},
        "template": {
            "metadata": {"labels": {"app": name}},
            "spec": {
                "containers": [
                    {"name": name, "image": image, "env": [{"name": k, "value": v} for k, v in env.items()]}
                ]
            },
        },
    }
    if kind == "DaemonSet":
        del spec["replicas"]
    if kind == "StatefulSet":
        spec["serviceName"] = name
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


@asynccontextmanager
async def standing(kind: str, slack: Sandbox, folder: Path) -> AsyncIterator[Ground]:
    """A namespace with the rights of the people in it, gone again afterwards."""
    kubeconfig, context, server, token = _reached(kind, slack, folder)
    async with aiohttp.ClientSession() as session:
        name = f"t-{uuid.uuid4().hex[:8]}"
        ground = Ground(kind, kubeconfig, context, name, server, token, session, folder)
        await ground.call("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
        await _bind(ground)
        try:
            yield ground
        finally:
            await ground.ask("DELETE", f"/api/v1/namespaces/{name}")


async def _bind(ground: Ground) -> None:
    """Group sre may change workloads here, group dev only look."""
    base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{ground.namespace}"
    looking = [{**rule, "verbs": ["get", "list"]} for rule in OPERATOR]
    for role, rules, group in (("operator", OPERATOR, "sre"), ("onlooker", looking, "dev")):
        await ground.call("POST", f"{base}/roles", {"metadata": {"name": role}, "rules": rules})
        subject = {"kind": "Group", "name": group, "apiGroup": "rbac.authorization.k8s.io"}
        ref = {"kind": "Role", "name": role, "apiGroup": "rbac.authorization.k8s.io"}
        body = {"metadata": {"name": f"{group}-{role}"}, "subjects": [subject], "roleRef": ref}
        await ground.call("POST", f"{base}/rolebindings", body)


def _reached(kind: str, slack: Sandbox, folder: Path) -> tuple[Path, str, str, str]:
    """(kubeconfig for Tocsin, its context, server, administrator's token)."""
    if kind == SANDBOX:
        return _in_the_sandbox(slack, folder, "production")
    path = os.environ.get("KUBECONFIG", "")
    if not path:
        pytest.skip("KUBECONFIG names no cluster")
    config = yaml.safe_load(Path(path).read_text())
    context = config["current-context"]
    names = next(one["context"] for one in config["contexts"] if one["name"] == context)
    server = next(one["cluster"]["server"] for one in config["clusters"] if one["name"] == names["cluster"])
    user = next(one["user"] for one in config["users"] if one["name"] == names["user"])
    if "token" not in user:
        pytest.skip("the administrator of KUBECONFIG has no token")
    return Path(path), context, server, user["token"]


def _in_the_sandbox(slack: Sandbox, folder: Path, name: str) -> tuple[Path, str, str, str]:
    cluster: Mapping[str, str] = slack.facts()["clusters"][name]
    made = folder / f"sandbox-{name}.kubeconfig"
    made.write_text(yaml.safe_dump(_config(cluster["server"], cluster["admin_token"])))
    return made, "sandbox", cluster["server"], cluster["admin_token"]


@dataclass(frozen=True)
class Elsewhere:
    """Another cluster of the sandbox, for tests with more than one."""

    kind: str
    kubeconfig: Path
    context: str
    namespace: str
    server: str
    token: str
    folder: Path


async def sandboxed(slack: Sandbox, folder: Path, name: str) -> Elsewhere:
    """The sandbox's cluster called `name`."""
    kubeconfig, context, server, token = _in_the_sandbox(slack, folder, name)
    return Elsewhere(SANDBOX, kubeconfig, context, "", server, token, folder)


def _config(server: str, token: str) -> JSON:
    return {
        "apiVersion": "v1", "kind": "Config", "current-context": "sandbox",
        "clusters": [{"name": "sandbox", "cluster": {"server": server}}],
        "users": [{"name": "bot", "user": {"token": token}}],
        "contexts": [{"name": "sandbox", "context": {"cluster": "sandbox", "user": "bot"}}],
    }  # fmt: skip
