"""Starts the vendors on one port of one process. Used by `python -m sandbox` and, in process, by tests."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import driver, page
from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.slack import addresses, link, seed
from sandbox.slack.team import Team
from sandbox.slack.webapi import WebApi

if TYPE_CHECKING:
    from sandbox.cluster import Clusters

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LARGEST_BODY = 256 * 1024 * 1024
_CLUSTERS = {"production": "/cluster", "second": "/cluster2"}


class Sandbox:
    """A running sandbox: its address, its parts, and the way to stop it."""

    def __init__(self, url: str, clock: Clock, people: int, limits: bool) -> None:
        self.url = url
        self.clock = clock
        self.team = Team(clock, f"{url}/", people, limits=limits)
        self.faults = Faults()
        self.calls = Calls()
        self.webapi = WebApi(self.team, self.faults, self.calls)
        self._clusters: Clusters | None = None
        self._runner: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def clusters(self) -> "Clusters":
        """The Kubernetes clusters, made when somebody first asks for them."""
        if self._clusters is None:
            # Most runs never meet a cluster; only who does pays for loading and seeding it.
            from sandbox.cluster import Clusters

            self._clusters = Clusters(self.clock)
        return self._clusters

    def facts(self) -> dict[str, Any]:
        """What an app needs to know to connect: the line `python -m sandbox` prints."""
        return {
            "url": self.url,
            "slack_api_url": f"{self.url}/api/",
            "events_url": f"{self.url}/_sandbox/events",
            "bot_token": seed.BOT_TOKEN,
            "app_token": seed.APP_TOKEN,
            "signing_secret": seed.SIGNING_SECRET,
            "people": [
                {"id": p.id, "name": p.name, "tz": p.tz, "is_guest": p.is_guest}
                for p in self.team.workspace.people.values()
                if not (p.deleted or p.is_bot)
            ],
            "clusters": {
                name: {"server": f"{self.url}{path}", "token": "bot-token", "admin_token": "admin-token"}
                for name, path in _CLUSTERS.items()
            },
        }

    def reset(self) -> None:
        """The start state again; sockets, people and clock stay."""
        self.faults.clear()
        self.calls.clear()
        self.team.reset()
        if self._clusters:
            self._clusters.reset()

    async def listen(self, bound: socket.socket) -> None:
        self._runner = web.AppRunner(_app(self), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, bound, backlog=1024).start()

    def follow(self, database_url: str) -> None:
        """Keep looking for the product's clock in its database."""
        # Loading a database driver takes longer than the rest of the start; only who shares a clock pays.
        from sandbox import shared_clock

        self._tasks.append(asyncio.create_task(shared_clock.adopt(self.clock, database_url)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.faults.clear()
        if self._clusters:
            self._clusters.release()
        self.clock.forget()
        self.team.link.forget()
        self.team.link.drop()
        if self._runner:
            await self._runner.cleanup()


async def start(
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    people: int = 0,
    limits: bool = True,
    speed: float | None = None,
    database_url: str | None = None,
) -> Sandbox:
    """Start in the running loop. The environment's TOCSIN_ variables stand in for speed and database."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    clock = Clock(float(os.environ.get("TOCSIN_CLOCK_SPEED") or 1) if speed is None else speed)
    sandbox = Sandbox(f"http://{host}:{bound.getsockname()[1]}", clock, people, limits)
    await sandbox.listen(bound)
    database = os.environ.get("TOCSIN_DATABASE_URL") if database_url is None else database_url
    if database:
        sandbox.follow(database)
    return sandbox


def _app(sandbox: Sandbox) -> web.Application:
    app = web.Application(client_max_size=_LARGEST_BODY)
    team, faults = sandbox.team, sandbox.faults

    async def connect(request: web.Request) -> web.StreamResponse:
        return await link.serve(request, team.link, faults)

    app.router.add_route("*", "/api/{method}", sandbox.webapi.serve)
    app.router.add_get("/link/", connect)
    for name, path in _CLUSTERS.items():
        app.router.add_route("*", f"{path}/{{tail:.*}}", _api_server(sandbox, name))
    addresses.add_routes(app, sandbox.webapi)
    driver.add_routes(app, sandbox)
    page.add_routes(app, team)
    return app


def _api_server(sandbox: Sandbox, name: str) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return await sandbox.clusters.apis[name].serve(request)

    return serve
