"""One call of Slack's Web API: the session, the errors, the waiting after a 429. Used by `chat`.

Slack's answers become `Temporary` (429, 5xx, no connection, no answer in 10 s) or `Permanent` with
Slack's own code, here and nowhere else. Retries are the queue's, so the SDK has none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.errors import Permanent, Temporary

TIMEOUT = 10.0
"""Real seconds for one call."""

PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
"""Codes that Slack means as 'not now'."""

UNTRUSTED = frozenset({"invalid_auth", "not_authed", "token_revoked", "account_inactive", "token_expired"})
"""Codes that mean: the token is no good until an administrator mends it. The work waits for that."""

TOKEN_PAUSE = 60.0

AS_FORM = frozenset(
    {
        "users.conversations", "users.info", "users.lookupByEmail", "conversations.info",
        "conversations.replies", "chat.getPermalink", "files.getUploadURLExternal", "files.info",
        "usergroups.list", "usergroups.users.list", "pins.list",
    }
)  # fmt: skip
"""Methods that do not read a JSON body."""


@asynccontextmanager
async def open_calls(token: str, base_url: str, clock: Clock) -> AsyncIterator[Calls]:
    """A client over one shared session, made inside the running loop and closed at the end."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=50)) as session:
        client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])
        yield Calls(client, session, clock)


class Calls:
    """Slack methods by name. Keeps, per method and channel, until when Slack asked us to wait."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.client = client
        self._session = session
        self._clock = clock
        self._wait_until: dict[tuple[str, str], datetime] = {}

    def nameless(self) -> AsyncWebClient:
        """A client without a token, for Bolt, which puts one in for each delivery."""
        return AsyncWebClient(base_url=self.client.base_url, session=self._session, retry_handlers=[])

    async def call(self, method: str, /, **arguments: Any) -> dict[str, Any]:
        """The body of the answer; `method` is Slack's name. Lists and dicts go as JSON."""
        place = (method, str(arguments.get("channel", "")))
        self._mind(place)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            as_form = method in AS_FORM
            response = await self.client.api_call(
                method, data=given if as_form else None, json=None if as_form else given
            )
        except SlackApiError as error:
            raise self._problem(error, place) from error
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError) as error:
            raise Temporary(f"Slack did not answer {method}: {type(error).__name__}", outage=True) from error
        body = response.data
        return body if isinstance(body, dict) else {}

    async def send(self, url: str, body: bytes) -> None:
        """The bytes of a file to the URL that Slack gave for them."""
        try:
            async with self._session.post(url, data=body) as response:
                if response.status >= 400:
                    status = response.status
                    raise Temporary(f"Slack refused the upload with HTTP {status}", outage=status >= 500)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Temporary(f"Slack did not take the upload: {type(error).__name__}", outage=True) from error

    def _mind(self, place: tuple[str, str]) -> None:
        until = self._wait_until.get(place)
        if until is None:
            return
        left = (until - self._clock.now()).total_seconds()
        if left > 0:
            raise Temporary(f"Slack asked us to wait before {place[0]}", after=left, outage=True)
        del self._wait_until[place]

    def _problem(self, error: SlackApiError, place: tuple[str, str]) -> Temporary | Permanent:
        """The SDK's error in our words. The answer may be a body, a text or nothing."""
        response, method = error.response, place[0]
        status = getattr(response, "status_code", 0)
        data = getattr(response, "data", None)
        code = str(data.get("error", "")) if isinstance(data, dict) else ""
        if status == 429 or code in ("ratelimited", "rate_limited"):
            after = _seconds(getattr(response, "headers", None) or {})
            self._wait_until[place] = self._clock.now() + timedelta(seconds=after)
            return Temporary(f"Slack's rate limit for {method}", after=after, outage=True)
        if status >= 500 or code in PASSING or not code:
            said = code or f"HTTP {status}"
            return Temporary(f"Slack answered {method} with {said}", outage=status >= 500)
        if code in UNTRUSTED:
            why = f"Slack does not accept the bot token ({code})"
            return Temporary(why, after=TOKEN_PAUSE, outage=True)
        return Permanent(f"Slack refused {method}: {code}{_detail(data)}", code)


def _seconds(headers: Any) -> float:
    for name, value in dict(headers).items():
        if str(name).lower() == "retry-after":
            try:
                return max(float(value if isinstance(value, str) else value[0]), 0.1)
            except (ValueError, IndexError, TypeError):
                return 1.0
    return 1.0


def _detail(data: Any) -> str:
    """What Slack says about a bad block or a missing scope, in one line."""
    if not isinstance(data, dict):
        return ""
    if data.get("needed"):
        return f" (needs {data['needed']})"
    messages = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or []
    return f" ({messages[0]})" if messages else ""
