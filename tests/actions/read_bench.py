"""A seeded namespace of a control plane, and the reads on it. Made by the fixture `bench`."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.actions.kit import Output, Scene
from bot.actions.reading import READS
from bot.domain.action import Call, Request
from bot.domain.operations import Operations
from bot.ports import Kube

SECRET = "correct-horse-battery"


@dataclass(frozen=True)
class ControlPlane:
    """Two accounts on one cluster. `kubeconfig` is the administrator's file."""

    admin: Kube
    bot: Kube
    kubeconfig: str
    sandboxed: bool

    async def kubectl(self, *words: str, stdin: str = "", check: bool = True) -> str:
        """What kubectl prints on stdout, as the administrator."""
        return await kubectl(self.kubeconfig, *words, stdin=stdin, check=check)

    async def make(self, *objects: dict[str, Any]) -> None:
        """Create them through the API: kubectl would want the server's schemas first."""
        served = await self.admin.resources()
        for one in objects:
            group, _, version = one["apiVersion"].rpartition("/")
            kind = next(
                kind
                for kind in served
                if kind.kind == one["kind"] and kind.group == group and kind.version == version
            )
            path = kind.path(one["metadata"].get("namespace", ""))
            await self.admin.send(Request("POST", path, one), "tests")


async def kubectl(kubeconfig: str, *words: str, stdin: str = "", check: bool = True) -> str:
    process = await asyncio.create_subprocess_exec(
        "kubectl", *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "KUBECONFIG": kubeconfig},
    )  # fmt: skip
    out, said = await process.communicate(stdin.encode())
    assert not check or process.returncode == 0, f"kubectl {' '.join(words)}: {said.decode()}"
    return out.decode()


@dataclass(frozen=True)
class Bench:
    """One seeded namespace of a control plane, and the reads on it."""

    plane: ControlPlane
    namespace: str

    async def read(
        self, action: str, /, everywhere: bool = False, person: Kube | None = None, **args: Any
    ) -> Output:
        call = Call(action, args, "test", self.namespace, everywhere)
        return await self.perform(Scene(call, self.plane.admin, person, Operations(), datetime.now(UTC)))

    async def perform(self, scene: Scene) -> Output:
        found = next(one for one in READS if one.spec.name == scene.call.action)
        assert found.read is not None
        return await found.read(scene)

    async def kubectl(self, *words: str, check: bool = True) -> str:
        return await self.plane.kubectl("-n", self.namespace, *words, check=check)

    async def same(self, words: str, name: str = "get", everywhere: bool = False, **args: Any) -> str:
        """The read's text, which is what kubectl prints. Ages tick: kubectl is asked between two reads."""
        for _ in range(10):
            before = (await self.read(name, everywhere, **args)).text
            theirs = await self.kubectl(*words.split())
            after = (await self.read(name, everywhere, **args)).text
            if theirs in (before, after):
                return theirs
        raise AssertionError(f"kubectl:\n{theirs}\nours:\n{after}")


def workload(kind: str, name: str, image: str, **more: Any) -> dict[str, Any]:
    env = [{"name": "DB_PASSWORD", "value": SECRET}, {"name": "MODE", "value": "fast"}]
    limits = {"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": "100m"}}
    probe = {"httpGet": {"path": "/ready", "port": 8080}}
    first = {"name": name, "image": image, "env": env, "resources": limits, "readinessProbe": probe}
    containers = [first, {"name": "side", "image": "envoy:1"}]
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": containers, "tolerations": [{"operator": "Exists"}]},
    }
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template, **more}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": spec,
    }


def seeds() -> list[dict[str, Any]]:
    log = f"\x1b[31mred alert\x1b[0m\nlogged in with {SECRET}\nthree\n"
    noisy = {"name": "noisy", "labels": {"app": "noisy"}, "annotations": {"tocsin.test/log": log}}
    env = [{"name": "API_TOKEN", "value": SECRET}]
    pod = {"containers": [{"name": "main", "image": "noisy:1", "env": env}]}
    port = {"port": 80, "targetPort": 8080}
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    return [
        workload("Deployment", "web", "nginx:1.24", replicas=2),
        workload("StatefulSet", "db", "postgres:15", replicas=2, serviceName="db"),
        workload("DaemonSet", "agent", "agent:1"),
        workload("Deployment", "sick", "broken:1", replicas=1),
        {"apiVersion": "v1", "kind": "Pod", "metadata": noisy, "spec": pod},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
         "spec": {"selector": {"app": "web"}, "ports": [port]}},
        {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"},
         "spec": {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 4,
                  "targetCPUUtilizationPercentage": 80}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"k": SECRET}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"},
         "data": {"app.conf": "[main]\nlevel = info\n", "on": "yes", "n": "1", "star": "* a: b # c"}},
    ]  # fmt: skip


async def seed(bench: Bench) -> None:
    named = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": bench.namespace}}
    await bench.plane.make(named)
    for one in seeds():
        one["metadata"]["namespace"] = bench.namespace
        await bench.plane.make(one)
    for target in ("deploy/web", "sts/db", "ds/agent"):
        await bench.kubectl("rollout", "status", target, "--timeout=60s")
    await bench.kubectl("set", "image", "deploy/web", "web=nginx:1.25")
    await bench.kubectl("set", "image", "sts/db", "db=postgres:16")
    await bench.kubectl("rollout", "status", "deploy/web", "--timeout=60s")
    await bench.kubectl("rollout", "status", "sts/db", "--timeout=60s")
    await bench.kubectl("wait", "--for=condition=Ready", "pod/noisy", "--timeout=30s")
