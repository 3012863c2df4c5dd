"""The sandbox's driver, short: people who type, click, submit and pin; and what stands in a channel then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

JSON = dict[str, Any]
MIRA, JONAS, PRIYA, TOMAS, ELENA, DANA, GUS = (
    "U0MIRA0001", "U0JONAS001", "U0PRIYA001", "U0TOMAS001", "U0ELENA001", "U0DANA0001", "U0GUEST001",
)  # fmt: skip
BOT = "U0TOCSIN01"
ANNOUNCE = "incident-smartcloudops"


class Driver:
    """One sandbox, driven over its HTTP."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/_sandbox/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/_sandbox/{path}") as answer:
            return await answer.json()

    async def type(self, person: str, text: str, channel: str = "general") -> JSON:
        """A slash command; what the person saw."""
        seen: JSON = await self.post(f"people/{person}/command", channel=channel, text=text)
        return seen

    async def say(self, person: str, channel: str, text: str, thread_ts: str | None = None) -> JSON:
        body = {"channel": channel, "text": text} | ({"thread_ts": thread_ts} if thread_ts else {})
        said: JSON = await self.post(f"people/{person}/message", **body)
        return said

    async def click(self, person: str, channel: str, ts: str, action_id: str, **more: Any) -> JSON:
        seen: JSON = await self.post(
            f"people/{person}/click", channel=channel, ts=ts, action_id=action_id, **more
        )
        return seen

    async def submit(self, person: str, view: JSON, values: JSON) -> JSON:
        seen: JSON = await self.post(f"people/{person}/submit", view_id=view["id"], values=values)
        return seen

    async def channels(self) -> list[JSON]:
        found = await self.get("channels")
        listed: list[JSON] = found["channels"] if isinstance(found, dict) else found
        return listed

    async def messages(self, channel: str, as_: str = "") -> list[JSON]:
        found = await self.get(f"channels/{channel}/messages" + (f"?as={as_}" if as_ else ""))
        listed: list[JSON] = found["messages"] if isinstance(found, dict) else found
        return listed

    async def calls(self, method: str = "") -> list[JSON]:
        found = await self.get("calls?since=0")
        listed: list[JSON] = found["calls"] if isinstance(found, dict) else found
        return [call for call in listed if not method or call["method"] == method]

    async def incident_channel(self, prefix: str = "incident-smartcloudops-") -> JSON:
        """The newest channel whose name begins so, once there is one."""
        found: JSON = await eventually(lambda: self._newest(prefix))
        return found

    async def message(self, channel: str, containing: str, as_: str = "") -> JSON:
        """A message of the channel that shows `containing`, once there is one."""

        async def look() -> JSON | None:
            found = [m for m in await self.messages(channel, as_) if containing in shown(m)]
            return found[-1] if found else None

        seen: JSON = await eventually(look, f"a message with {containing!r}")
        return seen

    async def _newest(self, prefix: str) -> JSON | None:
        found = [c for c in await self.channels() if c["name"].startswith(prefix)]
        return found[-1] if found else None


def shown(message: JSON) -> str:
    """Everything a reader of the message sees, as one text."""
    texts: list[str] = []

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            for key, value in thing.items():
                if key in ("text", "title", "name") and isinstance(value, str):
                    texts.append(value)
                walk(value)
        elif isinstance(thing, list):
            for one in thing:
                walk(one)

    walk({k: v for k, v in message.items() if k in ("text", "blocks", "files")})
    return "\n".join(texts)


async def eventually(
    look: Callable[[], Awaitable[Any]], what: str = "what was waited for", seconds: float = 15.0
) -> Any:
    """What `look` finds, as soon as it finds something; AssertionError when it never does."""
    async with asyncio.timeout(seconds + 1):
        for _ in range(int(seconds / 0.05)):
            found = await look()
            if found:
                return found
            await asyncio.sleep(0.05)
    raise AssertionError(f"never came: {what}")


@asynccontextmanager
async def driving(url: str) -> AsyncIterator[Driver]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=300)) as session:
        yield Driver(session, url)
