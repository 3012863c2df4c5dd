"""`/incident …` and `/ops …`: reads the line and finds the one function that answers it.

Called by `register`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain import commands as c
from bot.errors import Refused
from bot.usecases import read
from bot.usecases.read import Standing
from bot.views import replies
from commands import grammar as g
from commands import incident, ops, questions
from commands.door import Answer, Heard, word

ANSWERS: dict[type, Callable[[Heard, Standing, Any], Awaitable[Answer]]] = {
    c.Declare: incident.declare,
    c.Close: incident.close,
    c.MarkDuplicate: incident.duplicate,
    c.Repair: incident.repair,
    g.OpenModal: incident.form,
    g.Status: questions.status,
    g.Timeline: questions.timeline,
    g.Contacts: questions.contacts,
    g.List: questions.listed,
    g.PostmortemShow: questions.show_postmortem,
    g.RepairList: questions.repairs,
    g.Help: questions.help_,
}
"""What is asked -> who answers. Every other command of the domain is carried out as it is."""

ANYWHERE = (c.Declare, g.Contacts, g.List, g.Help, g.OpenModal)


async def command(heard: Heard) -> Answer:
    """One line typed by one person in one place."""
    place = await read.context(heard.desk, heard.asker)
    if word(heard.body, "command") == "/ops":
        return await ops.command(heard, place, word(heard.body, "text"), context_of(heard, place))
    asked = g.parse(word(heard.body, "text"), context_of(heard, place))
    if isinstance(asked, g.Mistake):
        return replies.mistake(asked.message, asked.nearest)
    if place.incident is None and not isinstance(asked, ANYWHERE):
        raise Refused(incident.NOWHERE)
    return await ANSWERS.get(type(asked), incident.change)(heard, place, asked)


def context_of(heard: Heard, place: Standing) -> g.Context:
    """What the words are read against; someone we do not know yet is taken to be where the system is."""
    zone = place.system.zone if place.system and not place.person.known else place.person.zone
    system = place.system.id if place.system else None
    return g.Context(heard.desk.catalog, heard.desk.clock.now(), zone, system, heard.asker.person)
