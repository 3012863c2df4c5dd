"""What a cluster printed, said once below what it belongs to; the long ones whole in a file.

Used by reads, and by changes that print something.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.actions.kit import Output
from bot.domain.changes import Change
from bot.domain.events import Fact, ReadAsked
from bot.domain.stream import Stream
from bot.views import ids
from bot.views.ops import output as views
from bot.worker.effects import directory, places
from bot.worker.effects.files import share
from bot.worker.effects.talk import SKEW
from bot.worker.loop import Run
from bot.worker.world import World, settled

ENDINGS = {"yaml": "yaml", "json": "json", "log": "log"}


@dataclass(frozen=True)
class Saying:
    """Whose words they are: `key` tells this answer from every other, `below` is what it answers."""

    key: str
    line: str
    person: str
    cluster: str
    namespace: str
    since: datetime
    below: str
    stop: str = ""


def of_read(s: Stream, fact: Fact, asked: ReadAsked) -> Saying:
    place = "all namespaces" if asked.call.all_namespaces else asked.call.namespace
    stop = ids.join(s.id, asked.number)
    key = f"read-{asked.number}"
    return Saying(key, asked.line, fact.actor, asked.call.cluster, place, fact.at, "card", stop)


def of_change(change: Change) -> Saying:
    key, below = f"ran-{change.number}", f"change-{change.number}"
    place = (change.cluster, change.namespace)
    return Saying(key, change.line, change.requester, *place, change.asked_at, below)


async def drawn(world: World, s: Stream, saying: Saying, output: Output, going: bool = False) -> views.Shown:
    """The message; with a Stop button while the read is `going` on."""
    names = await directory.names(world, world.desk.system(s.system))
    return await asyncio.to_thread(
        views.output, f"/ops {saying.line}", saying.person, saying.cluster, saying.namespace, output.summary,
        output.text, output.masked, output.form, going, saying.stop, names=names,
    )  # fmt: skip


async def say(world: World, run: Run, s: Stream, saying: Saying, output: Output) -> None:
    """Post it once, and the whole of it as a file where the message holds only a part."""
    channel = places.room(s)
    if channel is None:
        return
    shown = await drawn(world, s, saying, output)
    thread, key = places.thread(s, saying.below, run), f"{s.id}:{saying.key}"
    ts = await world.chat.find_post(channel, key, saying.since - SKEW, thread) if run.repeat else None
    if ts is None:
        await world.chat.post(channel, shown.message.text, shown.message.blocks, key, thread)
    if not shown.whole:
        name = f"{s.ref.lower()}-{saying.key}.{ENDINGS.get(output.form, 'txt')}"
        title = f"{s.ref}, {saying.key.replace('-', ' ')}: {output.summary}"[:200]
        body = output.text.encode("utf-8", "replace")
        await share(world, run, saying.key, name, title, body, thread, f"{settled(run)}:file")
