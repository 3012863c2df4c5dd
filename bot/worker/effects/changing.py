"""The one message of a change: posted when there is a plan to look at, edited in place ever after."""

from __future__ import annotations

from bot.actions.kit import Progress
from bot.domain import events as e
from bot.domain.changes import Change, Plan
from bot.domain.incident import Incident
from bot.domain.stream import Stream
from bot.errors import Permanent
from bot.usecases import changes, read
from bot.views import kit
from bot.views.ops import change as views
from bot.views.ops import plan as plans
from bot.views.ops.document import document
from bot.worker.effects import directory, places, reach
from bot.worker.effects.cards import GONE
from bot.worker.effects.files import share
from bot.worker.effects.talk import SKEW
from bot.worker.loop import Run
from bot.worker.world import World, settled


async def post_change(world: World, run: Run) -> None:
    """Show the plan to those who must decide; a diff too long for a message stands whole in a file first."""
    stream = await read.stream(world.desk, run.job.stream)
    change = reach.change_of(stream, run.job.args["number"])
    channel = places.waiting(stream, run)
    if channel is None or _key(change) in stream.posts:
        return
    plan = await plan_of(world, stream, change)
    thread = None if isinstance(stream, Incident) else places.thread(stream, "card", run)
    if plan is not None and plans.reading(plan).missing:
        await _share(world, run, stream, change, plan, thread)
    message = await _drawn(world, stream, change, plan)
    key = _mark(stream, change)
    ts = await world.chat.find_post(channel, key, change.asked_at - SKEW, thread) if run.repeat else None
    ts = ts or await world.chat.post(channel, message.text, message.blocks, key, thread)
    await changes.came_of_it(world.desk, stream.id, settled(run), e.Posted(_key(change), channel, ts))


async def edit_change(world: World, run: Run) -> None:
    """The message as of now; while a rollout is watched, the watching edits it."""
    stream = await read.stream(world.desk, run.job.stream)
    change = reach.change_of(stream, run.job.args["number"])
    await show(world, run, stream, change)


async def show(world: World, run: Run, s: Stream, change: Change, progress: Progress | None = None) -> None:
    """Edit the message of `change`; one that was deleted is posted anew."""
    post = s.posts.get(_key(change))
    if post is None or places.room(s) is None:
        return
    message = await _drawn(world, s, change, await plan_of(world, s, change), progress)
    try:
        await world.chat.update(post.channel, post.ts, message.text, message.blocks, _mark(s, change))
    except Permanent as problem:
        if problem.code not in GONE:
            raise
        thread = None if isinstance(s, Incident) else places.thread(s, "card", run)
        key = _mark(s, change)
        ts = await world.chat.post(post.channel, message.text, message.blocks, key, thread)
        await changes.came_of_it(
            world.desk, s.id, f"{key}:{post.ts}", e.Posted(_key(change), post.channel, ts)
        )


async def plan_of(world: World, s: Stream, change: Change) -> Plan | None:
    """The plan, from the fact that holds it; None before there is one."""
    if not change.planned:
        return None
    fact = await read.fact(world.desk, s.id, change.planned)
    return fact.event.plan if isinstance(fact.event, e.PlanMade) else None


async def _drawn(
    world: World, s: Stream, change: Change, plan: Plan | None, progress: Progress | None = None
) -> kit.Message:
    system = world.desk.system(s.system)
    names = await directory.names(world, system)
    health, said, lines = (progress.health, progress.said, progress.events) if progress else (None, "", ())
    now, long = world.desk.clock.now(), plan is not None and bool(plans.reading(plan).missing)
    return views.change(s, change, plan, system, now, names, health, said, lines, whole=long)


async def _share(world: World, run: Run, s: Stream, change: Change, plan: Plan, thread: str | None) -> None:
    name = f"{s.ref.lower()}-change-{change.number}.diff"
    body = document(change, plan).encode("utf-8", "replace")
    title = f"{s.ref}, change {change.number}: the whole plan"
    await share(world, run, f"plan-{change.number}", name, title, body, thread, f"{settled(run)}:file")


def _key(change: Change) -> str:
    return f"change-{change.number}"


def _mark(s: Stream, change: Change) -> str:
    return f"{s.id}:change:{change.number}"
