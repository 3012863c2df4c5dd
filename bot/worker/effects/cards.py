"""What stands and is edited in place: the card in the incident channel, the line in the announce channel."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.incident import Incident
from bot.domain.operation import Operation
from bot.errors import Permanent
from bot.usecases import read
from bot.usecases.settle import settle
from bot.views import card as views
from bot.views import channel as around
from bot.views import kit
from bot.views.ops import operation as heads
from bot.worker.effects import directory
from bot.worker.effects.talk import SKEW
from bot.worker.loop import Run
from bot.worker.world import World, settled

GONE = ("message_not_found", "cant_update_message")


async def post_card(world: World, run: Run) -> None:
    """The first message of the channel; on a repeat, the one posted before."""
    incident = await read.stream(world.desk, run.job.stream)
    if isinstance(incident, Operation):
        return await _open_thread(world, run, incident)
    assert isinstance(incident, Incident)
    if incident.channel is None or "card" in incident.posts:
        return
    channel, key = incident.channel.id, f"{incident.id}:card"
    message = views.card(incident, world.desk.system(incident.system), world.desk.clock.now())
    ts = await _posted(world, run, channel, key, message, incident.declared_at)
    await settle(world.desk, incident.id, settled(run), [e.Posted("card", channel, ts)])


async def edit_card(world: World, run: Run) -> None:
    """The card as of now. Before it is posted there is nothing to edit: posting shows the newest state."""
    incident = await read.stream(world.desk, run.job.stream)
    if isinstance(incident, Operation):
        return await _edit_thread(world, incident)
    assert isinstance(incident, Incident)
    post, channel = incident.posts.get("card"), incident.channel
    if post is None or channel is None or channel.state != "open":
        return
    message = views.card(incident, world.desk.system(incident.system), world.desk.clock.now())
    try:
        await world.chat.update(post.channel, post.ts, message.text, message.blocks, f"{incident.id}:card")
    except Permanent as problem:
        if problem.code not in GONE:
            raise
        key = f"{incident.id}:card:{post.ts}"  # the one in place of the one that is gone
        ts = await _posted(world, run, channel.id, key, message, incident.declared_at)
        await settle(world.desk, incident.id, None, [e.Posted("card", channel.id, ts)])


async def _open_thread(world: World, run: Run, operation: Operation) -> None:
    """The message an operation lives under, in the announce channel of its system."""
    system = world.desk.system(operation.system)
    if "card" in operation.posts or not system.announce:
        return
    channel = await directory.channel(world, system.announce)
    if channel is None:
        why = f"I am not in {system.announce}. Invite me there with `/invite`, then `/incident repair all`."
        raise Permanent(why, "announce_channel_unknown")
    message = await _head(world, operation)
    ts = await _posted(world, run, channel, f"{operation.id}:card", message, operation.opened_at)
    await settle(world.desk, operation.id, settled(run), [e.Posted("card", channel, ts)])


async def _edit_thread(world: World, operation: Operation) -> None:
    post = operation.anchor
    if post is not None:
        message = await _head(world, operation)
        key = f"{operation.id}:card"
        await world.chat.update(post.channel, post.ts, message.text, message.blocks, key)


async def _head(world: World, operation: Operation) -> kit.Message:
    system = world.desk.system(operation.system)
    names = await directory.names(world, system)
    return heads.operation(operation, system, world.desk.clock.now(), names)


async def pin_card(world: World, run: Run) -> None:
    incident = await read.incident(world.desk, run.job.stream)
    post = incident.posts.get("card")
    if post is not None:
        await world.chat.pin(post.channel, post.ts)


async def announce(world: World, run: Run) -> None:
    """Post or edit the incident's one message in the announce channel; never for a private incident."""
    incident = await read.incident(world.desk, run.job.stream)
    system = world.desk.system(incident.system)
    names = await directory.names(world, system)
    message = around.announcement(incident, system, world.desk.clock.now(), names)
    if message is None or not system.announce:
        return
    key, post = f"{incident.id}:announcement", incident.posts.get("announcement")
    if post is not None:
        await world.chat.update(post.channel, post.ts, message.text, message.blocks, key)
        return
    channel = await directory.channel(world, system.announce)
    if channel is None:
        why = f"I am not in {system.announce}. Invite me there with `/invite`, then `/incident repair all`."
        raise Permanent(why, "announce_channel_unknown")
    await _first_announcement(world, run, message, key, channel)


async def _first_announcement(world: World, run: Run, message: kit.Message, key: str, channel: str) -> None:
    incident = await read.incident(world.desk, run.job.stream)
    ts = await _posted(world, run, channel, key, message, incident.declared_at)
    await settle(world.desk, incident.id, None, [e.Posted("announcement", channel, ts)])


async def _posted(
    world: World, run: Run, channel: str, key: str, message: kit.Message, since: datetime
) -> str:
    """The ts of `message`, posted now or by an earlier try."""
    ts = await world.chat.find_post(channel, key, since - SKEW) if run.repeat else None
    return ts or await world.chat.post(channel, message.text, message.blocks, key)
