"""How the parts of `chat.Slack` call: one method, a page after page, or a refusal that is fine."""

from __future__ import annotations

from typing import Any

from bot.errors import Permanent
from bot.ports.slack.calls import Calls

PAGES = 20


class Wire:
    """Base of every part: the calls, and what this replica has learned of itself."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.call
        self._send = calls.send
        self._me: str | None = None

    async def _unless(self, fine: str, method: str, **arguments: Any) -> None:
        """Call, and take the refusal `fine` for success: it is so already."""
        try:
            await self._call(method, **arguments)
        except Permanent as problem:
            if problem.code != fine:
                raise

    async def _pages(self, method: str, field: str, **arguments: Any) -> Any:
        cursor: str | None = None
        for _ in range(PAGES):
            body = await self._call(method, cursor=cursor, **arguments)
            for item in body.get(field) or []:
                yield item
            cursor = (body.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
