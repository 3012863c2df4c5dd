"""The buttons and forms of changes: approve, reject, withdraw, break glass, undo, re-plan, stop.

A button's value only finds the change; that the click comes from the change's own message, and from
somebody who may, is looked at here and in `decide`. Called by `register` through CLICKS and SUBMITS.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain import commands as c
from bot.domain.action import Call
from bot.domain.changes import Change
from bot.domain.deciding.changes import change_of
from bot.domain.stream import Stream
from bot.errors import Refused
from bot.runbooks.calls import read as read_call
from bot.usecases import carrying, operations, read
from bot.usecases.carrying import Outcome
from bot.views import ids, modals
from bot.views.modals import ops as ops_modals
from bot.views.ops import replies
from commands import ops
from commands.door import Answer, Form, Heard, at, word
from commands.door import Wrong as WrongForm
from commands.grammar import Mistake
from commands.grammar.ops.forms import words_of
from commands.incident import said

NOT_ITS_MESSAGE = "This button is not on the change's own message. Use the one in the channel."


async def approve(heard: Heard) -> Answer:
    return await _vote(heard, lambda number: c.Approve(number))


async def withdraw(heard: Heard) -> Answer:
    return await _vote(heard, lambda number: c.Withdraw(number))


async def stop(heard: Heard) -> Answer:
    return await _vote(heard, lambda number: c.StopRun(number))


async def _vote(heard: Heard, make: Callable[[int], c.OnCluster]) -> Answer:
    """What the click did shows on the message itself."""
    stream, change = await _clicked(heard)
    await carrying.carry_out(heard.desk, heard.asker, stream.id, make(change.number))
    return None


async def open_reject(heard: Heard) -> Answer:
    stream, change = await _clicked(heard)
    return Form(ops_modals.reject(stream, change))


async def open_break_glass(heard: Heard) -> Answer:
    stream, change = await _clicked(heard)
    return Form(ops_modals.break_glass(stream, change, heard.desk.system(stream.system)))


async def undo(heard: Heard) -> Answer:
    """From the change's message, the list, or the question before closing."""
    stream, number = await operations.of_button(heard.desk, word(heard.body, "actions", 0, "value"))
    return _told(await operations.undo(heard.desk, heard.asker, stream, number))


async def replan(heard: Heard) -> Answer:
    stream, change = await _clicked(heard)
    return _told(await operations.replan(heard.desk, heard.asker, stream.id, change.number))


async def stop_following(heard: Heard) -> Answer:
    stream, number = ids.split(word(heard.body, "actions", 0, "value"))
    if not (number.isdecimal() and len(number) < 7):
        raise Refused("I do not know that read any more.")
    await carrying.carry_out(heard.desk, heard.asker, stream, c.StopFollowing(int(number)))
    return None


async def reject(heard: Heard) -> Answer:
    return await _with_reason(heard, lambda number, why: c.Reject(number, said(why)))


async def break_glass(heard: Heard) -> Answer:
    return await _with_reason(heard, lambda number, why: c.BreakGlass(number, said(why)))


async def _with_reason(heard: Heard, make: Callable[[int, str], c.OnCluster]) -> Answer:
    form = ops_modals.read_reason(_view(heard))
    stream, number = await operations.of_button(heard.desk, form["change"])
    await carrying.carry_out(heard.desk, heard.asker, stream, make(number, form["why"]))
    return None


async def use_form(heard: Heard) -> Answer:
    """The filled form of an action: read like a typed line, so that both are checked alike."""
    view = _view(heard)
    meta = modals.meta_of(view)
    spec = ops.spec_of(heard, str(meta.get("spec") or ""))
    words = words_of(spec, ops_modals.read_form(view, spec))
    call = words if isinstance(words, Mistake) else read_call(words, heard.desk.specs.all)
    if not isinstance(call, Call):
        return WrongForm({spec.params[0].name: call.message[:300]})
    there = replace(heard, asker=replace(heard.asker, channel=str(meta.get("channel") or "")))
    place = await read.context(there.desk, there.asker)
    await ops.used(there, place, call)
    return None


async def _clicked(heard: Heard) -> tuple[Stream, Change]:
    """The change whose button was pressed, on the very message that shows it."""
    id = word(heard.body, "actions", 0, "value")
    found, number = await operations.of_button(heard.desk, id)
    stream = await read.stream(heard.desk, found)
    change = change_of(stream, number)
    post = stream.posts.get(f"change-{number}")
    where = (word(heard.body, "container", "channel_id"), word(heard.body, "container", "message_ts"))
    if post is not None and where != (post.channel, post.ts):
        raise Refused(NOT_ITS_MESSAGE)
    return stream, change


def _told(outcome: Outcome) -> Answer:
    return replies.asked(outcome.state, outcome.facts)


def _view(heard: Heard) -> dict[str, object]:
    view = at(heard.body, "view")
    return view if isinstance(view, dict) else {}


CLICKS: dict[str, Callable[[Heard], Awaitable[Answer]]] = {
    ids.APPROVE_CHANGE: approve,
    ids.REJECT_CHANGE: open_reject,
    ids.WITHDRAW_CHANGE: withdraw,
    ids.BREAK_GLASS: open_break_glass,
    ids.UNDO_CHANGE: undo,
    ids.REPLAN_CHANGE: replan,
    ids.STOP_CHANGE: stop,
    ids.STOP_FOLLOWING: stop_following,
}
