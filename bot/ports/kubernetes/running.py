"""A command in a container, over the API's WebSocket: two streams and the exit code, never a terminal.

Each message begins with the number of its channel: 1 is stdout, 2 stderr, 3 the status that comes last.
Nothing is ever written to the command. Used by `line`, which knows the session and who we are.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

from bot.domain.operations import Cluster
from bot.errors import Permanent, Temporary
from bot.ports import Ran
from bot.ports.kubernetes import problems

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
STDOUT, STDERR, STATUS = 1, 2, 3

GOODBYE = 0.5
"""Real seconds that the other side is given to close: it may have a gigabyte left to say first."""


def target(path: str, argv: Sequence[str], container: str) -> str:
    """Path and query of the request line; each word of `argv` arrives as it is, whatever is in it."""
    words = [("container", container), ("stdout", "true"), ("stderr", "true")]
    return f"{path}?{urlencode([*words, *(('command', word) for word in argv)], quote_via=quote)}"


@dataclass
class _Heard:
    """What has come so far. `status` is None until the last message."""

    limit: int
    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)
    status: dict[str, Any] | None = None
    cut: bool = False

    def take(self, data: bytes) -> bool:
        """Keeps one message; whether more is wanted."""
        channel, rest = data[:1], data[1:]
        if channel == bytes([STATUS]):
            self.status = _status(rest)
            return False
        if channel in (bytes([STDOUT]), bytes([STDERR])):
            room = self.limit - len(self.out) - len(self.err)
            self.cut = len(rest) > room
            kept = self.out if channel == bytes([STDOUT]) else self.err
            kept += rest[:room]
        return not self.cut

    def ran(self, code: int | None) -> Ran:
        return Ran(code, bytes(self.out), bytes(self.err), self.cut)


async def listen(
    socket: aiohttp.ClientWebSocketResponse, cluster: Cluster, timeout: float, limit: int
) -> Ran:
    """All that the command says until it ends, `timeout` seconds have passed or `limit` bytes came."""
    heard = _Heard(limit)
    if socket.protocol not in PROTOCOLS:
        raise Permanent(
            f"{problems.title(cluster)} speaks none of the ways to run a command that Tocsin knows "
            f"({', '.join(PROTOCOLS)}). What became of it is not known.",
            "Protocol",
        )
    try:
        async with asyncio.timeout(timeout):
            async for message in socket:
                if message.type is aiohttp.WSMsgType.BINARY and not heard.take(message.data):
                    break
    except TimeoutError:
        return heard.ran(None)
    if heard.cut:
        return heard.ran(None)
    if heard.status is None:
        raise Temporary(
            f"The connection to {problems.title(cluster)} broke while the command ran. Whether it went on "
            "is not known: look before you do it again."
        )
    return heard.ran(_code(cluster, heard.status))


async def leave(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Close it, at once if need be: aiohttp would hear an endless command to its end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE):
            await socket.close()


def _status(said: bytes) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _code(cluster: Cluster, status: dict[str, Any]) -> int:
    """The exit code; Permanent when the command did not get to have one."""
    if status.get("status") == "Success":
        return 0
    details = status.get("details")
    causes = details.get("causes") if isinstance(details, dict) else None
    for cause in causes if isinstance(causes, list) else ():
        if isinstance(cause, dict) and cause.get("reason") == "ExitCode":
            try:
                return int(cause.get("message") or "")
            except ValueError:
                break
    why = problems.cut(str(status.get("message") or "it did not say why"))
    reason = str(status.get("reason") or "InternalError")
    raise Permanent(f"{problems.title(cluster)} could not run the command: {why}.", reason)
