"""`python -m sandbox.drill`: read the options, set the stage, play the acts, take everything down again.

Called by `make demo`. Exit code 0 when every step was seen, 1 when one was not, 130 when interrupted.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.drill import change, ending, opening, record, silence
from sandbox.drill.cluster import CONTEXT, Cluster
from sandbox.drill.folder import ROOT, Folder, sweep
from sandbox.drill.product import Product, tail
from sandbox.drill.stage import Stage
from sandbox.drill.teller import Teller
from sandbox.drill.wire import Missed, Wire
from sandbox.server import Sandbox, start

INTERRUPTED = 130
ACTS = (
    opening.declared,
    opening.unanswered,
    change.looked,
    record.worked,
    change.rolled_back,
    silence.clock,
    silence.killed,
    ending.over,
    ending.written,
)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.drill", description="A whole incident, played through Slack's wire."
    )
    parser.add_argument("--once", action="store_true", help="leave when the story is over")
    parser.add_argument("--speed", type=float, default=60.0, help="how much faster than real time (60)")
    parser.add_argument("--port", type=int, default=0, help="the sandbox's port; 0 takes a free one")
    parser.add_argument("--catalog", type=Path, default=ROOT / "catalog", help="another folder of systems")
    return parser.parse_args()


def main() -> None:
    given = options()
    try:
        sys.exit(asyncio.run(_drill(given)))
    except BrokenPipeError:  # whoever read the story has left; everything is down by now
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


async def _drill(given: argparse.Namespace) -> int:
    """Set up, play until the end or until a signal, take down. Only the play is ever interrupted."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await sweep()
    folder, teller, code, began = Folder(), Teller(), 1, time.monotonic()
    try:
        async with _stage(given, folder, teller) as stage:
            code = await _until(told, _played(stage))
            if code == 0:
                teller.plain("", f"The story took {time.monotonic() - began:.0f} s.")
            if code != INTERRUPTED and not given.once:
                _invite(stage)
                await told.wait()
    finally:
        await folder.leave(keep_database=code == 1)
    return code


async def _until(told: asyncio.Event, play: Coroutine[Any, Any, int]) -> int:
    """What the play ends with; INTERRUPTED when a signal came first."""
    playing, stopping = asyncio.create_task(play), asyncio.create_task(told.wait())
    await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if playing.done():
        return playing.result()
    playing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await playing
    return INTERRUPTED


@contextlib.asynccontextmanager
async def _stage(given: argparse.Namespace, folder: Folder, teller: Teller) -> AsyncIterator[Stage]:
    """Sandbox and product running, on one clock; stopped in the end whatever happened."""
    sandbox = await start(given.port, speed=1.0, database_url="")
    try:
        async with aiohttp.ClientSession() as session:
            wire = Wire(session, sandbox.url)
            facts = sandbox.facts()
            cluster = Cluster(session, facts["clusters"][CONTEXT])
            kubeconfig = folder.write("kubeconfig", cluster.kubeconfig())
            product = Product(facts, folder.path, given.catalog, given.speed, kubeconfig)
            stage = Stage(wire, product, teller, sandbox.clock, cluster, _names(sandbox))
            try:
                yield stage
            finally:
                await product.stop()
    finally:
        await sandbox.stop()


async def _played(stage: Stage) -> int:
    """All acts, one after the other; what did not come is told with what came instead."""
    tell = stage.tell
    tell.title("Tocsin, a drill: one incident from declare to postmortem")
    try:
        seconds = await stage.product.start()
        clock = await stage.product.clock()
        await stage.wire.post("clock", **clock)
        tell.plain(
            f"The bot is ready after {seconds:.1f} s. A second here is {clock['speed']:g} s of the story.",
            f"Slack (the sandbox): {stage.wire.url}",
            f"The bot's log: {stage.product.log}",
        )
        for act in ACTS:
            await act(stage)
    except Missed as missed:
        tell.failed(missed.expected, missed.seen)
        tell.plain("  the bot's log ends with", *(f"            {line}" for line in tail(stage.product.log)))
        return 1
    return 0


def _names(sandbox: Sandbox) -> dict[str, str]:
    """Ids of people, groups and channels as the story calls them."""
    ws = sandbox.team.workspace
    people = {person.id: person.name for person in ws.people.values()}
    groups = {group.id: group.handle for group in ws.groups.values()}
    return people | groups | {room.id: room.name for room in ws.channels.values()}


def _invite(stage: Stage) -> None:
    """How to go on by hand, until Ctrl-C."""
    speed, data = stage.product.settings["TOCSIN_CLOCK_SPEED"], stage.product.folder
    url = f"{stage.wire.url}/_sandbox/people/mira/command"
    words = '{"channel": "general", "text": "/incident declare p1 slow search"}'
    change = '{"channel": "incident-smartcloudops", "text": "/ops restart backend"}'
    own = f"TOCSIN_DATABASE_URL= TOCSIN_DATA={data} TOCSIN_CLOCK_SPEED={speed}"
    stage.tell.title("It is yours now")
    stage.tell.plain(
        f"  read along    {stage.wire.url}",
        f"  type          curl -s {url} -d '{words}'",
        f"                curl -s {url} -d '{change}'",
        f"  prove it      {own} {sys.executable} -m bot verify",
        "  end           Ctrl-C",
    )


if __name__ == "__main__":
    main()
