"""A whole Tocsin for tests: in the test's own loop, or as a process that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
COMPILED = {"PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX") or str(ROOT / ".cache" / "bytecode")}
"""Without compiled modules every start would cost seconds."""


def inherited() -> dict[str, str]:
    """The environment of a child of ours that is Python too."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | COMPILED


def environment(slack: Mapping[str, Any], database: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a replica that talks to that sandbox and that database."""
    return {
        "SLACK_BOT_TOKEN": slack["bot_token"],
        "SLACK_APP_TOKEN": slack["app_token"],
        "SLACK_SIGNING_SECRET": slack["signing_secret"],
        "TOCSIN_SLACK_API_URL": slack["slack_api_url"],
        "TOCSIN_DATABASE_URL": database,
        "TOCSIN_CATALOG": str(ROOT / "catalog"),
        "TOCSIN_DATA": str(folder),
        "TOCSIN_REPORTS": str(folder / "reports"),
        "TOCSIN_PORT": "0",
        "TOCSIN_LEASE_SECONDS": "2",
        "TOCSIN_HEARTBEAT_SECONDS": "0.5",
        **more,
    }


@asynccontextmanager
async def replica(
    slack: Mapping[str, Any], database: str, folder: Path, **more: str
) -> AsyncIterator[app.Replica]:
    """A replica in this loop, ready when entered and stopped in order when left."""
    settings = Settings.model_validate(environment(slack, database, folder, **more))
    stopping = asyncio.Event()
    async with app.open_replica(settings) as made:
        running = asyncio.create_task(app.run(made, stopping))
        try:
            await _ready(made, running)
            yield made
        finally:
            stopping.set()
            await running


async def _ready(made: app.Replica, running: asyncio.Task[None]) -> None:
    async with asyncio.timeout(20):
        while not (await made.socket.open() and all(made.loop.fetching.values())):
            if running.done():
                await running
            await asyncio.sleep(0.02)


class Process:
    """`python -m bot serve` as its own process."""

    def __init__(self, slack: Mapping[str, Any], database: str, folder: Path, **more: str) -> None:
        self._env = inherited() | environment(slack, database, folder, **more)
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    async def start(self) -> Process:
        """Start, and wait until `/readyz` says that every part is at work."""
        self._folder.mkdir(parents=True, exist_ok=True)
        process = self._process = self._spawn()
        assert process.stdout is not None
        line = await asyncio.to_thread(process.stdout.readline)
        assert line, (self._folder / "bot.log").read_text()[-3000:]
        self.url = line.split()[-1].removesuffix("/readyz")
        async with aiohttp.ClientSession() as session, asyncio.timeout(20):
            while True:
                async with session.get(f"{self.url}/readyz") as answer:
                    if answer.status == 200:
                        return self
                await asyncio.sleep(0.05)

    def _spawn(self) -> subprocess.Popen[str]:
        with (self._folder / "bot.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT, env=self._env, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip

    def kill(self) -> None:
        """kill -9: nothing is finished, nothing is said."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None
