"""A wire between Tocsin and a cluster that a test can hold: it forwards everything, and writes it down.

async with between(ground) as wire:
    wire.hold("before")        # the next change waits before it reaches the API server
    wire.hold("after")         # ... or is done, and its answer waits
    await wire.held()
    ...kill the bot...
    wire.release()
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import yaml
from aiohttp import web

from tests.clusters import Ground

CHANGES = ("PATCH", "POST", "PUT", "DELETE")
REASONS = {
    401: "Unauthorized", 404: "NotFound", 409: "Conflict", 422: "Invalid", 429: "TooManyRequests",
    500: "InternalError", 503: "ServiceUnavailable",
}  # fmt: skip
PASSED_ON = ("Authorization", "Content-Type", "Accept")


@dataclass(frozen=True)
class Seen:
    """One request as it came over the wire; `users` and `groups` are those it impersonates."""

    method: str
    path: str
    query: dict[str, str]
    users: tuple[str, ...]
    groups: tuple[str, ...]
    body: bytes = b""

    @property
    def changes(self) -> bool:
        """Whether it changes the cluster: no read, no dry run, no question about rights."""
        asks = self.path.endswith(("accessreviews",))
        return self.method in CHANGES and "dryRun" not in self.query and not asks


@dataclass
class Between:
    """The wire; `seen` are all requests so far, in order."""

    target: str
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    _hold: str = ""
    _gate: asyncio.Event = field(default_factory=asyncio.Event)
    _holding: asyncio.Event = field(default_factory=asyncio.Event)
    _answer: int = 0
    _everything: bool = False
    _refused: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    @property
    def changes(self) -> list[Seen]:
        return [one for one in self.seen if one.changes]

    def hold(self, when: str) -> None:
        """Hold the next change `before` it is done, or `after`."""
        self._hold, self._gate, self._holding = when, asyncio.Event(), asyncio.Event()

    def release(self) -> None:
        self._hold = ""
        self._gate.set()

    def answer(self, status: int, everything: bool = False) -> None:
        """Answer changes (or everything) with `status` instead of forwarding; 0 forwards again."""
        self._answer, self._everything = status, everything

    async def refused(self, times: int) -> None:
        """Wait until so many more requests were answered so."""
        async with asyncio.timeout(60):
            for _ in range(times):
                await self._refused.get()

    async def held(self) -> None:
        """Wait until a change is being held."""
        async with asyncio.timeout(30):
            await self._holding.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        seen = Seen(
            request.method,
            request.path,
            dict(request.query),
            tuple(request.headers.getall("Impersonate-User", ())),
            tuple(request.headers.getall("Impersonate-Group", ())),
            body,
        )
        self.seen.append(seen)
        if self._answer and (seen.changes or self._everything):
            self._refused.put_nowait(seen.path)
            return web.json_response(_status(self._answer), status=self._answer)
        if seen.changes and self._hold == "before":
            await self._wait()
        answer = await self._forward(request, body)
        if seen.changes and self._hold == "after":
            await self._wait()
        return answer

    async def _wait(self) -> None:
        self._holding.set()
        await self._gate.wait()

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name in PASSED_ON or name.startswith("Impersonate-")
        ]
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, self.target + request.path_qs, data=body, headers=headers, ssl=False
            ) as answer,
        ):
            content = {"Content-Type": answer.headers.get("Content-Type", "application/json")}
            return web.Response(body=await answer.read(), status=answer.status, headers=content)


def _status(code: int) -> dict[str, Any]:
    """A Status as the API server writes it."""
    return {
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
        "reason": REASONS.get(code, ""), "message": f"refused by the test with {code}",
    }  # fmt: skip


@asynccontextmanager
async def between(ground: Ground) -> AsyncIterator[tuple[Ground, Between]]:
    """`ground` as reached through a wire, and the wire."""
    wire = Between(ground.server)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", wire.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    config = yaml.safe_load(ground.kubeconfig.read_text())
    for cluster in config["clusters"]:
        cluster["cluster"] = {"server": wire.url}
    path = ground.folder / f"between-{ground.namespace}.kubeconfig"
    path.write_text(yaml.safe_dump(config))
    try:
        yield replace(ground, kubeconfig=path), wire
    finally:
        wire.release()
        await runner.cleanup()
