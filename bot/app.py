"""The only composition root: settings in, a running replica out. Called by `__main__` and by tests."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from slack_bolt.async_app import AsyncApp

from bot.actions import registry
from bot.catalog.load import load
from bot.errors import Refused
from bot.ports.kubernetes import open_clusters
from bot.ports.slack import Calls, Slack, open_calls
from bot.settings import Settings
from bot.store import embedded
from bot.store.health import migrated
from bot.store.migrate import migrate
from bot.store.store import Store
from bot.usecases.desk import Desk
from bot.web.pages import Pages
from bot.web.status import Check, application
from bot.worker.clockwork import Clockwork
from bot.worker.effects import EFFECTS
from bot.worker.loop import Loop
from bot.worker.perform import parker, performer
from bot.worker.world import World
from commands.identity import authorizer
from commands.register import register
from commands.socket import Socket

log = structlog.get_logger()


@dataclass(frozen=True)
class Replica:
    """One serving process: everything it is made of, for `run` to start and stop."""

    desk: Desk
    loop: Loop
    clockwork: Clockwork
    socket: Socket
    pages: Pages
    world: World


@asynccontextmanager
async def open_desk(settings: Settings, speed: float | None = None) -> AsyncIterator[Desk]:
    """A desk over a migrated database: the one that is set, or the embedded one.

    Only who serves sets the clock's `speed`; others take the clock as it runs.
    """
    url = settings.database_url
    if url is None:
        url = await asyncio.to_thread(embedded.start, settings.data)
    await migrate(url)
    store = await Store.open(url, pool_size=settings.pool_size, clock_speed=speed)
    try:
        catalog = await asyncio.to_thread(load, settings.catalog)
        yield Desk(store, store.clock, catalog, registry.specs())
    finally:
        await store.close()


@asynccontextmanager
async def open_replica(settings: Settings) -> AsyncIterator[Replica]:
    """Everything made and wired, nothing started yet."""
    token, base = settings.bot_token.get_secret_value(), settings.slack_api_url
    async with (
        open_desk(settings, settings.clock_speed) as desk,
        open_calls(token, base, desk.clock) as calls,
        open_clusters() as clusters,
    ):
        world = World(desk, Slack(calls), settings.reports, clusters, registry.ACTIONS)
        loop = Loop(
            desk.store.queue,
            performer(world, EFFECTS),
            parker(world),
            quick=settings.quick_jobs,
            long=settings.long_jobs,
            attempts=settings.attempts,
            heartbeat=settings.heartbeat,
            lease=settings.lease,
        )
        socket = Socket(bolt(calls, settings, world), settings.app_token.get_secret_value())
        pages = Pages(application(_checks(desk, loop, socket), desk.clock), settings.host, settings.port)
        yield Replica(desk, loop, Clockwork(desk, settings.away, settings.lease), socket, pages, world)


def bolt(calls: Calls, settings: Settings, world: World) -> AsyncApp:
    """Bolt with our listeners. It acks when a listener ends: acked means durable."""
    app = AsyncApp(
        name="tocsin",  # else Bolt reads the source of every caller to find one
        client=calls.nameless(),
        authorize=authorizer(settings.bot_token.get_secret_value(), world.chat.me),
        signing_secret=settings.signing_secret.get_secret_value(),
        process_before_response=True,
    )
    register(app, world.desk)
    return app


async def serve(settings: Settings) -> None:
    """Run one replica until SIGTERM or SIGINT, then finish what is running and go."""
    if not (settings.bot_token.get_secret_value() and settings.app_token.get_secret_value()):
        raise Refused(
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set. The README says where they come from."
        )
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with open_replica(settings) as replica:
        await run(replica, stopping)


async def run(replica: Replica, stopping: asyncio.Event) -> None:
    """Start every part of `replica`, wait for `stopping`, and stop them in the order that loses nothing."""
    url = replica.pages.listen()
    async with asyncio.TaskGroup() as group:
        group.create_task(replica.loop.run())
        pages = group.create_task(replica.pages.run())
        socket = group.create_task(replica.socket.run())
        await replica.clockwork.start()
        print(f"tocsin serves {url}/readyz", flush=True)
        await stopping.wait()
        log.info("stopping")
        await replica.socket.close()
        await replica.clockwork.stop()
        await replica.loop.stop()
        replica.pages.close()
        await pages
        socket.cancel()


def _checks(desk: Desk, loop: Loop, socket: Socket) -> dict[str, Check]:
    async def database() -> bool:
        return await migrated(desk.store)

    async def workers() -> bool:
        return all(loop.fetching.values())

    return {"database": database, "workers": workers, "slack": socket.open}
