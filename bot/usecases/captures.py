"""Keep messages of the channel in the timeline, and follow what becomes of them in Slack.

A pin or reaction event has no text, so keeping is a job: the worker reads the message and comes back
with `captured`. Called by commands/timeline.py and by the capture effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain.deciding.context import Context
from bot.domain.jobs import CARD, Job
from bot.domain.people import Person
from bot.domain.words import Words, typed
from bot.store import queries
from bot.store.store import Seen
from bot.usecases.desk import Asker, Desk
from bot.usecases.entry import By, entry, look_ups
from bot.usecases.settle import enqueue

KEPT = "kept"


async def keep(
    desk: Desk, asker: Asker, channel: str, ts: str, how: str, thread_ts: str | None = None
) -> bool:
    """Have the message read and kept; False when the channel is no incident's."""
    incident = await queries.by_channel(desk.store, channel)
    if incident is None:
        return False
    args = {"channel": channel, "ts": ts, "how": how, "person": asker.person, "thread_ts": thread_ts}
    await enqueue(desk, incident.id, asker.key, [_job("keep_message", incident.id, asker.key, ts, args)])
    return True


async def retract(
    desk: Desk, asker: Asker, channel: str, ts: str, deleted: bool = False, how: str = ""
) -> None:
    """A pin or reaction went away, or the message did: look at the message again before retracting."""
    known = await queries.capture(desk.store, channel, ts)
    if known is None or known[1] != KEPT:
        return
    stream, args = known[0], {"channel": channel, "ts": ts, "person": asker.person, "deleted": deleted}
    await enqueue(desk, stream, asker.key, [_job("release_message", stream, asker.key, ts, args)])


async def revise(desk: Desk, key: str, channel: str, ts: str, author: str, text: str) -> None:
    """The author edited a message: a revision, when we keep it and the text really changed."""
    known = await queries.capture(desk.store, channel, ts)
    if known is None or known[1] != KEPT:
        return
    stream, _, revision = known
    await captured(desk, stream, key, author, c.ReviseMessage(channel, ts, Words(typed(text)), revision + 1))


async def captured(
    desk: Desk,
    stream: str,
    key: str,
    actor: str,
    command: c.CaptureMessage | c.ReviseMessage | c.RetractMessage,
) -> None:
    """Write what the worker read, unless the timeline has it already. Safe to repeat with the same key."""
    try:
        async with desk.store.unit() as unit:
            locked, people = await unit.lock(stream, [actor])
            if locked is None:
                return
            known = await queries.capture(desk.store, command.channel, command.ts)
            if isinstance(command, c.CaptureMessage):
                command = replace(command, known=known[1] if known else None)
            elif known is None or known[1] != KEPT:
                return
            system, now = desk.system(locked.state.system), desk.clock.now()
            person = people.get(actor) or Person(actor, known=False)
            events = rules.decide(locked.state, command, system, Context(now, person, people))
            if not events:
                return
            written = entry(system, stream, locked, events, By(actor, "slack", now))
            jobs = (*written.jobs, *look_ups([actor], people))
            await unit.write(replace(written, key=key, jobs=jobs))
    except Seen:
        return


def _job(effect: str, stream: str, key: str, ts: str, args: Mapping[str, object]) -> Job:
    lane = f"{stream}:message-{ts}"
    return Job(effect, stream, key=f"{stream}:{key}:{effect}", lane=lane, urgency=CARD, args=dict(args))
