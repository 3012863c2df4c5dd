"""The incident's channel: open it, bring people in, furnish it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import events as e
from bot.domain.deadlines import zone_of
from bot.domain.incident import Incident
from bot.domain.naming import channel_name, next_name, number
from bot.domain.policy import System
from bot.errors import Permanent, Temporary
from bot.ports import Room
from bot.store import queries
from bot.usecases import read
from bot.usecases.settle import settle
from bot.views import channel as views
from bot.worker.effects import directory
from bot.worker.loop import Run
from bot.worker.world import World, settled

TAKEN = "name_taken"
NAMES, NAMES_TRIED = 1000, 50
"""So many names are thought of (`-2`, `-3`, ...), and so many of them, not known to be ours, asked for."""

SKEW = timedelta(seconds=5)


async def open_channel(world: World, run: Run) -> None:
    """Create the channel, under the next free name; on a repeat, find the one made before.

    When several such jobs were cut short at once, each may find what another made. The inbox lets one
    incident have it, and the others look again.
    """
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is not None:
        return
    system = world.desk.system(incident.system)
    name = _name(incident, system)
    room = await _made_before(world, incident, name) if run.repeat else None
    room = room or await _create(world, incident, name)
    opened = e.ChannelOpened(room.id, room.name)
    if await settle(world.desk, incident.id, f"channel:{room.id}", [opened]) is None:
        raise Temporary(f"{room.name} became another incident's channel", after=0.0)


async def restore_channel(world: World, run: Run) -> None:
    """A reopened incident needs its channel back."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is None or incident.channel.state != "archived":
        return
    await world.chat.unarchive(incident.channel.id)
    await settle(world.desk, incident.id, settled(run), [e.ChannelRestored()])


async def invite(world: World, run: Run) -> None:
    """Everyone the job names, groups by their members; those who cannot come are put on record."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is None:
        return
    people, unknown = await directory.resolve(world, run.job.args["people"])
    new = [person for person in people if person not in incident.responders or person == incident.declared_by]
    missing = await world.chat.invite(incident.channel.id, new) if new else {}
    missing |= dict.fromkeys(unknown, "not found in Slack")
    came = tuple(person for person in new if person not in missing)
    if came or missing:
        await settle(world.desk, incident.id, settled(run), [e.PeopleInvited(came, missing)])


async def set_topic(world: World, run: Run) -> None:
    """The topic as of now; one that reads so already is left, because Slack tells of each in the channel."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is not None and incident.channel.state == "open":
        topic = views.topic(incident, world.desk.system(incident.system))
        if topic != await world.chat.topic(incident.channel.id):
            await world.chat.set_topic(incident.channel.id, topic)


async def add_bookmarks(world: World, run: Run) -> None:
    """The system's links; on a repeat only those not there yet."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is None:
        return
    there = set(await world.chat.bookmarks(incident.channel.id)) if run.repeat else set()
    for mark in views.bookmarks(incident, world.desk.system(incident.system)):
        if (mark["title"], mark["link"]) not in there:
            await world.chat.add_bookmark(incident.channel.id, mark["title"], mark["link"], mark.get("emoji"))


async def _create(world: World, incident: Incident, name: str) -> Room:
    names = [next_name(name, nth) for nth in range(1, NAMES + 1)]
    ours = await queries.held_names(world.desk.store, names)  # a name of ours would cost a call to Slack
    for _ in range(NAMES_TRIED):
        wanted = next((one for one in names if one not in ours), name)
        try:
            return await world.chat.create_channel(wanted, incident.private)
        except Permanent as problem:
            if problem.code != TAKEN:
                raise
        ours |= {wanted}
    raise Permanent(
        f"{NAMES_TRIED} channels like {name} exist. Change `naming: channel` in the system file.", TAKEN
    )


async def _made_before(world: World, incident: Incident, name: str) -> Room | None:
    """A channel of ours that an earlier try made: created by the bot after the declare, held by nobody."""
    me = await world.chat.me()
    names = {next_name(name, nth) for nth in range(1, NAMES + 1)}
    for room in await world.chat.own_channels():
        young = room.created is not None and room.created + SKEW >= incident.declared_at
        alike = room.name in names and room.private == incident.private and not room.archived
        if alike and young and room.creator == me and not await _held(world, room):
            return room
    return None


async def _held(world: World, room: Room) -> bool:
    return await queries.by_channel(world.desk.store, room.id) is not None


def _name(incident: Incident, system: System) -> str:
    day = incident.declared_at.astimezone(zone_of(system.zone))
    return channel_name(
        system.naming.channel,
        ref=incident.ref,
        n=number(system.naming.ref, incident.ref),
        date=day.date(),
        system=system.id,
        service=incident.service or "",
        severity=incident.severity,
        kind=incident.kind or "",
        slug=str(incident.title),
    )
