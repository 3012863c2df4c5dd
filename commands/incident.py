"""Declaring an incident and steering it by words: what a typed command or a button's command does."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain.words import Words
from bot.errors import Refused
from bot.usecases import incidents, read
from bot.usecases.desk import Done, Twin
from bot.usecases.read import Standing
from bot.views import modals, replies
from bot.views.ops.closing import closing
from commands.again import pack
from commands.door import Answer, Form, Heard
from commands.grammar import OpenModal

NOWHERE = (
    "This is no incident's channel, so I do not know which one you mean. Go to its channel "
    "(`/incident list` shows the open ones), or open one with `/incident declare`."
)


async def declare(heard: Heard, place: Standing, asked: c.Declare) -> Answer:
    return await opened(heard, asked)


async def opened(heard: Heard, asked: c.Declare) -> Answer:
    """Open it, or offer the open one that looks the same."""
    command = replace(asked, origin=asked.origin or heard.asker.channel or None)
    try:
        done = await incidents.declare(heard.desk, heard.asker, command)
    except Twin as twin:
        return replies.twin(twin.incident, heard.desk.clock.now(), pack(command))
    return replies.done(done.incident, done.facts, done.repeated)


async def change(heard: Heard, place: Standing, asked: c.Command) -> Answer:
    """Carry out any other command on the incident of this channel."""
    if place.incident is None:
        raise Refused(NOWHERE)
    done = await incidents.carry_out(heard.desk, heard.asker, place.incident.id, asked)
    return replies.done(done.incident, done.facts, done.repeated)


async def close(heard: Heard, place: Standing, asked: c.Close) -> Answer:
    """Over changes that still stand it asks: undo them, or say why they stay."""
    incident = place.incident
    if incident is not None and incident.mitigations and not asked.keep and not incident.status.open:
        return closing(incident, heard.desk.clock.now())
    return await change(heard, place, asked)


async def duplicate(heard: Heard, place: Standing, asked: c.MarkDuplicate) -> Answer:
    """Look the other one up first: by id, or by its channel."""
    other = await read.by_ref(heard.desk, heard.asker, asked.of)
    channel = other.channel.id if other.channel else None
    return await change(heard, place, c.MarkDuplicate(other.ref, channel))


async def repair(heard: Heard, place: Standing, asked: c.Repair) -> Answer:
    """A number means the n-th of what `repair` lists; other words the rules look up themselves."""
    waiting = list(place.incident.parked) if place.incident else []
    if asked.job.isdecimal() and len(asked.job) < 5:
        number = int(asked.job)
        if not 1 <= number <= len(waiting):
            raise Refused(f"There is no number {number} to repair. `/incident repair` lists what waits.")
        asked = c.Repair(waiting[number - 1])
    return await change(heard, place, asked)


async def form(heard: Heard, place: Standing, asked: OpenModal) -> Answer:
    """The form a verb opens when what was typed is not enough, with all of it filled in."""
    if asked.name == "declare":
        system = place.system.id if place.system else None
        prefill = {"system": system} | dict(asked.prefill)
        return declare_form(heard, prefill)
    if place.incident is None:
        raise Refused(NOWHERE)
    system_of = heard.desk.system(place.incident.system)
    if asked.name == "sev":
        return Form(modals.severity(place.incident, system_of))
    return Form(modals.update(place.incident, system_of, asked.prefill))


def declare_form(heard: Heard, prefill: dict[str, object], **meta: str) -> Form:
    """The empty or half-filled form; `meta` is the message it starts from."""
    if not heard.desk.catalog.systems:
        raise Refused("No system is set up yet. Add one to the catalogue, then declare.")
    return Form(modals.declare(heard.desk.catalog, prefill, {"channel": heard.asker.channel, **meta}))


async def carry_out(heard: Heard, stream: str, command: c.Command, part: str = "") -> Done:
    """One command on one incident; `part` tells several commands of one delivery apart."""
    asker = replace(heard.asker, key=f"{heard.asker.key}:{part}") if part else heard.asker
    return await incidents.carry_out(heard.desk, asker, stream, command)


def said(text: object) -> Words:
    """A text from a form."""
    return Words(text) if isinstance(text, str) else Words("")
