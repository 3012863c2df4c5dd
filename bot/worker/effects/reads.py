"""What people look up: read the cluster, say it below the card, repeat it while it is followed."""

from __future__ import annotations

from bot.actions.kit import Output
from bot.domain import events as e
from bot.domain.action import Call
from bot.domain.events import Fact
from bot.domain.followups.operating import follow as next_look
from bot.domain.stream import Stream
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.usecases import changes
from bot.usecases import read as looking
from bot.worker.effects import outputs, places, reach
from bot.worker.effects.talk import SKEW
from bot.worker.loop import Run
from bot.worker.world import World, settled

EVERY = 3.0
"""Seconds of our clock between two looks of a followed read."""


async def read(world: World, run: Run) -> None:
    """Look it up and say it, once; what the cluster refuses is said instead."""
    stream, fact, asked = await _asked(world, run)
    channel = places.waiting(stream, run)
    try:
        output = await _output(world, stream, fact, asked.call)
    except (Refused, Permanent) as problem:
        await _failed(world, run, asked, problem)
        return
    if channel is not None:
        await outputs.say(world, run, stream, outputs.of_read(stream, fact, asked), output)
    answered = e.ReadAnswered(asked.number, Words(output.summary), output.masked)
    await changes.came_of_it(world.desk, stream.id, settled(run), answered)


async def follow(world: World, run: Run) -> None:
    """One look of a followed read: post it, then edit it in place; the last one takes the button away."""
    stream, fact, asked = await _asked(world, run)
    channel = places.waiting(stream, run)
    going = any(one.number == asked.number for one in stream.following)
    try:
        output = await _output(world, stream, fact, asked.call)
    except (Refused, Permanent) as problem:
        if going:
            await _failed(world, run, asked, problem)
        return
    going = going and not output.over
    if channel is not None:
        await _edit(world, run, stream, fact, output, channel, going)
    if going:
        job = next_look(stream, asked.number, fact.seq)
        await world.desk.store.queue.later(job, EVERY)
    elif output.over:
        await changes.came_of_it(world.desk, stream.id, f"{settled(run)}:over", e.FollowEnded(asked.number))


async def _asked(world: World, run: Run) -> tuple[Stream, Fact, e.ReadAsked]:
    stream = await looking.stream(world.desk, run.job.stream)
    fact = await looking.fact(world.desk, stream.id, run.job.args["seq"])
    if not isinstance(fact.event, e.ReadAsked):
        raise Permanent(f"event {fact.seq} of {stream.ref} is no read", "no_read")
    return stream, fact, fact.event


async def _output(world: World, stream: Stream, fact: Fact, call: Call) -> Output:
    action = reach.action(world, call.action)
    if action.read is None:
        raise Refused(f"`{call.action}` cannot be looked up.")
    return await action.read(await reach.scene(world, stream, call, fact.actor))


async def _failed(world: World, run: Run, asked: e.ReadAsked, problem: Exception) -> None:
    failed = e.ReadFailed(asked.number, Words(str(problem)))
    await changes.came_of_it(world.desk, run.job.stream, settled(run), failed)


async def _edit(
    world: World, run: Run, s: Stream, fact: Fact, output: Output, channel: str, going: bool
) -> None:
    asked = fact.event
    assert isinstance(asked, e.ReadAsked)
    shown = await outputs.drawn(world, s, outputs.of_read(s, fact, asked), output, going)
    key = f"{s.id}:read:{asked.number}"
    post = s.posts.get(f"read-{asked.number}")
    if post is not None:
        await world.chat.update(post.channel, post.ts, shown.message.text, shown.message.blocks, key)
        return
    thread = places.thread(s, "card", run)
    ts = await world.chat.find_post(channel, key, fact.at - SKEW, thread) if run.repeat else None
    ts = ts or await world.chat.post(channel, shown.message.text, shown.message.blocks, key, thread)
    posted = e.Posted(f"read-{asked.number}", channel, ts)
    await changes.came_of_it(world.desk, s.id, f"read:{s.id}:{asked.number}", posted)
