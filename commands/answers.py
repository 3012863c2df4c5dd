"""Gives Slack the answer, each way of asking in its own form. Called by `register` and nobody else.

The only calls out of a handler are here: `ack`, `respond`, and opening (or showing anew) one modal.
"""

from __future__ import annotations

import asyncio
from typing import Any, assert_never

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.views import modals
from bot.views.kit import Message
from commands.door import Answer, Body, Form, Instead, Wrong, word

OPEN_WITHIN = 1.5
"""Seconds for opening a modal or answering at a response_url: Slack waits three in all."""


async def to_command(answer: Answer, ack: AsyncAck, client: Any, body: Body) -> None:
    """A slash command is answered in its ack, for the asker's eyes only."""
    match answer:
        case Message() | Instead():
            await ack(**_parts(answer))
        case Form(view):
            await _open(client, body, view)
            await ack()
        case None | Wrong():
            await ack()
        case never:
            assert_never(never)


async def to_click(answer: Answer, respond: AsyncRespond, client: Any, body: Body) -> None:
    """A click is answered at its response_url; where it has none (Home, modals), by a modal."""
    match answer:
        case Message() | Instead() if not word(body, "response_url"):
            said = answer.message if isinstance(answer, Instead) else answer
            await _open(client, body, modals.notice("Tocsin", said.text))
        case Message() | Instead():
            replace = isinstance(answer, Instead)
            async with asyncio.timeout(OPEN_WITHIN):
                await respond(**_parts(answer), response_type="ephemeral", replace_original=replace)
        case Form(view):
            await _open(client, body, view)
        case None | Wrong():
            pass
        case never:
            assert_never(never)


async def to_form(answer: Answer, ack: AsyncAck) -> None:
    """A submitted modal closes, shows what is wrong beside its fields, or becomes another one."""
    match answer:
        case Wrong(errors):
            await ack(response_action="errors", errors=errors)
        case Form(view):
            await ack(response_action="update", view=view)
        case Message() | Instead():
            said = answer.message if isinstance(answer, Instead) else answer
            await ack(response_action="update", view=modals.notice("Tocsin", said.text))
        case None:
            await ack()
        case never:
            assert_never(never)


async def _open(client: Any, body: Body, view: modals.View) -> None:
    """Open `view`, or show it in the modal that was clicked in."""
    async with asyncio.timeout(OPEN_WITHIN):
        if word(body, "view", "type") == "modal":
            shown = {"view_id": word(body, "view", "id"), "hash": word(body, "view", "hash")}
            await client.views_update(**shown, view=view)
        else:
            await client.views_open(trigger_id=word(body, "trigger_id"), view=view)


def _parts(answer: Message | Instead) -> dict[str, Any]:
    message = answer.message if isinstance(answer, Instead) else answer
    parts: dict[str, Any] = {"text": message.text}
    return {**parts, "blocks": list(message.blocks)} if message.blocks else parts
