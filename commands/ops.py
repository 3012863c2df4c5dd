"""`/ops ...`: reads the line, places it, and finds the one function that answers it. Called by `typed`.

In an incident's channel the command belongs to the incident; elsewhere to an operation of the person who
typed it, in the announce channel of the place's system.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bot.domain import commands as c
from bot.domain.action import Call, Spec
from bot.domain.policy import Service, System
from bot.domain.resolving import resolve
from bot.errors import Refused
from bot.runbooks.calls import canonical
from bot.usecases import carrying, forms, operations, read
from bot.usecases.read import Standing
from bot.views import replies
from bot.views.modals import ops as ops_modals
from bot.views.ops import help as helps
from bot.views.ops import listing
from bot.views.ops import replies as ops_replies
from commands import grammar as g
from commands.door import Answer, Heard
from commands.door import Form as Opened
from commands.grammar import ops as og

NO_SYSTEM = (
    "I do not know which system you mean here. Type this in an incident's channel, or in a channel that the "
    "system file names."
)


async def command(heard: Heard, place: Standing, text: str, context: g.Context) -> Answer:
    """One line typed by one person in one place."""
    service = service_of(place, place.system) if place.system else None
    asked = og.parse_ops(text, context, heard.desk.specs, service)
    match asked:
        case g.Mistake():
            return replies.mistake(asked.message, asked.nearest, "/ops")
        case og.OpsHelp(word=word):
            return helps.help_text(heard.desk.specs.all, word, own=_controls())
        case og.Use(call=call):
            return await used(heard, place, call)
        case og.Form():
            return await form(heard, place, asked.spec_name, asked.prefill)
        case c.FreezeChanges() | c.ThawChanges():
            outcome = await operations.freeze(
                heard.desk, heard.asker, stream_of(place), system_of(place), asked
            )
            return ops_replies.asked(outcome.state, outcome.facts)
        case _:
            return await _on_stream(heard, place, asked)


async def used(heard: Heard, place: Standing, call: Call) -> Answer:
    """A use of an action: a read runs at once, a change is planned."""
    spec = spec_of(heard, call.action)
    system = system_of(place)
    placed = resolve(call, spec, system, service_of(place, system))
    line = canonical(placed, spec)
    outcome = await operations.use(heard.desk, heard.asker, stream_of(place), system, spec, placed, line)
    return ops_replies.asked(outcome.state, outcome.facts)


async def form(heard: Heard, place: Standing, name: str, prefill: Mapping[str, Any]) -> Answer:
    """A form for what was left out; a job fills its menus with what the cluster has."""
    spec, system = spec_of(heard, name), system_of(place)
    view = f"ops-{secrets.token_hex(8)}"
    given = {key: value for key, value in prefill.items() if isinstance(value, str)}
    await forms.fill(heard.desk, view, spec.name, system.id, stream_of(place), heard.asker.channel, given)
    return Opened({**ops_modals.loading(spec), "external_id": view})


async def _on_stream(heard: Heard, place: Standing, asked: Any) -> Answer:
    """What speaks of one change or read of this place."""
    desk, asker = heard.desk, heard.asker
    stream = stream_of(place) or await operations.own(desk, asker, system_of(place))
    if stream is None:
        raise Refused(
            "There is no change here. Use the buttons of its message, or type this in its incident's channel."
        )
    match asked:
        case og.ListChanges() | og.ShowChange():
            return listing.listing(await read.stream(desk, stream), desk.clock.now())
        case og.Undo(number=number):
            outcome = await operations.undo(desk, asker, stream, number)
        case _:
            outcome = await carrying.carry_out(desk, asker, stream, asked)
    return ops_replies.asked(outcome.state, outcome.facts)


def stream_of(place: Standing) -> str | None:
    return place.incident.id if place.incident else None


def system_of(place: Standing) -> System:
    if place.system is None:
        raise Refused(NO_SYSTEM)
    return place.system


def service_of(place: Standing, system: System) -> Service | None:
    return system.service(place.incident.service) if place.incident else None


def spec_of(heard: Heard, name: str) -> Spec:
    spec = heard.desk.specs.named(name)
    if spec is None:
        raise Refused("I do not know that action any more. `/ops help` lists what there is.")
    return spec


def _controls() -> list[tuple[str, str]]:
    return [(f"{one.name} {one.usage}".strip(), one.help) for one in og.CONTROLS]
