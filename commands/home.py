"""The app itself is looked at or called by name. Called by `register`."""

from __future__ import annotations

from bot.usecases import people
from commands.door import Heard, word


async def opened(heard: Heard) -> None:
    if heard.asker.person and word(heard.body, "event", "tab") != "messages":
        await people.home_opened(heard.desk, heard.asker.person)


async def mentioned(heard: Heard) -> None:
    """`@tocsin` in a message: a word of help, in its thread."""
    if heard.asker.channel and word(heard.body, "event", "ts"):
        await people.mentioned(heard.desk, heard.asker.channel, word(heard.body, "event", "ts"))
