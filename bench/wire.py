"""The smallest Slack that a Bolt app can serve: `python -m bench.wire`, a process of its own.

It measures acks on the wire. The sandbox would do, but it checks everything it is given as Slack does,
and on a small machine that work would be taken from the process under test. Here an envelope is one
string and an ack is one look-up; every Web API method answers the same few fields at once.

`POST /offer {"rate": 100, "seconds": 10, ...}` sends slash commands evenly and measures each from the
moment it was *meant* to leave, so that a late sender does not hide a slow answer;
`{"at_once": 50, "seconds": 5, ...}` keeps so many on the way and measures from the sending.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

PATIENCE = 10.0
"""Seconds that the last acks may take after the last command left."""

USER = {"id": "U0WIRE0001", "name": "wire", "real_name": "Wire", "tz": "UTC", "is_bot": True,
        "profile": {"email": "wire@example.com", "real_name": "Wire"}}  # fmt: skip
ANSWER = {
    "ok": True, "user": USER, "user_id": "U0WIREBOT1", "bot_id": "B0BENCH001", "team_id": "T0BENCH001",
    "team": "bench", "usergroups": [], "users": [], "channels": [], "messages": [], "items": [],
    "channel": {"id": "C0BENCH001", "name": "bench"}, "ts": "1700000000.000100",
}  # fmt: skip


@dataclass
class Offer:
    """What one `/offer` asked for, and what came of it. Times are `perf_counter` seconds."""

    channels: list[str]
    people: list[str]
    text: str
    expected: str = ""
    """What a good answer contains; any other one is a refusal, and no throughput."""
    waiting: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    offered: int = 0
    refused: list[str] = field(default_factory=list)
    until: float = 0.0
    """When a closed loop ends; 0 while commands come evenly."""


class Wire:
    """One app's connection, and what is on the way over it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._socket: web.WebSocketResponse | None = None
        self._numbers = itertools.count(1)
        self._offer = Offer([], [], "")

    async def answer(self, request: web.Request) -> web.Response:
        """Any Web API method."""
        if request.match_info["method"] == "apps.connections.open":
            return web.json_response({"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}/link"})
        return web.json_response(ANSWER)

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """The Socket Mode connection; the newest one is used."""
        line = self._socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await line.prepare(request)
        await line.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0BENCH"}}
        )
        async for frame in line:
            if frame.type is WSMsgType.TEXT:
                await self._acked(json.loads(frame.data))
        return line

    async def offer(self, request: web.Request) -> web.Response:
        """Carry out one offer; see the module."""
        asked = await request.json()
        offer = self._offer = Offer(asked["channels"], asked["people"], asked["text"], asked["expected"])
        used, begun = time.process_time(), time.perf_counter()
        if "rate" in asked:
            await self._evenly(offer, asked["rate"], asked["seconds"])
        else:
            await self._at_once(offer, asked["at_once"], asked["seconds"])
        sent = time.perf_counter() - begun
        await self._drained(offer)
        return web.json_response(
            {
                "offered": offer.offered,
                "seconds": sent,
                "milliseconds": [round(took * 1000, 3) for took in offer.took],
                "unacked": len(offer.waiting),
                "refused": len(offer.refused),
                "refusal": offer.refused[0] if offer.refused else "",
                "cpu": time.process_time() - used,
            }
        )

    async def _drained(self, offer: Offer) -> None:
        """Until the last ack is in, or will not come any more."""
        for _ in range(int(PATIENCE / 0.005)):
            if not offer.waiting:
                return
            await asyncio.sleep(0.005)

    async def _evenly(self, offer: Offer, rate: float, seconds: float) -> None:
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            early = due - time.perf_counter()
            if early > 0:
                await asyncio.sleep(early)
            await self._send(offer, due)

    async def _at_once(self, offer: Offer, many: int, seconds: float) -> None:
        offer.until = time.perf_counter() + seconds
        for _ in range(many):
            await self._send(offer, time.perf_counter())
        await asyncio.sleep(seconds)

    async def _send(self, offer: Offer, since: float) -> None:
        number = next(self._numbers)
        name = f"{os.getpid()}-{number}"
        offer.offered += 1
        offer.waiting[name] = since
        if self._socket is None:
            raise web.HTTPConflict(text="no app is connected")
        await self._socket.send_str(json.dumps(_envelope(offer, name, number)))

    async def _acked(self, frame: dict[str, Any]) -> None:
        offer = self._offer
        since = offer.waiting.pop(frame.get("envelope_id", ""), None)
        if since is None:
            return
        now = time.perf_counter()
        on_time = not offer.until or now < offer.until
        said = str((frame.get("payload") or {}).get("text", ""))
        if offer.expected not in said:
            offer.refused.append(said)
        elif on_time:
            offer.took.append(now - since)
        if offer.until and on_time:
            await self._send(offer, now)


def _envelope(offer: Offer, name: str, number: int) -> dict[str, Any]:
    person = offer.people[number % len(offer.people)]
    payload = {
        "token": "bench", "team_id": "T0BENCH001", "team_domain": "bench",
        "user_id": person, "user_name": "bench",
        "channel_id": offer.channels[number % len(offer.channels)], "channel_name": "privategroup",
        "command": "/incident", "text": f"{offer.text} ({number})", "api_app_id": "A0BENCH",
        "is_enterprise_install": "false", "trigger_id": f"bench.{name}",
        "response_url": "https://hooks.slack.example/commands/bench",
    }  # fmt: skip
    return {
        "envelope_id": name,
        "payload": payload,
        "type": "slash_commands",
        "accepts_response_payload": True,
    }


async def serve() -> None:
    """Listen on a free port, say where in one line of JSON, stay until killed."""
    bound = socket.create_server(("127.0.0.1", 0))
    wire = Wire(f"http://127.0.0.1:{bound.getsockname()[1]}")
    app = web.Application()
    app.router.add_route("*", "/api/{method}", wire.answer)
    app.router.add_get("/link", wire.link)
    app.router.add_post("/offer", wire.offer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, bound).start()
    facts = {"url": wire.url, "slack_api_url": f"{wire.url}/api/"}
    tokens = {"bot_token": "xoxb-bench", "app_token": "xapp-1-bench", "signing_secret": "bench"}
    sys.stdout.write(json.dumps(facts | tokens) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
