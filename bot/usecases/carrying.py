"""One command on one stream, of whatever kind: one transaction. Called by the other use-cases.

Lock and read is the first round trip, everything that is written the second, commit included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain.deciding.context import Context
from bot.domain.events import Fact
from bot.domain.people import Person
from bot.domain.stream import Stream
from bot.errors import Refused
from bot.store import inbox
from bot.store.approvals import Sealed
from bot.store.store import Seen, TooLate
from bot.usecases import read
from bot.usecases.desk import Asker, Desk
from bot.usecases.entry import By, entry, look_ups
from bot.usecases.redaction import erased
from bot.usecases.settle import put


@dataclass(frozen=True)
class Outcome:
    """The state after a command and the facts it added; `repeated`: this delivery was carried out before."""

    state: Stream
    facts: tuple[Fact, ...] = ()
    repeated: bool = False


async def carry_out(
    desk: Desk, asker: Asker, stream: str, command: c.Command, sealed: Sequence[Sealed] = ()
) -> Outcome:
    """Do what `command` says to `stream`, or raise Refused with the reason for the person."""
    try:
        return await _carried_out(desk, asker, stream, command, tuple(sealed))
    except Seen:
        return Outcome(await read.stream(desk, stream), repeated=True)
    except TooLate as late:
        raise Refused(str(late)) from late
    except Refused:
        if await inbox.seen(desk.store, asker.key):  # refused only because it was done by this very delivery
            return Outcome(await read.stream(desk, stream), repeated=True)
        raise


async def _carried_out(
    desk: Desk, asker: Asker, stream: str, command: c.Command, sealed: tuple[Sealed, ...]
) -> Outcome:
    people: dict[str, Person] = {}
    named = [asker.person, *_named(command)]
    try:
        async with desk.store.unit() as unit:
            locked, people = await unit.lock(stream, named)
            if locked is None:
                raise Refused("I have no such incident any more. `/incident list` shows the open ones.")
            system, now = desk.system(locked.state.system), desk.clock.now()
            actor = people.get(asker.person) or Person(asker.person, known=False)
            context = Context(now, actor, people, locked.freezes)
            events = rules.decide(locked.state, command, system, context)
            if not events:
                return Outcome(locked.state)
            if isinstance(command, c.Redact):
                locked = replace(locked, state=await erased(unit, stream, command, actor.id, now))
            written = entry(system, stream, locked, events, By(actor.id, asker.via, now))
            jobs = (*written.jobs, *look_ups(named, people))
            await unit.write(replace(written, key=asker.key, jobs=jobs, sealed=sealed))
            return Outcome(written.state, written.facts)
    except Refused:
        if wanted := look_ups(people, people):  # perhaps only because we do not know them yet
            await put(desk, wanted)
        raise


def _named(command: c.Command) -> Sequence[str]:
    """Everyone the command names, whose rows the decision needs."""
    match command:
        case c.AssignRole(person=str(person)):
            return [person]
        case c.AddActionItem(owner=str(owner)):
            return [owner]
        case _:
            return []
