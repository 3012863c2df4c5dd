"""Messages that someone chose to keep: read them in Slack, and read back what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain import commands as c
from bot.domain.words import Words
from bot.errors import Permanent
from bot.ports import Found
from bot.store import duties, queries
from bot.usecases import captures, read
from bot.usecases.captures import KEPT
from bot.worker.loop import Run
from bot.worker.world import World, settled

REACTION = "pushpin"
OVERLAP = timedelta(hours=6)
"""A pin set while we were away may stand on an older message: so far back we look."""


async def keep_message(world: World, run: Run) -> None:
    """Read the message that was pinned, marked or picked, and put it into the timeline."""
    args = run.job.args
    found = await world.chat.message(args["channel"], args["ts"], args.get("thread_ts"))
    if found is not None and not await _ours(world, run.job.stream, found):
        await _capture(world, run.job.stream, found, args["how"], args["person"], settled(run), late=False)


async def release_message(world: World, run: Run) -> None:
    """A pin or reaction went: retract the message unless another one still keeps it."""
    args = run.job.args
    found = None if args["deleted"] else await world.chat.message(args["channel"], args["ts"])
    if found is not None and (found.pinned or REACTION in found.reactions):
        return
    command = c.RetractMessage(args["channel"], args["ts"], deleted=found is None)
    await captures.captured(world.desk, run.job.stream, settled(run), args["person"], command)


async def read_back(world: World, run: Run) -> None:
    """After a time away: keep what was pinned or marked meanwhile, follow edits and deletions. All late."""
    incident = await read.incident(world.desk, run.job.stream)
    if incident.channel is None or incident.channel.state != "open":
        return
    channel, since = incident.channel.id, datetime.fromtimestamp(run.job.args["since"], UTC)
    recent = await world.chat.history(channel, max(since - OVERLAP, incident.declared_at - OVERLAP))
    pinned = await world.chat.pins(channel)
    for found in {found.ts: found for found in (*recent, *pinned)}.values():
        if await _ours(world, incident.id, found):
            continue
        key = f"{settled(run)}:{found.ts}"
        if found.pinned or found in pinned:
            await _capture(world, incident.id, found, "pin", found.author, key, late=True)
        elif REACTION in found.reactions:
            await _capture(world, incident.id, found, "reaction", found.author, key, late=True)
    if recent:
        await duties.saw(world.desk.store, channel, recent[-1].ts)


async def _capture(
    world: World, stream: str, found: Found, how: str, person: str, key: str, late: bool
) -> None:
    known = await queries.capture(world.desk.store, found.channel, found.ts)
    if known is not None and known[1] == KEPT:
        return
    try:
        link: str | None = await world.chat.permalink(found.channel, found.ts)
    except Permanent:
        link = None  # a message can be kept without its link, and it may be gone by now
    command = c.CaptureMessage(
        channel=found.channel,
        ts=found.ts,
        author=found.author,
        sent=found.sent,
        text=Words(found.text),
        how=how,
        thread_ts=found.thread_ts,
        permalink=link,
        files=found.files,
        late=late,
    )
    await captures.captured(world.desk, stream, key, person, command)


async def _ours(world: World, stream: str, found: Found) -> bool:
    """Whether Tocsin said it: its messages are facts already."""
    return found.author == await world.chat.me()
