"""Bolt with our listeners, driven as Socket Mode drives it, beside a Slack that only writes down."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.usecases.desk import Desk
from commands.register import register
from tests.commands import payloads


@dataclass
class Paper:
    """A Slack of a few lines: knows who the bot is, says yes, and keeps what it was sent."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "auth.test":
            known = {"ok": True, "user_id": payloads.BOT, "bot_id": "B0", "team_id": payloads.TEAM}
            return web.json_response({**known, "url": "https://t", "team": "t", "user": "tocsin"})
        body = await request.text()
        self.calls.append((name, json.loads(body) if body.startswith("{") else {}))
        if name in self.failing:
            return web.json_response({"ok": False, "error": "expired_trigger_id"})
        return web.json_response({"ok": True})

    def opened(self) -> dict[str, Any]:
        """The last modal that was opened or shown anew."""
        shown = [body["view"] for name, body in self.calls if name.startswith("views.")]
        view: dict[str, Any] = shown[-1] if isinstance(shown[-1], dict) else json.loads(shown[-1])
        return view

    def responses(self) -> list[dict[str, Any]]:
        return [body for name, body in self.calls if name == "response"]


@dataclass
class Entrance:
    """What a person sees of Tocsin: `(status, text or body of the ack)`."""

    app: AsyncApp
    paper: Paper

    async def send(self, body: dict[str, Any]) -> tuple[int, Any]:
        answer = await self.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        said = answer.body
        return answer.status, json.loads(said) if isinstance(said, str) and said.startswith("{") else said

    async def type(self, text: str, **more: Any) -> str:
        """The text a slash command is answered with."""
        status, said = await self.send(payloads.slash(text, **more))
        assert status == 200
        return str(said["text"] if isinstance(said, dict) else said)

    async def click(self, action: str, value: str, **more: Any) -> Sequence[str]:
        """What was said at the response_url, after a click that was acked."""
        before = len(self.paper.responses())
        body = payloads.click(action, value, response_url=f"{self.paper.url}response", **more)
        status, _ = await self.send(body)
        assert status == 200
        return [one["text"] for one in self.paper.responses()[before:]]


@asynccontextmanager
async def entrance(desk: Desk) -> AsyncIterator[Entrance]:
    """An `Entrance` to `desk`, with its paper Slack running."""
    paper = Paper()
    server = web.Application()
    server.router.add_route("*", "/{name}", paper.answer)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    paper.url = f"http://{host}:{port}/"
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=paper.url, session=session, retry_handlers=[])
        app = AsyncApp(client=client, signing_secret="s", process_before_response=True)
        register(app, desk)
        try:
            yield Entrance(app, paper)
        finally:
            await runner.cleanup()
