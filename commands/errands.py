"""Work a door asks for that changes no incident: the Home tab, a place in a channel.

Called by home.py and buttons.py. The words stay jobs, so they survive a crash like any other.
"""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.jobs import CARD, PAGE, Job
from bot.errors import Refused
from bot.usecases import read
from bot.usecases.desk import Asker, Desk
from bot.usecases.settle import enqueue


async def publish_home(desk: Desk, asker: Asker) -> None:
    """Draw the person's Home tab anew."""
    name = f"home:{asker.person}"
    job = Job("publish_home", "", name, name, CARD, coalesce=name, args={"person": asker.person})
    async with desk.store.connections.lend() as connection:
        await desk.store.queue.enqueue(connection, [job])


async def join(desk: Desk, asker: Asker, stream: str) -> Incident:
    """Invite the person into the incident's channel, when it is one they may see."""
    incident = await read.incident(desk, stream)
    if incident.private and asker.person not in incident.responders:
        raise Refused("This incident is private. Ask its commander to invite you.")
    key = f"{stream}:{asker.key}:invite"
    job = Job("invite", stream, key, f"{stream}:invite", PAGE, args={"people": [asker.person]})
    await enqueue(desk, stream, asker.key, [job])
    return incident
