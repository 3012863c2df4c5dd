"""How long `/ops get pods` takes with 5,000 pods, beside the kubectl binary on the same server.

What a person waits for: of ours from the call to the redacted text, in a process that runs already and
has talked to the cluster before; of kubectl from its start to its end, because it starts each time. They
take turns, and the figures are medians. The pods are bound to a node that no kubelet serves and told to
be running, so nothing runs; they go with their namespace. Called by `__main__`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench import cluster
from bench.budgets import Figures
from bench.ground import Ground
from bench.serving import vendor
from bot.domain.action import Request
from bot.ports import Kube

NODE = "tocsin-bench-no-node"
MERGE = "application/merge-patch+json"
NO_KUBECTL = "There is no kubectl on the PATH to compare with."
JSON = dict[str, Any]


@dataclass
class Taken:
    """What one contender needed, round by round."""

    seconds: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)


async def measure(ground: Ground, quick: bool) -> Figures:
    """The ratio, what it is made of, and the memory of both."""
    if not shutil.which("kubectl"):
        return {"get_pods_vs_kubectl": None, "get_pods_vs_kubectl_why": NO_KUBECTL}
    many, rounds = (60, 2) if quick else (5_000, 9)
    async with AsyncExitStack() as stack:
        place = cluster.own()
        if place is None:
            place = await stack.enter_async_context(_sandbox(ground))
        admin = await stack.enter_async_context(cluster.administered(place))
        namespace = await stack.enter_async_context(cluster.homely(admin))
        await _filled(admin, namespace, many)
        ours, theirs, starts = await _in_turns(ground, place, namespace, many, rounds)
    return _told(ours, theirs, starts) | {"get_pods_pods": many, "get_pods_cluster": place.name}


def _told(ours: Taken, theirs: Taken, starts: Taken) -> Figures:
    mine, kubectl, start = (statistics.median(taken.seconds) for taken in (ours, theirs, starts))
    return {
        "get_pods_vs_kubectl": round(mine / kubectl, 3),
        "get_pods_vs_kubectl_without_start": round(mine / (kubectl - start), 3),
        "get_pods_s": round(mine, 3),
        "kubectl_get_pods_s": round(kubectl, 3),
        "kubectl_start_s": round(start, 3),
        "get_pods_rss_mb": round(max(ours.mb), 1) if ours.mb else None,
        "kubectl_rss_mb": round(max(theirs.mb), 1),
    }


async def _in_turns(
    ground: Ground, place: cluster.Place, namespace: str, many: int, rounds: int
) -> tuple[Taken, Taken, Taken]:
    """(ours, kubectl's, a kubectl that only starts), the first round of each left out."""
    ours, theirs, starts = Taken(), Taken(), Taken()
    out = ground.folder / "kubectl.out"
    words = ("--cache-dir", str(ground.folder / "kubectl"), "--context", place.context)
    arguments = ("--kubeconfig", str(place.kubeconfig), "--context", place.context)
    async with aiohttp.ClientSession() as session, ground.process("bench.reader", *arguments) as reader:
        url = json.loads(reader.line)["url"]
        await _read(session, url, "default")  # opens the connection, learns which kinds there are
        for number in range(rounds + 1):
            told = await _read(session, url, namespace)
            lines, seconds = _lines(told, many), told["seconds"]
            listed = await _spent(ground, place, out, *words, "-n", namespace, "get", "pods")
            if len(out.read_text().splitlines()) != lines:
                raise RuntimeError("kubectl and we do not list the same pods")
            started = await _spent(ground, place, out, "version", "--client")
            if told["peak_mb"] is not None and not ours.mb:
                ours.mb.append(told["peak_mb"] - told["before_mb"])
            if number:
                ours.seconds.append(seconds)
                theirs.seconds.append(listed["seconds"])
                theirs.mb.append(listed["mb"])
                starts.seconds.append(started["seconds"])
    return ours, theirs, starts


def _lines(told: JSON, many: int) -> int:
    if told["lines"] != many + 1:
        raise RuntimeError(f"{many} pods are {told['lines']} lines with us")
    return many + 1


async def _read(session: aiohttp.ClientSession, url: str, namespace: str) -> JSON:
    async with session.post(f"{url}/read", json={"namespace": namespace}) as answer:
        answer.raise_for_status()
        told: JSON = await answer.json()
    return told


async def _spent(ground: Ground, place: cluster.Place, out: Path, *words: str) -> JSON:
    """One run of kubectl: seconds and MB."""
    environment = {"KUBECONFIG": str(place.kubeconfig)}
    async with ground.process("bench.spent", str(out), "kubectl", *words, **environment) as ran:
        told: JSON = json.loads(ran.line)
    if told["status"]:
        raise RuntimeError(f"kubectl {' '.join(words)} left with {told['status']}")
    return told


@asynccontextmanager
async def _sandbox(ground: Ground) -> AsyncIterator[cluster.Place]:
    """The sandbox's cluster; over a wire, because kubectl sends no token over plain HTTP."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(vendor(ground, "sandbox", "--no-limits"))
        place = cluster.sandboxed(slack.facts, ground.folder)
        there, _ = await stack.enter_async_context(cluster.wired(place, ground.folder))
        yield there


async def _filled(admin: Kube, namespace: str, many: int) -> None:
    gate = asyncio.Semaphore(cluster.AT_ONCE)
    path = f"/api/v1/namespaces/{namespace}/pods"

    async def one(number: int) -> None:
        name = f"backend-{number % 97:02}-{number:05}"
        async with gate:
            await cluster.make(admin, path, _pod(name))
            await admin.send(Request("PATCH", f"{path}/{name}/status", _running(number), MERGE), "bench")

    await asyncio.gather(*(one(number) for number in range(many)))


def _pod(name: str) -> JSON:
    """About as large as a pod of a Deployment."""
    env = [{"name": f"SETTING_{n}", "value": f"value-{n}"} for n in range(12)]
    container = {
        "name": "backend", "image": "registry.example/backend:811", "env": env,
        "ports": [{"containerPort": 8080, "name": "http"}],
        "resources": {"requests": {"cpu": "100m"}, "limits": {"memory": "256Mi"}},
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
    }  # fmt: skip
    labels = {"app": "backend", "tier": "api", "pod-template-hash": name[:10], "team": "engineering"}
    spec = {"nodeName": NODE, "terminationGracePeriodSeconds": 0, "containers": [container]}
    return {
        "metadata": {"name": name, "labels": labels, "annotations": {"prometheus.io/scrape": "true"}},
        "spec": spec,
    }


def _running(number: int) -> JSON:
    began = "2026-01-01T00:00:00Z"
    state = {
        "name": "backend", "image": "registry.example/backend:811", "imageID": "", "ready": True,
        "started": True, "restartCount": number % 4, "state": {"running": {"startedAt": began}},
    }  # fmt: skip
    conditions = [
        {"type": kind, "status": "True", "lastTransitionTime": began}
        for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
    ]
    status = {"phase": "Running", "podIP": f"10.{number % 200}.{number // 200}.9", "hostIP": "10.0.0.1"}
    return {"status": status | {"startTime": began, "containerStatuses": [state], "conditions": conditions}}
