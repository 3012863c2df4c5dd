"""An API server of ten lines that answers as a test says, and the real one that KUBECONFIG leads to."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from aiohttp import web

from bot.domain.action import Request
from bot.domain.operations import Cluster
from bot.ports import Kube
from bot.ports.kubernetes import KubeClusters, open_clusters

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Seen:
    """One request as it came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    headers: list[tuple[str, str]]
    body: Any

    def lines(self, name: str) -> list[str]:
        """The values of every header line of that name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass
class Api:
    """The server: `answers` by path, and what it `seen`. An answer is JSON or a function."""

    answers: dict[str, Any] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    def of(self, method: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.method == method]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = [(name.decode(), value.decode()) for name, value in request.raw_headers]
        said = json.loads(body) if body else None
        self.seen.append(Seen(request.method, request.path, dict(request.query), headers, said))
        answer = self.answers.get(request.path, self.answers.get("*", {}))
        return await answer(request) if callable(answer) else web.json_response(answer)


def status(code: int, reason: str, message: str, details: Any = None, **headers: str) -> Answer:
    """The answer of an API server that refuses."""
    body = {"kind": "Status", "status": "Failure", "reason": reason, "message": message, "code": code}

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.json_response(body | {"details": details or {}}, status=code, headers=headers)

    return refuse


def write_kubeconfig(path: Path, server: str, user: dict[str, Any], **cluster: Any) -> str:
    """A kubeconfig with one context, `test`; JSON is YAML."""
    entry = {
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        "clusters": [{"name": "test", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "test", "user": user}],
    }
    path.write_text(json.dumps(entry))
    return str(path)


@pytest.fixture
def refuses() -> Callable[..., Answer]:
    return status


@pytest.fixture
def kubeconfig(tmp_path: Path) -> Callable[..., str]:
    """Writes a kubeconfig and gives its path."""

    def write(server: str, user: dict[str, Any], name: str = "kubeconfig", **cluster: Any) -> str:
        return write_kubeconfig(tmp_path / name, server, user, **cluster)

    return write


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    served = Api()
    application = web.Application(client_max_size=2**24)
    application.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()
    await asyncio.sleep(0)


@pytest.fixture
def cluster(api: Api, kubeconfig: Callable[..., str]) -> Cluster:
    return Cluster("prod", context="test", kubeconfig=kubeconfig(api.url, {"token": "the-token"}))


@pytest.fixture
async def clusters() -> AsyncIterator[KubeClusters]:
    async with open_clusters() as opened:
        yield opened


@pytest.fixture
def rig() -> Cluster:
    """The real cluster, as its administrator."""
    return Cluster("rig", kubeconfig=os.environ.get("KUBECONFIG", ""))


@pytest.fixture
def address() -> dict[str, Any]:
    """The real cluster's entry of the kubeconfig: its server and what to trust."""
    found = yaml.safe_load(Path(os.environ["KUBECONFIG"]).read_text())["clusters"][0]["cluster"]
    return dict(found)


@pytest.fixture
async def admin(rig: Cluster, clusters: KubeClusters) -> Kube:
    return clusters.reach(rig)


@pytest.fixture
async def place(admin: Kube) -> AsyncIterator[str]:
    """A namespace of the test's own, by name."""
    name = f"port-{uuid4().hex[:8]}"
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    await admin.send(Request("POST", "/api/v1/namespaces", body), "tocsin")
    yield name
    await admin.send(Request("DELETE", f"/api/v1/namespaces/{name}"), "tocsin")
