"""The sandbox's driver over HTTP, short: what people do, what stands in a channel. Used by `stage`.

It says `Missed` when something did not come, with what was expected and what was there instead.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

JSON = dict[str, Any]
T = TypeVar("T")
_POLL_SECONDS = 0.05


class Missed(Exception):
    """A step did not go as it must: what was expected, and what was seen."""

    def __init__(self, expected: str, seen: str) -> None:
        super().__init__(f"expected {expected}; saw {seen}")
        self.expected, self.seen = expected, seen


class Wire:
    """One running sandbox."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self.url = session, url

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self.url}/_sandbox/{path}") as answer:
            return await self._read(path, answer)

    async def post(self, path: str, **body: Any) -> Any:
        async with self._session.post(f"{self.url}/_sandbox/{path}", json=body) as answer:
            return await self._read(path, answer)

    async def act(self, person: str, verb: str, **body: Any) -> JSON:
        """What that person saw of doing it."""
        seen: JSON = await self.post(f"people/{person}/{verb}", **body)
        return seen

    async def channels(self) -> list[JSON]:
        found: list[JSON] = (await self.get("channels"))["channels"]
        return found

    async def messages(self, channel: str) -> list[JSON]:
        found: list[JSON] = (await self.get(f"channels/{channel}/messages"))["messages"]
        return found

    async def direct(self, person: str) -> str | None:
        """The conversation of that person with the bot, if there is one."""
        rooms = await self.channels()
        return next((r["id"] for r in rooms if r.get("is_im") and r.get("user") == person), None)

    async def until(
        self,
        look: Callable[[], Awaitable[T | None]],
        expected: str,
        seconds: float,
        instead: Callable[[], Awaitable[str]],
    ) -> T:
        """What `look` finds as soon as it finds something; Missed, with `instead`, when it never does."""
        end = time.monotonic() + seconds
        while True:
            found = await look()
            if found:
                return found
            if time.monotonic() > end:
                raise Missed(f"{expected}, within {seconds:.0f} s", await instead())
            await asyncio.sleep(_POLL_SECONDS)

    async def _read(self, path: str, answer: aiohttp.ClientResponse) -> Any:
        body = await answer.json()
        if answer.status >= 400:
            raise Missed(f"the sandbox to do {path}", f"{body.get('error')}: {body.get('detail')}")
        return body
