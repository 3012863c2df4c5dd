"""From a wish to a frozen plan, and to people's votes: preview under the requester, show, count.

A preview is a dry run, and a dry run needs the right to do the thing: so the plan is made as the one who
asked, and a vote counts only when the cluster would let the voter do the same.
"""

from __future__ import annotations

from bot.actions import rights
from bot.domain import events as e
from bot.domain.changes import Stage
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.usecases import changes, read
from bot.worker.effects import reach
from bot.worker.loop import Run
from bot.worker.world import World, settled

GONE = "I no longer know its arguments. Type the command again."


async def plan_change(world: World, run: Run) -> None:
    """Preview the change on the cluster itself and freeze the plan; or say why there is none."""
    stream = await read.stream(world.desk, run.job.stream)
    change = reach.change_of(stream, run.job.args["number"])
    if change.stage is not Stage.PLANNING:
        return
    try:
        call = (await changes.unsealed(world.desk, change)).call
        action = reach.action(world, change.action)
        if call is None or action.plan is None:
            raise Refused(GONE)
        draft = await action.plan(await reach.scene(world, stream, call, change.requester, change))
    except (Refused, Permanent) as problem:
        refused = e.PlanRefused(change.number, Words(str(problem)))
        await changes.came_of_it(world.desk, stream.id, settled(run), refused)
        return
    await changes.planned(world.desk, stream.id, settled(run), change, draft.plan, draft.request)


async def check_vote(world: World, run: Run) -> None:
    """Ask the cluster whether the voter may do it themselves; only then the vote counts."""
    stream = await read.stream(world.desk, run.job.stream)
    change, person = reach.change_of(stream, run.job.args["number"]), run.job.args["person"]
    request = (await changes.unsealed(world.desk, change)).request
    if change.stage is not Stage.PENDING or change.target is None or request is None:
        return
    who = await reach.identity(world, stream, person)
    try:
        if who is None:
            raise Refused("the system file does not say who they are to the cluster")
        kube = reach.kube(world, stream, change.target.cluster, who)
        access = await rights.review(kube, request)
        allowed, says = access.allowed, access.reason or rights.denied(kube, request)
    except (Refused, Permanent) as problem:
        allowed, says = False, str(problem)
    await changes.counted(world.desk, stream.id, settled(run), change.number, person, allowed, says)
