"""Who we are, for Bolt: its own middleware would ask Slack before the first delivery is heard.

Bolt needs the bot's user id to leave out events that are our own doing. It is learned in the background,
so that a person is answered even while Slack's Web API is away. Called by `app`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from slack_bolt.authorization import AuthorizeResult

from bot.errors import Problem

NOBODY = "-"
"""Stands for our ids until they are known; nobody has it."""


def authorizer(token: str, me: Callable[[], Awaitable[str]]) -> Callable[[], Awaitable[AuthorizeResult]]:
    """Bolt's `authorize` for one workspace; `me` asks Slack for the bot's user id and may raise Problem."""
    known, asking = NOBODY, set[asyncio.Task[None]]()

    async def learn() -> None:
        nonlocal known
        with contextlib.suppress(Problem):  # then the next delivery asks again
            known = await me()

    async def authorize() -> AuthorizeResult:
        if known == NOBODY and not asking:
            task = asyncio.create_task(learn())
            asking.add(task)
            task.add_done_callback(asking.discard)
        return AuthorizeResult(
            enterprise_id=None, team_id=None, bot_token=token, bot_user_id=known, bot_id=NOBODY
        )

    return authorize
