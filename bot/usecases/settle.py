"""Write down what the world answered. Called by effects, and by the doors for what Slack reports itself.

`settle` is safe to call twice with the same key: the second time writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import events as e
from bot.domain.incident import Incident
from bot.domain.jobs import Job
from bot.store.store import Seen
from bot.usecases.desk import Desk
from bot.usecases.entry import By, entry


async def settle(
    desk: Desk,
    stream: str,
    key: str | None,
    events: Sequence[e.Event],
    actor: str = e.TOCSIN,
    via: str = "worker",
) -> Incident | None:
    """Append `events` that still apply to `stream`; the state after, None when there is no such stream."""
    try:
        async with desk.store.unit() as unit:
            locked, _ = await unit.lock(stream)
            if locked is None:
                return None
            fitting = [event for event in events if _applies(locked.incident, event)]
            if not fitting:
                return locked.incident
            system, now = desk.system(locked.incident.system), desk.clock.now()
            written = entry(system, stream, locked, fitting, By(actor, via, now))
            await unit.write(replace(written, key=key))
            return written.incident
    except Seen:
        return None


async def enqueue(desk: Desk, stream: str, key: str, jobs: Sequence[Job]) -> bool:
    """Enqueue `jobs` of `stream` once for the delivery `key`; False when that had happened already."""
    try:
        async with desk.store.unit() as unit:
            locked, _ = await unit.lock(stream)
            if locked is None:
                return False
            system, now = desk.system(locked.incident.system), desk.clock.now()
            written = entry(system, stream, locked, (), By(e.TOCSIN, "worker", now))
            await unit.write(replace(written, key=key, jobs=tuple(jobs)))
            return True
    except Seen:
        return False


async def put(desk: Desk, jobs: Sequence[Job]) -> None:
    """Enqueue jobs that belong to no stream; they coalesce, so a repeated delivery adds none."""
    async with desk.store.connections.lend() as connection:
        await desk.store.queue.enqueue(connection, jobs)


def _applies(i: Incident, event: e.Event) -> bool:
    """Whether what the world says is news: the same answer twice must not become two facts."""
    match event:
        case e.ChannelOpened():
            return i.channel is None
        case e.Posted(key=key, channel=channel, ts=ts):
            post = i.posts.get(key)
            return post is None or (post.channel, post.ts) != (channel, ts)
        case e.ChannelRenamed(name=name):
            return i.channel is not None and i.channel.name != name
        case e.ChannelArchived():
            return i.channel is not None and i.channel.state == "open"
        case e.ChannelRestored() | e.ChannelRegained():
            return i.channel is not None and i.channel.state != "open"
        case e.ChannelLost():
            return i.channel is not None and i.channel.state != "lost"
        case e.RoleReleased(role=role, person=person):
            return i.roles.get(role) == person
        case e.FileReserved(key=key, file=file):
            return i.files.get(key) != file
        case e.EffectParked(job=job):
            return job not in i.parked
        case e.EffectRepaired(job=job):
            return job in i.parked
        case _:
            return True
