"""An approved change on its way: the last checks, the gate, the one request, the rollout, the verdict.

Exactly one worker sends it. If that worker dies in between, the next one looks for the change's own mark
on the object before anything else; what cannot be told is said to be unknown.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.actions import applying, rights
from bot.actions.changing import rollouts
from bot.actions.kit import Pursuit
from bot.domain import events as e
from bot.domain.action import Health, Request, Target
from bot.domain.changes import Change, Plan, Stage
from bot.domain.followups.operating import watch
from bot.domain.operations import APPROVER, Identity
from bot.domain.stream import Stream
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.ports import Kube
from bot.usecases import changes, people, read
from bot.views.ops.health import verdict
from bot.worker.effects import changing, directory, outputs, reach
from bot.worker.loop import Run
from bot.worker.world import World, settled

EVERY = 2.0
"""Seconds of our clock between two looks at a rollout."""

LATE = timedelta(minutes=1)

LONGEST = timedelta(minutes=30)
"""So long a rollout is watched; then what is seen is said, and the verdicts go on."""


async def run_change(world: World, run: Run) -> None:
    """Win the gate and send the frozen request; on a repeat, find out first what became of it."""
    stream = await read.stream(world.desk, run.job.stream)
    change = reach.change_of(stream, run.job.args["number"])
    if change.stage not in (Stage.APPROVED, Stage.RUNNING):
        return
    plan = await changing.plan_of(world, stream, change)
    try:
        request = (await changes.unsealed(world.desk, change)).request
        if plan is None or request is None or request.digest != change.digest:
            raise Refused("The frozen plan is gone or was altered, so nothing was sent. Plan it anew.")
        kube = reach.kube(world, stream, plan.target.cluster, await _runner(world, stream, change))
        if change.stage is Stage.APPROVED:
            await _check_again(world, change)
            await _rehearse(kube, change, request)
            before = await _health(world, stream, plan)
            if not await changes.begin(world.desk, stream.id, change, kube.user, before):
                return
        event = await _sent(world, run, stream, change, kube, plan, request)
    except (Refused, Permanent) as problem:
        event = e.RunFailed(change.number, Words(str(problem)))
    await changes.came_of_it(world.desk, stream.id, settled(run), event)


async def watch_change(world: World, run: Run) -> None:
    """One look at the rollout: edit the message, and come back until it is through or stuck."""
    stream = await read.stream(world.desk, run.job.stream)
    change = reach.change_of(stream, run.job.args["number"])
    if change.stage is not Stage.APPLIED or change.target is None or change.applied is None:
        return
    try:
        pursuit = await _pursuit(world, stream, change, change.target)
        progress = await (reach.action(world, change.action).watch or rollouts.follow)(pursuit)
    except (Refused, Permanent) as problem:
        failed = e.RunFailed(change.number, Words(str(problem)), sent=True)
        await changes.came_of_it(world.desk, stream.id, settled(run), failed)
        return
    number, health = change.number, progress.health
    event: e.Event | None = None
    if progress.failed:
        said = "\n".join((progress.failed, *progress.events))
        event = e.RunFailed(number, Words(said), sent=True, health=health)
    elif progress.done:
        event = e.RunFinished(number, Words(progress.said), health)
    elif world.desk.clock.now() >= change.applied + LONGEST:
        said = f"Not through after {LONGEST.seconds // 60} minutes, I stop watching. {progress.said}"
        event = e.RunFailed(number, Words(said), sent=True, health=health)
    if event is not None:
        key = f"{settled(run)}:{change.applied.timestamp()}"
        await changes.came_of_it(world.desk, stream.id, key, event)
        return
    shown = " ".join(map(str, vars(health).values()))
    if shown != run.job.args.get("shown"):  # seconds that pass are no news, and Slack counts every edit
        await changing.show(world, run, stream, change, progress)
    again = watch(stream, number)
    await world.desk.store.queue.later(replace(again, args=again.args | {"shown": shown}), EVERY)


async def _pursuit(world: World, s: Stream, change: Change, target: Target) -> Pursuit:
    bot = reach.kube(world, s, target.cluster)
    runner = reach.kube(world, s, target.cluster, await _runner(world, s, change))
    request = (await changes.unsealed(world.desk, change)).request
    return Pursuit(bot, runner, target, request, reach.manager(change), world.desk.clock.now())


async def take_verdict(world: World, run: Run) -> None:
    """How the workload stands some minutes later, beside how it stood before the change."""
    stream = await read.stream(world.desk, run.job.stream)
    change, minutes = reach.change_of(stream, run.job.args["number"]), run.job.args["minutes"]
    if change.target is None:
        return
    try:
        now = await rollouts.health(reach.kube(world, stream, change.target.cluster), change.target)
        word, note = _verdict(change.health.get("before"), now), _late(world, change, minutes)
    except (Refused, Permanent) as problem:
        now, word, note = None, "unknown", str(problem)
    taken = e.VerdictTaken(change.number, minutes, word, now, Words(note))
    await changes.came_of_it(world.desk, stream.id, settled(run), taken)


async def _runner(world: World, s: Stream, change: Change) -> Identity:
    """Whose account it runs under: the requester's, or the last approver's where the policy says so."""
    who = change.requester
    if change.glass:
        who = change.ended_by or who
    elif change.run_as == APPROVER and change.counted:
        who = change.counted[-1].person
    found = await reach.identity(world, s, who)
    if found is None:
        raise Refused(f"The system file does not map <@{who}> to the cluster any more; nothing was sent.")
    return found


async def _check_again(world: World, change: Change) -> None:
    """Ask Slack anew who they are: what must be certain is looked at just before acting."""
    wanted = dict.fromkeys((change.requester, *(vote.person for vote in change.counted)))
    found, _ = await asyncio.gather(
        asyncio.gather(*(world.chat.person(person) for person in wanted)), directory.refresh_groups(world)
    )
    for person in found:
        await people.learned(world.desk, person)


async def _rehearse(kube: Kube, change: Change, request: Request) -> None:
    """Under another account than the one it was previewed with, it is previewed once more."""
    if change.glass or change.run_as == APPROVER:
        access = await rights.review(kube, request)
        if not access.allowed:
            raise Refused(f"It was not begun: {rights.denied(kube, request)}.")
        await applying.rehearse(kube, request, reach.manager(change))


async def _sent(
    world: World, run: Run, s: Stream, change: Change, kube: Kube, plan: Plan, request: Request
) -> e.Event:
    """Send it, and put into words what the cluster made of it."""
    repeat = change.stage is Stage.RUNNING
    bot = reach.kube(world, s, plan.target.cluster)
    outcome = await applying.apply(kube, request, plan, reach.manager(change), repeat, reader=bot)
    number, said = change.number, Words(outcome.said)
    if outcome.output is not None:
        await outputs.say(world, run, s, outputs.of_change(change), outcome.output)
    match outcome.kind:
        case applying.Ending.APPLIED:
            health = outcome.health
            return e.RunApplied(number, said, outcome.generation, health, outcome.again)
        case applying.Ending.DRIFTED:
            return e.RunDrifted(number, said)
        case applying.Ending.UNKNOWN:
            return e.RunUnknown(number, said)


async def _health(world: World, s: Stream, plan: Plan) -> Health | None:
    if not plan.watched:
        return None
    return await rollouts.health(reach.kube(world, s, plan.target.cluster), plan.target)


def _late(world: World, change: Change, minutes: int) -> str:
    """When the look was taken, if that was not when it was due."""
    gone = world.desk.clock.now() - change.applied if change.applied else timedelta()
    late = gone - timedelta(minutes=minutes)
    return f"looked at {gone.seconds // 60} minutes after it was applied" if late >= LATE else ""


def _verdict(before: Health | None, now: Health | None) -> str:
    return verdict(before, now) if before is not None and now is not None else "unknown"
