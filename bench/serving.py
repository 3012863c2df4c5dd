"""A replica as an operator starts it, and the vendors it talks to. Used by the parts that need a process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bench.ground import ROOT, Ground

LONGEST_READY = 180.0


@dataclass(frozen=True)
class Vendor:
    """A Slack that the replica can be pointed at: the sandbox, or the bench's own `wire`."""

    pid: int
    facts: dict[str, Any]
    session: aiohttp.ClientSession

    async def post(self, path: str, **body: Any) -> Any:
        """POST JSON to `path` below the vendor's address; the JSON it answers."""
        async with self.session.post(f"{self.facts['url']}/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        """GET `path` below the vendor's address; the JSON it answers."""
        async with self.session.get(f"{self.facts['url']}/{path}") as answer:
            return await answer.json()

    async def call(self, method: str, token: str = "bot_token", **arguments: Any) -> dict[str, Any]:
        """One call of the Web API with the bot's token, or with the `app_token`."""
        headers = {"Authorization": f"Bearer {self.facts[token]}"}
        url = f"{self.facts['slack_api_url']}{method}"
        async with self.session.post(url, json=arguments, headers=headers) as answer:
            body: dict[str, Any] = await answer.json()
        if not body.get("ok"):
            raise RuntimeError(f"{method}: {body.get('error')}")
        return body


@dataclass(frozen=True)
class Replica:
    """A serving process; `seconds` is how long it took from its start until it was ready."""

    pid: int
    seconds: float


@asynccontextmanager
async def vendor(ground: Ground, *arguments: str) -> AsyncIterator[Vendor]:
    """`python -m arguments`, which prints where it is as one line of JSON."""
    pool = aiohttp.TCPConnector(limit=300)
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600), connector=pool)
    async with session, ground.process(*arguments) as process:
        yield Vendor(process.pid, json.loads(process.line), session)


@asynccontextmanager
async def replica(ground: Ground, slack: Vendor, database: str, **more: str) -> AsyncIterator[Replica]:
    """`python -m bot serve` on `database`, from the moment `/readyz` answers 200."""
    begun = time.perf_counter()
    settings = environment(ground, slack, database) | more
    async with ground.process("bot", "serve", **settings) as process:
        url = process.line.split()[-1]
        async with asyncio.timeout(LONGEST_READY):
            await _ready(slack.session, url)
        yield Replica(process.pid, time.perf_counter() - begun)


def environment(ground: Ground, slack: Vendor, database: str) -> dict[str, str]:
    """The settings of a replica: the defaults, and where its neighbours are."""
    return {
        "SLACK_BOT_TOKEN": slack.facts["bot_token"],
        "SLACK_APP_TOKEN": slack.facts["app_token"],
        "SLACK_SIGNING_SECRET": slack.facts["signing_secret"],
        "TOCSIN_SLACK_API_URL": slack.facts["slack_api_url"],
        "TOCSIN_DATABASE_URL": database,
        "TOCSIN_CATALOG": str(ROOT / "catalog"),
        "TOCSIN_DATA": str(ground.folder),
        "TOCSIN_REPORTS": str(ground.folder / "reports"),
        "TOCSIN_PORT": "0",
        "TOCSIN_LOG_LEVEL": "warning",
    }


async def _ready(session: aiohttp.ClientSession, url: str) -> None:
    """Ask until the answer is 200."""
    while True:
        async with session.get(url) as answer:
            if answer.status == 200:
                return
        await asyncio.sleep(0.01)
