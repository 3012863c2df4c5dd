"""uvicorn inside the serving process's own loop. Started by `app`, which also handles the signals."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process stops all its parts in one order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Pages:
    """The HTTP side of a replica; `started` is set once `url` can be asked."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(application, host=host, port=port, log_config=None, access_log=False)
        self._server = _Server(config)
        self._host = host
        self.started = asyncio.Event()

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://{self._host}:{port}"

    async def run(self) -> None:
        """Serve until `close`."""
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.02)
        self.started.set()
        await serving

    async def close(self) -> None:
        self._server.should_exit = True
