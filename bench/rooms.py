"""Channels in the sandbox for incidents that the bench made up: each with its card. Used by `lateness`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bench.serving import Vendor

QUIET = 2.0
"""Seconds after the last channel was made in which its events arrive."""


@dataclass(frozen=True)
class Place:
    """One incident's channel in the sandbox, and its card there."""

    channel: str
    card: str


async def furnished(slack: Vendor, many: int) -> list[Place]:
    """A channel with a card for each incident, made over the Web API as the bot makes them."""
    gate = asyncio.Semaphore(20)

    async def one(number: int) -> Place:
        async with gate:
            made = await slack.call("conversations.create", name=f"incident-bench-{number}")
            channel = str(made["channel"]["id"])
            posted = await slack.call("chat.postMessage", channel=channel, text="The card of this incident.")
            return Place(channel, str(posted["ts"]))

    async with _listening(slack):
        return list(await asyncio.gather(*(one(number) for number in range(many))))


@asynccontextmanager
async def _listening(slack: Vendor) -> AsyncIterator[None]:
    """Take every event off the sandbox's hands, or it would pour them over the replica when that connects."""
    where = await slack.call("apps.connections.open", token="app_token")

    async def take(line: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in line:
            if frame.type is aiohttp.WSMsgType.TEXT and "envelope_id" in (told := json.loads(frame.data)):
                await line.send_json({"envelope_id": told["envelope_id"]})

    async with slack.session.ws_connect(where["url"]) as line:
        taking = asyncio.create_task(take(line))
        yield
        await asyncio.sleep(QUIET)
        taking.cancel()
