"""Shortcuts, from the lightning menu or a message's own menu: callback_id -> what they do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.errors import Refused
from bot.usecases import captures, read
from bot.views import ids, modals, replies
from commands.door import Answer, Form, Heard, word
from commands.grammar.text import clean
from commands.incident import declare_form

LONGEST_TITLE = 150
NOT_HERE = "This is no incident's channel. `/incident declare` opens an incident, `/incident list` finds one."


async def declare(heard: Heard) -> Answer:
    return declare_form(heard, {})


async def declare_from_message(heard: Heard) -> Answer:
    """The message's first line becomes the title, to be corrected in the form."""
    first = _text(heard).partition("\n")[0][:LONGEST_TITLE]
    return declare_form(heard, {"title": first}, ts=word(heard.body, "message", "ts"))


async def add_to_timeline(heard: Heard) -> Answer:
    """The worker reads the message once more, so that it is kept as it is."""
    message = word(heard.body, "message", "ts") or word(heard.body, "message_ts")
    thread = word(heard.body, "message", "thread_ts") or None
    kept = await captures.keep(
        heard.desk, heard.asker, heard.asker.channel, message, "shortcut", thread_ts=thread
    )
    if not kept:
        raise Refused(NOT_HERE)
    return replies.refused("✓ This message goes into the timeline.")


async def make_action_item(heard: Heard) -> Answer:
    incident = await read.here(heard.desk, heard.asker.channel)
    if incident is None:
        raise Refused(NOT_HERE)
    return Form(modals.action_item(incident, _text(heard)))


def _text(heard: Heard) -> str:
    return clean(word(heard.body, "message", "text"))


SHORTCUTS: dict[str, Callable[[Heard], Awaitable[Answer]]] = {
    ids.DECLARE_INCIDENT: declare,
    ids.DECLARE_FROM_MESSAGE: declare_from_message,
    ids.ADD_TO_TIMELINE: add_to_timeline,
    ids.MAKE_ACTION_ITEM: make_action_item,
}
