"""The incident's channel: open it, bring people in, furnish it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import events as e
from bot.domain.deadlines import zone_of
from bot.domain.incident import Incident
from bot.domain.naming import channel_name, next_name, number
from bot.domain.policy import System
from bot.errors import Permanent
from bot.ports import Room
from bot.store import queries
from bot.usecases import read
from bot.usecases.settle import settle
from bot.views import channel as views
from bot.worker.effects import directory
from bot.worker.loop import Run
from bot.worker.world import World, settled

TAKEN = "name_taken"
NAMES_TRIED = 50
SKEW = timedelta(seconds=5)


async def open_channel(world: World, run: Run) -> None:
    """Create the channel, under the next free name; on a repeat, find the one made before."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is not None:
        return
    system = world.desk.system(incident.system)
    name = _name(incident, system)
    room = await _made_before(world, incident, name) if run.repeat else None
    room = room or await _create(world, incident, name)
    await settle(world.desk, incident.id, settled(run), [e.ChannelOpened(room.id, room.name)])


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
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is not None and incident.channel.state == "open":
        system = world.desk.system(incident.system)
        await world.chat.set_topic(incident.channel.id, views.topic(incident, system))


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
    for nth in range(1, NAMES_TRIED + 1):
        try:
            return await world.chat.create_channel(next_name(name, nth), incident.private)
        except Permanent as problem:
            if problem.code != TAKEN:
                raise
    raise Permanent(
        f"{NAMES_TRIED} channels like {name} exist. Change `naming: channel` in the system file.", TAKEN
    )


async def _made_before(world: World, incident: Incident, name: str) -> Room | None:
    """A channel of ours that an earlier try made: created by the bot after the declare, held by nobody."""
    me = await world.chat.me()
    names = {next_name(name, nth) for nth in range(1, NAMES_TRIED + 1)}
    for room in await world.chat.own_channels():
        young = room.created is not None and room.created + SKEW >= incident.declared_at
        likely = room.name in names and room.creator == me and young and not room.archived
        if likely and await queries.by_channel(world.desk.store, room.id) is None:
            return room
    return None


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
