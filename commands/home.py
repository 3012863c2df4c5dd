"""The Home tab: opened, so drawn anew. Called by `register`."""

from __future__ import annotations

from commands.door import Heard, word
from commands.errands import publish_home


async def opened(heard: Heard) -> None:
    if heard.asker.person and word(heard.body, "event", "tab") != "messages":
        await publish_home(heard.desk, heard.asker)
