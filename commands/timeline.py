"""Messages of an incident's channel: what is pinned or marked with :pushpin: is kept and followed.

Events carry no text, so keeping is a job that reads the message; here only who, where and when is
passed on. What people merely say is not stored, only that it was seen. Called by `register`.
"""

from __future__ import annotations

from bot.usecases import captures, channels
from commands.door import Heard, at, word

PUSHPIN = "pushpin"
OURS = frozenset({"bot_message", "channel_join", "channel_leave", "channel_topic", "channel_purpose"})
"""Subtypes of messages that nobody wrote."""


async def reaction_added(heard: Heard) -> None:
    event = at(heard.body, "event")
    if word(event, "reaction") == PUSHPIN and word(event, "item", "type") == "message":
        channel, ts = word(event, "item", "channel"), word(event, "item", "ts")
        await captures.keep(heard.desk, heard.asker, channel, ts, "reaction")


async def reaction_removed(heard: Heard) -> None:
    event = at(heard.body, "event")
    if word(event, "reaction") == PUSHPIN and word(event, "item", "type") == "message":
        channel, ts = word(event, "item", "channel"), word(event, "item", "ts")
        await captures.retract(heard.desk, heard.asker, channel, ts, how="reaction")


async def pin_added(heard: Heard) -> None:
    channel, ts, thread = _pinned(heard)
    if ts:
        await captures.keep(heard.desk, heard.asker, channel, ts, "pin", thread_ts=thread)


async def pin_removed(heard: Heard) -> None:
    channel, ts, _ = _pinned(heard)
    if ts:
        await captures.retract(heard.desk, heard.asker, channel, ts, how="pin")


def _pinned(heard: Heard) -> tuple[str, str, str | None]:
    event = at(heard.body, "event")
    channel = word(event, "channel_id") or word(event, "item", "channel")
    message = at(event, "item", "message")
    return channel, word(message, "ts"), word(message, "thread_ts") or None


async def message(heard: Heard) -> None:
    """Edits and deletions of kept messages are followed; of all others the time is remembered."""
    event = at(heard.body, "event")
    channel, subtype = word(event, "channel"), word(event, "subtype")
    if subtype == "message_changed":
        await _edited(heard, channel)
    elif subtype == "message_deleted":
        ts = word(event, "deleted_ts") or word(event, "previous_message", "ts")
        await captures.retract(heard.desk, heard.asker, channel, ts, deleted=True, how="deleted")
    elif subtype not in OURS and word(event, "user") and not word(event, "bot_id") and word(event, "ts"):
        await channels.seen(heard.desk, channel, word(event, "ts"))


async def _edited(heard: Heard, channel: str) -> None:
    """Slack sends the same event when it merely unfurls a link: then the text is what it was."""
    event = at(heard.body, "event")
    ts, text = word(event, "message", "ts"), word(event, "message", "text")
    if ts and text != word(event, "previous_message", "text"):
        author = word(event, "message", "user")
        await captures.revise(heard.desk, heard.asker.key, channel, ts, author, text)
