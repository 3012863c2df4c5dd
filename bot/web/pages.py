"""uvicorn inside the serving process's own loop. Started by `app`, which also handles the signals."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from bot.errors import Refused


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process stops all its parts in one order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Pages:
    """The HTTP side of a replica. Made by `app`: first `listen`, then `run`."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(application, host=host, port=port, log_config=None, access_log=False)
        self._server = _Server(config)
        self._host, self._port = host, port
        self._listening: socket.socket | None = None

    def listen(self) -> str:
        """Take the address; its URL. Raises Refused when it cannot be had."""
        try:
            self._listening = socket.create_server((self._host, self._port), backlog=128)
        except OSError as problem:
            where = f"{self._host}:{self._port}"
            raise Refused(
                f"Nothing can listen on {where} ({problem.strerror}). Set TOCSIN_PORT."
            ) from problem
        self._port = self._listening.getsockname()[1]
        return self.url

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def run(self) -> None:
        """Serve until `close`."""
        assert self._listening is not None, "listen first"
        with self._listening:
            await self._server.serve(sockets=[self._listening])

    def close(self) -> None:
        """Let running requests finish, then end `run`."""
        self._server.should_exit = True
