"""The Kubernetes that is measured against: the one $KUBECONFIG leads to, else the sandbox's own.

`Place` is how it is reached, `homely` a namespace on it that is gone afterwards, `wired` a way there on
which every request is written down with its time. Used by `pods` and `operations`.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from aiohttp import web

from bot.domain.action import Request
from bot.domain.operations import Cluster
from bot.errors import Permanent
from bot.ports import Kube
from bot.ports.kubernetes import open_clusters

PASSED_ON = ("Authorization", "Content-Type", "Accept")
AT_ONCE = 12
LONGEST_GOING = 120.0


@dataclass(frozen=True)
class Place:
    """`name` says which it is. `token` is the administrator's, empty where that is known by other means."""

    name: str
    context: str
    server: str
    token: str
    kubeconfig: Path


@dataclass(frozen=True)
class Seen:
    """One request as it came by, at a time of `time.time`."""

    at: float
    method: str
    path: str
    rehearsed: bool


@dataclass
class Wire:
    """A way to the cluster over plain HTTP. `seen` are all requests so far, in order."""

    target: str
    token: str
    session: aiohttp.ClientSession
    seen: list[Seen] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        """Write it down and pass it on. kubectl sends no token over plain HTTP, so it is put on here."""
        self.seen.append(Seen(time.time(), request.method, request.path, "dryRun" in request.query))
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name in PASSED_ON or name.startswith("Impersonate-")
        ]
        if "Authorization" not in request.headers:
            headers.append(("Authorization", f"Bearer {self.token}"))
        url, body = self.target + request.path_qs, await request.read()
        async with self.session.request(request.method, url, data=body, headers=headers, ssl=False) as answer:
            kind = {"Content-Type": answer.headers.get("Content-Type", "application/json")}
            return web.Response(body=await answer.read(), status=answer.status, headers=kind)


def own() -> Place | None:
    """The cluster of $KUBECONFIG, None when that names none."""
    path = Path(os.environ.get("KUBECONFIG", "").split(os.pathsep)[0])
    if not path.is_file():
        return None
    config = yaml.safe_load(path.read_text())
    context = config["current-context"]
    names = _named(config, "context", context)
    server = _named(config, "cluster", names["cluster"])["server"]
    return Place("KUBECONFIG", context, server, _named(config, "user", names["user"]).get("token", ""), path)


def sandboxed(facts: Mapping[str, Any], folder: Path) -> Place:
    """The sandbox's own cluster, by the facts that the sandbox prints."""
    told = next(iter(facts["clusters"].values()))
    place = Place("sandbox", "bench", told["server"], told["admin_token"], folder / "sandbox.kubeconfig")
    place.kubeconfig.write_text(_kubeconfig(place))
    return place


@asynccontextmanager
async def administered(place: Place) -> AsyncIterator[Kube]:
    """`place` as its administrator."""
    async with open_clusters() as clusters:
        yield clusters.reach(Cluster("bench", context=place.context, kubeconfig=str(place.kubeconfig)))


@asynccontextmanager
async def homely(admin: Kube) -> AsyncIterator[str]:
    """A namespace of a name nobody has; whatever is made in it is gone when this ends."""
    name = f"tocsin-bench-{secrets.token_hex(4)}"
    await make(admin, "/api/v1/namespaces", {"metadata": {"name": name}})
    try:
        yield name
    finally:
        await admin.send(Request("DELETE", f"/api/v1/namespaces/{name}"), "bench")
        await _gone(admin, f"/api/v1/namespaces/{name}")


async def make(admin: Kube, path: str, body: Mapping[str, Any]) -> Any:
    """POST `body` to `path`; what the server made of it."""
    return await admin.send(Request("POST", path, dict(body)), "bench")


@asynccontextmanager
async def wired(place: Place, folder: Path) -> AsyncIterator[tuple[Place, Wire]]:
    """`place` as reached over a wire, and the wire."""
    async with aiohttp.ClientSession() as session:
        wire = Wire(place.server, place.token, session)
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", wire.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            there = replace(place, context="bench", server=url, kubeconfig=folder / "wired.kubeconfig")
            there.kubeconfig.write_text(_kubeconfig(there))
            yield there, wire
        finally:
            await runner.cleanup()


def _named(config: Mapping[str, Any], what: str, name: str) -> dict[str, Any]:
    found: Iterator[dict[str, Any]] = (one[what] for one in config[f"{what}s"] if one["name"] == name)
    return next(found)


def _kubeconfig(place: Place) -> str:
    """One context called bench; JSON is YAML."""
    return json.dumps(
        {
            "apiVersion": "v1", "kind": "Config", "current-context": "bench",
            "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench"}}],
            "clusters": [{"name": "bench", "cluster": {"server": place.server}}],
            "users": [{"name": "bench", "user": {"token": place.token}}],
        }
    )  # fmt: skip


async def _gone(admin: Kube, path: str) -> None:
    """Wait for the end of what was deleted, so that it disturbs no later figure; at most some minutes."""
    for _ in range(int(LONGEST_GOING)):
        try:
            await admin.get(path)
        except Permanent:
            return
        await asyncio.sleep(1)
