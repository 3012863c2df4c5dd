"""From a job to its effect, and what to do when it will not work. Given to the loop by `app`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.domain import events as e
from bot.domain.codec import to_data
from bot.domain.incident import Incident
from bot.domain.words import mask
from bot.errors import Permanent
from bot.store import inbox, queries
from bot.usecases.settle import settle
from bot.worker.loop import Park, Perform, Run, UnknownEffect
from bot.worker.world import Effect, World, settled

log = structlog.get_logger()

LOST = {
    "channel_not_found": "the channel is gone",
    "not_in_channel": "I was removed from the channel",
    "is_inactive": "the channel is frozen",
    "restricted_action": "I may not write in the channel any more",
}
"""What Slack says when the incident's channel cannot be used: news about the channel, not a failed job."""

ARCHIVED = "is_archived"
UNUSABLE = (ARCHIVED, *LOST)


def performer(world: World, effects: Mapping[str, Effect]) -> Perform:
    """A function that does one try of a job, with the effect of its kind."""

    async def perform(run: Run) -> None:
        effect = effects.get(run.job.effect)
        if effect is None:
            raise UnknownEffect(f"no effect {run.job.effect!r} in this version")
        if run.repeat and await inbox.seen(world.desk.store, settled(run)):
            return  # an earlier try came to its end, and only the queue did not hear of it
        try:
            await effect(world, run)
        except Permanent as problem:
            if not await _about_channel(world, run, problem):
                raise

    return perform


def parker(world: World) -> Park:
    """A function that puts a job aside for `/incident repair` and says so."""

    async def park(run: Run, error: Exception) -> None:
        log.error("job parked", effect=run.job.effect, job=run.job.key, error=str(error))
        if run.job.stream:
            work = to_data(replace(run.job, repeat=True))
            parked = e.EffectParked(run.job.key, run.job.effect, mask(str(error))[:500], work)
            await settle(world.desk, run.job.stream, None, [parked])

    return park


async def _about_channel(world: World, run: Run, problem: Permanent) -> bool:
    """Whether `problem` only says that the incident's own channel is archived or lost; then it is a fact."""
    if not run.job.stream or run.job.effect in (
        "announce",
        "open_channel",
        "restore_channel",
        "direct",
        "page",
        "proclaim",
    ):
        return False
    if not isinstance(await queries.stream(world.desk.store, run.job.stream), Incident):
        return False
    if problem.code == ARCHIVED:
        await settle(world.desk, run.job.stream, None, [e.ChannelArchived()])
        return True
    if problem.code in LOST:
        await settle(world.desk, run.job.stream, None, [e.ChannelLost(LOST[problem.code])])
        return True
    return False
