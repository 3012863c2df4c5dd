"""What people do to an incident's channel by hand, and who comes in. Called by `register`."""

from __future__ import annotations

from bot.usecases import channels
from commands.door import Heard, at, word


async def renamed(heard: Heard) -> None:
    channel = at(heard.body, "event", "channel")
    if word(channel, "id") and word(channel, "name"):
        await channels.renamed(heard.desk, heard.asker.key, word(channel, "id"), word(channel, "name"))


async def archived(heard: Heard) -> None:
    by = heard.asker.person or None
    await channels.archived(heard.desk, heard.asker.key, heard.asker.channel, by)


async def restored(heard: Heard) -> None:
    by = heard.asker.person or None
    await channels.restored(heard.desk, heard.asker.key, heard.asker.channel, by)


async def deleted(heard: Heard) -> None:
    await channels.lost(heard.desk, heard.asker.key, heard.asker.channel, "deleted")


async def joined(heard: Heard) -> None:
    """The bot is back, or a person becomes a responder."""
    desk, key, channel = heard.desk, heard.asker.key, heard.asker.channel
    if is_bot(heard):
        await channels.regained(desk, key, channel)
    elif heard.asker.person:
        await channels.joined(desk, key, channel, heard.asker.person)


async def left(heard: Heard) -> None:
    """Only the bot's own leaving matters: it can do nothing there any more."""
    if is_bot(heard):
        await channels.lost(heard.desk, heard.asker.key, heard.asker.channel, "removed")


async def removed(heard: Heard) -> None:
    """`channel_left`: Slack's word to the one who was taken out, here always the bot."""
    await channels.lost(heard.desk, heard.asker.key, heard.asker.channel, "removed")


def is_bot(heard: Heard) -> bool:
    """Whether the event speaks of the bot's own user."""
    first = at(heard.body, "authorizations", 0)
    own = word(first, "user_id") if at(first, "is_bot") else ""
    return bool(own) and heard.asker.person == own
