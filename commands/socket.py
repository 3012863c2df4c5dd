"""The Slack door of a replica: one Socket Mode connection, kept open. Started by `app`.

The SDK reconnects by itself once it was connected; the first connection, and the odd one that its
monitor gives up on, are tried again here, so that a replica starts and waits while Slack is away.
"""

from __future__ import annotations

import asyncio

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError

log = structlog.get_logger()

PAUSE = 2.0


class Socket:
    """`run` keeps it open, `close` shuts it, `open` tells."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._app = app
        self._token = app_token
        self._handler: AsyncSocketModeHandler | None = None

    async def run(self) -> None:
        """Connect, and see to it that the connection stays; ends only when cancelled."""
        handler = self._handler = AsyncSocketModeHandler(self._app, self._token)
        while self._handler is not None:
            if not await self.open():
                await self._connect(handler)
            await asyncio.sleep(PAUSE)

    async def open(self) -> bool:
        """Whether Slack can reach us right now."""
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def close(self) -> None:
        """Take nothing more from Slack; what was not acked is delivered elsewhere or again."""
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            log.info("connected to Slack")
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as problem:
            log.warning("Slack does not let us in yet", error=str(problem).splitlines()[0])
