"""Messages that are said once: in the channel, in the card's thread, or to one person directly."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.deadlines import update_owner
from bot.domain.events import Fact, Operating
from bot.domain.followups import TO_OWNER
from bot.domain.incident import Incident
from bot.domain.stream import Stream
from bot.errors import Permanent
from bot.store import heads
from bot.usecases import read
from bot.views import kit
from bot.views.call import call as call_view
from bot.views.replies import greeting
from bot.views.said import direct as direct_view
from bot.views.said import said
from bot.worker.effects import directory, places
from bot.worker.loop import Run
from bot.worker.perform import UNUSABLE
from bot.worker.world import World

SKEW = timedelta(minutes=5)
"""How far Slack's clock and ours may differ when looking for an earlier try."""

NO_SUCH_THREAD = ("thread_not_found", "message_not_found", "cannot_reply_to_message")
"""Somebody deleted the card; what was to stand below it stands in the channel."""

NO_SUCH_PERSON = ("user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible")


async def tell(world: World, run: Run) -> None:
    """Say what a fact means, as of now, in the channel or in the card's thread."""
    stream, fact = await _story(world, run)
    awaited = isinstance(fact.event, Operating) or not isinstance(stream, Incident)
    channel = places.waiting(stream, run) if awaited else places.room(stream)
    if channel is None:
        return await _elsewhere(world, run, stream, fact)
    system = world.desk.system(stream.system)
    names, head = await directory.names(world, system), await heads.head(world.desk.store, stream.id)
    message = said(fact, stream, system, world.desk.clock.now(), names, head.hash)
    if message is None:
        return
    thread = places.thread(stream, run.job.args.get("thread"), run)
    try:
        await once(world, run, channel, message, fact.at, thread)
    except Permanent as problem:
        if problem.code in UNUSABLE:
            await _elsewhere(world, run, stream, fact)
        raise


async def _elsewhere(world: World, run: Run, stream: Stream, fact: Fact) -> None:
    """A reminder whose channel went away while it was on its way there."""
    if isinstance(fact.event, TO_OWNER) and isinstance(stream, Incident):
        await _directly(world, run, update_owner(stream))


async def proclaim(world: World, run: Run) -> None:
    """Say a fact in the system's announce channel too: what everyone must hear at once."""
    stream, fact = await _story(world, run)
    system = world.desk.system(stream.system)
    names = await directory.names(world, system)
    message = said(fact, stream, system, world.desk.clock.now(), names)
    channel = await directory.channel(world, system.announce) if system.announce else None
    if message is not None and channel is not None:
        await once(world, run, channel, message, fact.at)


async def call(world: World, run: Run) -> None:
    """Ask everyone to come whom the severity mentions: a message, because edits notify nobody."""
    incident = await read.incident(world.desk, run.job.stream)
    system = world.desk.system(incident.system)
    message = call_view(incident, system, await directory.names(world, system))
    if incident.channel is not None and message is not None:
        await once(world, run, incident.channel.id, message, incident.declared_at)


async def page(world: World, run: Run) -> None:
    """A direct message to everyone on a rung of the ladder; a rung that reaches nobody is said."""
    people, unknown = await directory.resolve(world, run.job.args["people"])
    for person in people:
        await _directly(world, run, person)
    if unknown and not people:
        raise Permanent(
            f"Nobody found in Slack for {', '.join(unknown)}. Call them, see `/incident contacts`.", "nobody"
        )


async def direct(world: World, run: Run) -> None:
    """A reminder for one person alone."""
    await _directly(world, run, run.job.args["person"])


async def retell(world: World, run: Run) -> None:
    """Edit the message that told a fact whose text was erased since."""
    stream, fact = await _story(world, run)
    channel = places.room(stream)
    if channel is None:
        return
    system = world.desk.system(stream.system)
    message = said(fact, stream, system, world.desk.clock.now(), await directory.names(world, system))
    key, card = f"{stream.id}:{fact.seq}:tell", stream.anchor
    for thread in (None, card.ts if card else None):
        ts = await world.chat.find_post(channel, key, fact.at - SKEW, thread)
        if ts is not None and message is not None:
            await world.chat.update(channel, ts, message.text, message.blocks, key)
            return


async def greet(world: World, run: Run) -> None:
    """A word of help for whoever called the app by its name, in the message's thread."""
    channel, ts = run.job.args["channel"], run.job.args["ts"]
    if run.repeat and await world.chat.find_post(channel, run.job.key, world.desk.clock.now(), ts):
        return
    message = greeting()
    await world.chat.post(channel, message.text, message.blocks, run.job.key, ts)


async def _directly(world: World, run: Run, person: str) -> None:
    incident, fact = await read.incident(world.desk, run.job.stream), await _fact(world, run)
    system = world.desk.system(incident.system)
    message = direct_view(
        fact, incident, system, world.desk.clock.now(), await directory.names(world, system)
    )
    if message is None:
        return
    try:
        channel = await world.chat.direct_channel(person)
        await once(world, run, channel, message, fact.at, suffix=f":{person}")
    except Permanent as problem:
        if problem.code not in NO_SUCH_PERSON:
            raise


async def once(
    world: World,
    run: Run,
    channel: str,
    message: kit.Message,
    since: datetime,
    thread: str | None = None,
    suffix: str = "",
) -> None:
    """Post `message`, unless an earlier try of this job did."""
    key = run.job.key + suffix
    if run.repeat:
        # An earlier try may have spoken in the channel itself, when there was no card to answer yet.
        for place in {None, thread}:
            if await _found(world, channel, key, since - SKEW, place):
                return
    try:
        await world.chat.post(channel, message.text, message.blocks, key, thread)
    except Permanent as problem:
        if thread is None or problem.code not in NO_SUCH_THREAD:
            raise
        await world.chat.post(channel, message.text, message.blocks, key)


async def _found(world: World, channel: str, key: str, since: datetime, thread: str | None) -> bool:
    try:
        return await world.chat.find_post(channel, key, since, thread) is not None
    except Permanent as problem:
        if thread is None or problem.code not in NO_SUCH_THREAD:
            raise
        return False


async def _story(world: World, run: Run) -> tuple[Stream, Fact]:
    return await read.stream(world.desk, run.job.stream), await _fact(world, run)


async def _fact(world: World, run: Run) -> Fact:
    return await read.fact(world.desk, run.job.stream, run.job.args["seq"])
