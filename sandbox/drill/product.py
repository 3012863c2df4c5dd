"""The product as a process: started, killed, started again, stopped. Used by `__main__` and the acts.

The drill knows of it what an operator knows: a command, environment variables, health pages, a log file.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.drill.folder import HOME, ROOT
from sandbox.drill.wire import Missed

_READY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_AWAY_REAL_SECONDS = 3.0
_FOREIGN = ("TOCSIN_", "SLACK_", "PG")
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})


class Product:
    """`python -m bot serve`, against that Slack and the cluster of that kubeconfig, in that folder."""

    def __init__(
        self, slack: Mapping[str, Any], folder: Path, catalog: Path, speed: float, kubeconfig: Path
    ) -> None:
        self.folder = folder
        self.reports = folder / "reports"
        self.log = folder / "bot.log"
        self.settings = {
            "SLACK_BOT_TOKEN": str(slack["bot_token"]),
            "SLACK_APP_TOKEN": str(slack["app_token"]),
            "SLACK_SIGNING_SECRET": str(slack["signing_secret"]),
            "TOCSIN_SLACK_API_URL": str(slack["slack_api_url"]),
            "KUBECONFIG": str(kubeconfig),
            "TOCSIN_CATALOG": str(catalog.resolve()),
            "TOCSIN_DATA": str(folder),
            "TOCSIN_REPORTS": str(self.reports),
            "TOCSIN_PORT": "0",
            "TOCSIN_CLOCK_SPEED": f"{speed:g}",
            # Real seconds: what a dead process had begun is taken over soon enough for a short play.
            "TOCSIN_LEASE_SECONDS": "2",
            "TOCSIN_HEARTBEAT_SECONDS": "0.5",
            # Seconds of the story: a busy machine that stalls for a moment is not an absence.
            "TOCSIN_AWAY_SECONDS": f"{_AWAY_REAL_SECONDS * speed:g}",
        }
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def start(self) -> float:
        """Start, wait until `/readyz` says that every part works; the real seconds it took."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = await self._spawn("serve", stdout=asyncio.subprocess.PIPE, stderr=log)
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(_READY_SECONDS):
                line = (await self._process.stdout.readline()).decode()
                if not line:
                    raise Missed("a bot that starts", self._ended())
                self.url = line.split()[-1].removesuffix("/readyz")
                await self._ready()
        except TimeoutError:
            raise Missed(f"a bot that is ready within {_READY_SECONDS:.0f} s", self._ended()) from None
        return time.monotonic() - began

    async def clock(self) -> dict[str, float]:
        """Origin and speed of the product's clock, as its health page tells them."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/healthz") as answer:
            found: dict[str, float] = (await answer.json())["clock"]
            return found

    async def kill(self) -> None:
        """kill -9: nothing is finished, nothing is said."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self._process = None

    async def stop(self) -> None:
        """Ask it to end; when it does not, end everything it started."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def run(self, *words: str) -> tuple[int, str]:
        """Another command of the product, run to its end: the exit code and what it said."""
        process = await self._spawn(*words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        try:
            out, problems = await asyncio.wait_for(process.communicate(), _READY_SECONDS)
        except TimeoutError:
            raise Missed(f"`tocsin {' '.join(words)}` to end", "it did not") from None
        finally:
            if process.returncode is None:
                process.kill()
        code = process.returncode or 0
        return code, (problems if code else out).decode().strip()

    async def _spawn(self, *words: str, stdout: int, stderr: Any) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words,
            cwd=self.folder, env=_environment() | self.settings, start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL, stdout=stdout, stderr=stderr,
        )  # fmt: skip

    async def _ready(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    def _ended(self) -> str:
        return "its log ends with:\n" + "\n".join(tail(self.log))


def tail(log: Path, lines: int = 15) -> list[str]:
    """The last lines of a log that may not be there yet."""
    return log.read_text("utf-8", "replace").splitlines()[-lines:] if log.is_file() else []


def _environment() -> dict[str, str]:
    """Ours without proxies, and without settings that would lead to a real workspace or database.

    The folder is the working directory, so a .env of the checkout is not read either.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in _PROXIES and not name.startswith(_FOREIGN)
    }
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Compiling everything at each start takes longer than an act; it is kept apart from the sources.
        kept.setdefault("PYTHONPYCACHEPREFIX", str(HOME / "bytecode"))
    return kept | {"PYTHONPATH": str(ROOT)}
