"""Buttons and menus: action_id -> what a click does. Called by `register`.

A button's value names the stream, and one thing of it where it speaks of one. What shows on the card
or in the channel by itself is not said again to the one who clicked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain import commands as c
from bot.domain.policy import COMMANDER_ROLE
from bot.domain.words import Words
from bot.errors import Refused
from bot.usecases import channels, people, read
from bot.views import ids, modals, replies
from commands import approvals, questions
from commands.again import unpack
from commands.door import Answer, Form, Heard, Instead, at, at_home, word
from commands.incident import carry_out, declare_form, opened

SNOOZE = timedelta(minutes=15)


def _stream(heard: Heard) -> tuple[str, str]:
    return ids.split(word(heard.body, "actions", 0, "value"))


async def _quietly(heard: Heard, command: c.Command) -> Answer:
    await carry_out(heard, _stream(heard)[0], command)
    return None


async def _told(heard: Heard, command: c.Command) -> Answer:
    done = await carry_out(heard, _stream(heard)[0], command)
    return None if done.repeated else replies.done(done.incident, done.facts)


async def acknowledge(heard: Heard) -> Answer:
    return await _quietly(heard, c.Acknowledge())


async def take_command(heard: Heard) -> Answer:
    return await _quietly(heard, c.AssignRole(COMMANDER_ROLE))


async def mitigated(heard: Heard) -> Answer:
    return await _quietly(heard, c.Mitigate())


async def snooze(heard: Heard) -> Answer:
    why = Words("15 more minutes, asked for with the button")
    return await _told(heard, c.Snooze(heard.desk.clock.now() + SNOOZE, why))


async def complete_item(heard: Heard) -> Answer:
    """From the Home tab the tab itself is the answer."""
    number = _stream(heard)[1]
    if not (number.isdecimal() and len(number) < 7):
        raise Refused("I do not know that action item any more. `/incident status` shows the open ones.")
    answer = await _told(heard, c.CompleteActionItem(int(number)))
    if not at_home(heard.body):
        return answer
    await people.home_opened(heard.desk, heard.asker.person)
    return None


async def postmortem_done(heard: Heard) -> Answer:
    return await _told(heard, c.CompletePostmortem())


async def retry(heard: Heard) -> Answer:
    return await _told(heard, c.Repair(_stream(heard)[1]))


async def post_update(heard: Heard) -> Answer:
    incident = await read.incident(heard.desk, _stream(heard)[0])
    return Form(modals.update(incident, heard.desk.system(incident.system)))


async def change_severity(heard: Heard) -> Answer:
    incident = await read.incident(heard.desk, _stream(heard)[0])
    return Form(modals.severity(incident, heard.desk.system(incident.system)))


async def resolve(heard: Heard) -> Answer:
    return Form(modals.resolve(await read.incident(heard.desk, _stream(heard)[0])))


async def reopen(heard: Heard) -> Answer:
    return Form(modals.reopen(await read.incident(heard.desk, _stream(heard)[0])))


async def open_postmortem(heard: Heard) -> Answer:
    """Shows the newest draft; the first click, when there is none, asks for one."""
    incident = await read.incident(heard.desk, _stream(heard)[0])
    if incident.drafts:
        return await questions.postmortem(heard, incident)
    return await _told(heard, c.DraftPostmortem())


async def more_timeline(heard: Heard) -> Answer:
    stream, number = _stream(heard)
    number = number if number.isdecimal() and len(number) < 6 else "1"
    return Instead(await questions.page(heard, stream, int(number)))


async def join_twin(heard: Heard) -> Answer:
    incident = await channels.join(heard.desk, heard.asker, _stream(heard)[0])
    return replies.refused(f"You are invited to {incident.ref}; its channel appears in a moment.")


async def declare_anyway(heard: Heard) -> Answer:
    command = unpack(word(heard.body, "actions", 0, "value"))
    if command is None:
        raise Refused("I no longer know what was to be declared. Type `/incident declare` once more.")
    return await opened(heard, command)


async def open_declare(heard: Heard) -> Answer:
    return declare_form(heard, {})


async def choose_system(heard: Heard) -> Answer:
    """Another system has other severities and services: the same form once more."""
    view = at(heard.body, "view") or {}
    return Form(modals.declare(heard.desk.catalog, modals.read_declare(view), modals.meta_of(view)))


async def nothing(heard: Heard) -> Answer:
    """A link was followed: Slack opens it by itself."""
    return None


CLICKS: dict[str, Callable[[Heard], Awaitable[Answer]]] = {
    **approvals.CLICKS,
    ids.ACKNOWLEDGE: acknowledge,
    ids.TAKE_COMMAND: take_command,
    ids.POST_UPDATE: post_update,
    ids.CHANGE_SEVERITY: change_severity,
    ids.MITIGATED: mitigated,
    ids.RESOLVE: resolve,
    ids.REOPEN: reopen,
    ids.OPEN_POSTMORTEM: open_postmortem,
    ids.POSTMORTEM_DONE: postmortem_done,
    ids.SNOOZE_15: snooze,
    ids.COMPLETE_ACTION_ITEM: complete_item,
    ids.RETRY: retry,
    ids.MORE_TIMELINE: more_timeline,
    ids.JOIN_TWIN: join_twin,
    ids.DECLARE_ANYWAY: declare_anyway,
    ids.DECLARE: open_declare,
    ids.DECLARE_SYSTEM: choose_system,
    ids.OPEN_CHANNEL: nothing,
}
