"""Write down what the world answered. Called by effects, and by the doors for what Slack reports itself.

`settle` is safe to call twice with the same key: the second time writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import events as e
from bot.domain.deciding import answers
from bot.domain.incident import Incident
from bot.domain.jobs import Job
from bot.domain.stream import Stream
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
) -> Stream | None:
    """Append `events` that still apply to `stream`; the state after, None when there is no such stream."""
    try:
        async with desk.store.unit() as unit:
            locked, _ = await unit.lock(stream)
            if locked is None:
                return None
            fitting = [event for event in events if _applies(locked.state, event)]
            if not fitting:
                return locked.state
            system, now = desk.system(locked.state.system), desk.clock.now()
            written = entry(system, stream, locked, fitting, By(actor, via, now))
            await unit.write(replace(written, key=key))
            return written.state
    except Seen:
        return None


async def enqueue(desk: Desk, stream: str, key: str, jobs: Sequence[Job]) -> bool:
    """Enqueue `jobs` of `stream` once for the delivery `key`; False when that had happened already."""
    try:
        async with desk.store.unit() as unit:
            locked, _ = await unit.lock(stream)
            if locked is None:
                return False
            system, now = desk.system(locked.state.system), desk.clock.now()
            written = entry(system, stream, locked, (), By(e.TOCSIN, "worker", now))
            await unit.write(replace(written, key=key, jobs=tuple(jobs)))
            return True
    except Seen:
        return False


async def put(desk: Desk, jobs: Sequence[Job]) -> None:
    """Enqueue jobs that belong to no stream; they coalesce, so a repeated delivery adds none."""
    async with desk.store.connections.lend() as connection:
        await desk.store.queue.enqueue(connection, jobs)


def _applies(s: Stream, event: e.Event) -> bool:
    """Whether what the world says is news: the same answer twice must not become two facts."""
    match event:
        case e.ChannelOpened():
            return s.channel is None
        case e.Posted(key=key, channel=channel, ts=ts):
            post = s.posts.get(key)
            return post is None or (post.channel, post.ts) != (channel, ts)
        case e.ChannelRenamed(name=name):
            return s.channel is not None and s.channel.name != name
        case e.ChannelArchived():
            return s.channel is not None and s.channel.state == "open"
        case e.ChannelRestored() | e.ChannelRegained():
            return s.channel is not None and s.channel.state != "open"
        case e.ChannelLost():
            return s.channel is not None and s.channel.state != "lost"
        case e.RoleReleased(role=role, person=person):
            return isinstance(s, Incident) and s.roles.get(role) == person
        case e.FileReserved(key=key, file=file):
            return s.files.get(key) != file
        case e.EffectParked(job=job):
            return job not in s.parked
        case e.EffectRepaired(job=job):
            return job in s.parked
        case _ if isinstance(event, e.Operating):
            return answers.applies(s, event)
        case _:
            return True
