"""Hangs seven total routers into Bolt, one for each way Slack calls us. Called by `app`, once.

Bolt tries its listeners one after the other and never acks what none of them matches; so each router
takes everything of its kind and finds the one function for it in a dict. Each delivery has two and a
half seconds. This is one of the two outermost edges of the house: whatever goes wrong inside ends here,
in the log and in an honest answer to the person.

Needs `AsyncApp(process_before_response=True)`: an ack leaves when the listener ends.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import Problem, Refused
from bot.usecases.desk import Desk
from bot.views import modals, replies
from bot.views.kit import Message
from commands import answers, typed
from commands.buttons import CLICKS
from commands.door import (
    Answer,
    Body,
    Heard,
    Wrong,
    of_click,
    of_command,
    of_event,
    of_form,
    of_shortcut,
    word,
)
from commands.events import EVENTS
from commands.forms import SUBMITS, Submit, view_of
from commands.shapes import familiar
from commands.shortcuts import SHORTCUTS

BUDGET = 2.4
"""Seconds for the work of one delivery; Slack gives up after three."""

DELIVERY = 0.4
"""Seconds more in which the answer itself may still leave."""

BROKEN = "Something went wrong inside me. Nothing was changed; try again."
UNSURE = "I did not finish in time and do not know whether it was done. Look before you try again."
ANY = re.compile("")
Work: TypeAlias = Callable[[Heard], Awaitable[Answer]]

log = logging.getLogger(__name__)


class _Desk(AsyncMiddleware):
    """Puts the desk into Bolt's context, and acks what no listener could take apart."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        if not familiar(req.body):
            log.warning("Slack sent what I do not know: %s", str(req.body.get("type"))[:80])
            return BoltResponse(status=200, body="")
        req.context["desk"] = self.desk
        return await next()


def register(bolt: AsyncApp, desk: Desk) -> None:
    """Make `bolt` answer everything Slack can send, at `desk`."""
    bolt.middleware(_Desk(desk))
    bolt.command(ANY)(hear_command)
    bolt.action(ANY)(hear_action)
    bolt.view(ANY)(hear_submission)
    bolt.view_closed(ANY)(hear_closed)
    bolt.shortcut(ANY)(hear_shortcut)
    bolt.options(ANY)(hear_options)
    bolt.event(ANY)(hear_event)


async def hear_command(ack: AsyncAck, client: Any, body: dict[str, Any], desk: Desk) -> None:
    """A slash command, answered in its ack."""
    until = _begin()
    answer = await _safely(typed.command(Heard(desk, of_command(body), body)), until)
    failed = await _safely(answers.to_command(answer, ack, client, body), until + DELIVERY)
    if failed is not None:
        await answers.to_command(failed, ack, client, body)


async def hear_action(
    ack: AsyncAck, respond: AsyncRespond, client: Any, body: dict[str, Any], desk: Desk
) -> None:
    """A button or a menu, answered beside it."""
    work: Work = CLICKS.get(word(body, "actions", 0, "action_id"), _stranger)
    await _click(work(Heard(desk, of_click(body), body)), ack, respond, client, body)


async def hear_shortcut(
    ack: AsyncAck, respond: AsyncRespond, client: Any, body: dict[str, Any], desk: Desk
) -> None:
    """A shortcut of the lightning menu or of a message."""
    work: Work = SHORTCUTS.get(word(body, "callback_id"), _stranger)
    await _click(work(Heard(desk, of_shortcut(body), body)), ack, respond, client, body)


async def hear_submission(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """A submitted modal: a refusal stands beside the field it speaks of."""
    until = _begin()
    submit = SUBMITS.get(word(body, "view", "callback_id"), Submit(_stranger, ""))
    answer = await _safely(submit.do(Heard(desk, of_form(body), body)), until)
    if isinstance(answer, Message) and submit.field:
        answer = await _safely(_beside(answer, body, submit.field), until + DELIVERY)
    await answers.to_form(answer, ack)


async def hear_closed(ack: AsyncAck) -> None:
    """A modal was closed: nothing was asked, nothing is done."""
    await ack()


async def hear_options(ack: AsyncAck, body: dict[str, Any]) -> None:
    """No menu of ours looks its options up."""
    log.warning("no options for %s", word(body, "action_id")[:80])
    await ack(options=[])


async def hear_event(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> BoltResponse | None:
    """An event. What the database could not take is not acked, so Slack sends it again."""
    name = word(body, "event", "type")
    try:
        async with asyncio.timeout(BUDGET):
            work: Callable[[Heard], Awaitable[None]] = EVENTS.get(name, _stranger)
            await work(Heard(desk, of_event(body), body))
    except Refused as refused:
        log.info("%s: %s", name, refused)
    except (Problem, TimeoutError) as problem:
        log.warning("%s could not be kept, Slack will send it again: %s", name, problem)
        return BoltResponse(status=503, body="")
    except Exception:
        log.exception("%s failed", name)
    await ack()
    return None


async def _click(
    work: Awaitable[Answer], ack: AsyncAck, respond: AsyncRespond, client: Any, body: Body
) -> None:
    """Do the work of a click and answer it; when the answer does not arrive, say that once more."""
    until = _begin()
    answer = await _safely(work, until)
    failed = await _safely(answers.to_click(answer, respond, client, body), until + DELIVERY)
    if failed is not None:
        await _safely(answers.to_click(failed, respond, client, body), until + DELIVERY)
    await ack()


async def _beside(answer: Message, body: Body, field: str) -> Answer:
    return Wrong(modals.beside(view_of(body), answer.text, field))


async def _stranger(heard: Heard) -> None:
    """A name of an older or newer version: acked, logged, nothing done."""
    log.warning("nobody answers to this %s", word(heard.body, "type")[:80])


def _begin() -> float:
    """When the work that begins now must be over, on the loop's own clock."""
    return asyncio.get_running_loop().time() + BUDGET


async def _safely(work: Awaitable[Answer], until: float) -> Answer:
    """What `work` answers by `until`; what goes wrong becomes an answer for the person."""
    try:
        async with asyncio.timeout_at(until):
            return await work
    except Refused as refused:
        return replies.refused(str(refused))
    except Problem as problem:
        log.warning("not done: %s", problem)
        return replies.away()
    except TimeoutError:
        log.warning("not done in time")
        return replies.refused(UNSURE)
    except Exception:
        number = secrets.token_hex(4)
        log.exception("error %s", number)
        return replies.refused(f"{BROKEN} (error {number})")
