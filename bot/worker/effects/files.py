"""Files in Slack: reserve an id, settle it, send the bytes, share. Used by the report effects."""

from __future__ import annotations

from bot.domain import events as e
from bot.store import artifacts, inbox, timeline
from bot.usecases import read
from bot.usecases.settle import settle
from bot.worker.effects import places
from bot.worker.loop import Run
from bot.worker.world import World, settled


async def share(
    world: World,
    run: Run,
    key: str,
    name: str,
    title: str,
    body: bytes,
    thread: str | None,
    outcome: str | None = None,
) -> None:
    """Share `body` once in the stream's channel; `outcome` is the inbox key of that, else the job's own.

    The id is settled before the bytes go, so that after a crash Slack can be asked whether this very
    file stands in the channel already; if not, a new one is begun, which nobody has seen.
    """
    stream = await read.stream(world.desk, run.job.stream)
    channel, outcome = places.room(stream), outcome or settled(run)
    if channel is None or await inbox.seen(world.desk.store, outcome):
        return
    file = stream.files.get(key)
    if file is None or not await world.chat.file_shared_in(file, channel):
        file, url = await world.chat.reserve_file(name, len(body))
        await settle(world.desk, stream.id, None, [e.FileReserved(key, file)])
        await world.chat.send_bytes(url, body)
        await world.chat.share_file(file, title, channel, "", thread)
    await settle(world.desk, stream.id, outcome, [e.FileShared(key, file)])


async def withdraw_files(world: World, run: Run) -> None:
    """Take back drafts and pictures made before a text was redacted, which may show it; draft anew."""
    incident = await read.incident(world.desk, run.job.stream)
    await artifacts.erase(world.desk.store, incident.id)
    for fact in await timeline.read(world.desk.store, run.job.stream):
        if isinstance(fact.event, e.FileShared) and fact.seq < run.job.args["before"]:
            await world.chat.delete_file(fact.event.file)
    if incident.drafts:
        await settle(world.desk, incident.id, settled(run), [e.PostmortemRequested()])
