"""What happens to an incident's channel by hand: renamed, archived, lost. Called by commands/channels.py."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.incident import Incident
from bot.domain.jobs import PAGE, Job
from bot.errors import Refused
from bot.store import duties, queries
from bot.usecases import read
from bot.usecases.desk import Asker, Desk
from bot.usecases.settle import enqueue, settle


async def renamed(desk: Desk, key: str, channel: str, name: str) -> None:
    await _heard(desk, key, channel, e.ChannelRenamed(name))


async def archived(desk: Desk, key: str, channel: str, by: str | None) -> None:
    await _heard(desk, key, channel, e.ChannelArchived(by), by)


async def restored(desk: Desk, key: str, channel: str, by: str | None = None) -> None:
    await _heard(desk, key, channel, e.ChannelRestored(), by)


async def lost(desk: Desk, key: str, channel: str, reason: str) -> None:
    await _heard(desk, key, channel, e.ChannelLost(reason))


async def regained(desk: Desk, key: str, channel: str) -> None:
    await _heard(desk, key, channel, e.ChannelRegained())


async def joined(desk: Desk, key: str, channel: str, person: str) -> None:
    """Someone came into the channel: they are a responder from now on."""
    incident = await queries.by_channel(desk.store, channel)
    if incident is not None and person not in incident.responders:
        await settle(desk, incident.id, key, [e.PeopleInvited((person,))], person, "slack")


async def join(desk: Desk, asker: Asker, stream: str) -> Incident:
    """Invite the one who asks into the incident's channel, when it is one they may see."""
    incident = await read.incident(desk, stream)
    if incident.private and asker.person not in incident.responders:
        raise Refused("This incident is private. Ask its commander to invite you.")
    key = f"{stream}:{asker.key}:invite"
    job = Job("invite", stream, key, f"{stream}:invite", PAGE, args={"people": [asker.person]})
    await enqueue(desk, stream, asker.key, [job])
    return incident


async def seen(desk: Desk, channel: str, ts: str) -> None:
    """Remember the newest message seen in a channel, so that a gap can be read back later."""
    await duties.saw(desk.store, channel, ts)


async def _heard(desk: Desk, key: str, channel: str, event: e.Event, by: str | None = None) -> None:
    incident = await queries.by_channel(desk.store, channel)
    if incident is not None:
        await settle(desk, incident.id, key, [event], by or e.TOCSIN, "slack")
