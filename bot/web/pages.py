"""uvicorn inside the serving process's own loop. Started by `app`, which also handles the signals."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process stops all its parts in one order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Pages:
    """The HTTP side of a replica. Made by `app`."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(application, host=host, port=port, log_config=None, access_log=False)
        self._server = _Server(config)
        self._host = host

    async def url(self) -> str:
        """Where it listens, once it does."""
        await self._server.up.wait()
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://{self._host}:{port}"

    async def run(self) -> None:
        """Serve until `close`."""
        await self._server.serve()

    def close(self) -> None:
        """Let running requests finish, then end `run`."""
        self._server.should_exit = True
