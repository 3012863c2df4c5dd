"""What people ask of clusters, in an incident or in an operation of its own. Called by the doors.

Outside an incident a command opens an operation in its system's announce channel, or goes on in the one
the same person opened there a moment ago.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain.action import Call, Risk, Spec
from bot.domain.deciding.changes import LONGEST_FOLLOW, change_of
from bot.domain.deciding.context import Context
from bot.domain.evolve import fold
from bot.domain.people import Person
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.domain.words import Words
from bot.errors import Refused
from bot.store import approvals, inbox, queries
from bot.store.approvals import Sealed
from bot.store.store import Seen, Taken, Unit
from bot.usecases import carrying, read
from bot.usecases.carrying import Outcome
from bot.usecases.desk import Asker, Desk
from bot.usecases.entry import By, entry, look_ups

GOES_ON = timedelta(minutes=30)
"""So long after its last event a person's operation takes their next command in."""

COUNTER = "operations"
Opening: TypeAlias = c.AskRead | c.AskChange | c.FreezeChanges | c.ThawChanges
"""What may begin an operation."""


async def use(
    desk: Desk, asker: Asker, stream: str | None, system: System, spec: Spec, call: Call, line: str
) -> Outcome:
    """Read, or have a change planned, in `stream`; without one, in an operation. `line` is masked."""
    command: c.AskRead | c.AskChange
    sealed: tuple[Sealed, ...] = ()
    if spec.risk is Risk.READ:
        follow = LONGEST_FOLLOW if spec.follows and call.args.get(spec.follows) else None
        command = c.AskRead(call, Words(line), follow)
    else:
        command = c.AskChange(fresh(), _bare(call), Words(line))
        sealed = (Sealed(command.id, call=call),)
    return await _in_a_stream(desk, asker, stream, system, command, sealed, command.line)


async def freeze(
    desk: Desk,
    asker: Asker,
    stream: str | None,
    system: System,
    command: c.FreezeChanges | c.ThawChanges,
) -> Outcome:
    """Throw the stop switch or lift it; it stands in the timeline of the place it was typed in."""
    word = "freeze" if isinstance(command, c.FreezeChanges) else "thaw"
    title = Words(f"{word} {command.namespace or 'all'}")
    return await _in_a_stream(desk, asker, stream, system, command, (), title)


async def own(desk: Desk, asker: Asker, system: System) -> str | None:
    """The operation of `asker` in `system` that is still going on."""
    since = desk.clock.now() - GOES_ON
    found = await queries.operation_of(desk.store, asker.person, system.id, since)
    return found.id if found else None


async def _in_a_stream(
    desk: Desk,
    asker: Asker,
    stream: str | None,
    system: System,
    command: Opening,
    sealed: tuple[Sealed, ...],
    title: Words,
) -> Outcome:
    stream = stream or await own(desk, asker, system)
    if stream is None:
        return await _opened(desk, asker, system, command, sealed, title)
    return await carrying.carry_out(desk, asker, stream, command, sealed)


async def undo(desk: Desk, asker: Asker, stream: str, number: int) -> Outcome:
    """Have the inverse of a change planned: a change of its own, previewed and approved like any other."""
    change = change_of(await read.stream(desk, stream), number)
    if change.undo is None:
        raise Refused(f"Change {number} has nothing that could undo it. What it did is in its diff.")
    command = c.AskChange(
        fresh(), _bare(change.undo), Words(change.undo_title or f"undo {number}"), undoes=number
    )
    return await carrying.carry_out(desk, asker, stream, command, [Sealed(command.id, call=change.undo)])


async def replan(desk: Desk, asker: Asker, stream: str, number: int) -> Outcome:
    """Plan the same again, against the cluster as it is now."""
    change = change_of(await read.stream(desk, stream), number)
    if not change.stage.over:
        raise Refused(f"Change {number} is {change.stage.value}. Withdraw it before you plan it anew.")
    if change.followed is not None:
        raise Refused(f"It was planned anew already, as change {change.followed}.")
    sealed = await approvals.unsealed(desk.store, change.id)
    if sealed is None or sealed.call is None:
        raise Refused("I no longer know its arguments. Type the command again.")
    command = c.AskChange(fresh(), _bare(sealed.call), change.line, change.undoes, replaces=number)
    return await carrying.carry_out(desk, asker, stream, command, [Sealed(command.id, call=sealed.call)])


async def of_button(desk: Desk, id: str) -> tuple[str, int]:
    """(stream, number) of the change a button speaks of; Refused for an id of nobody."""
    found = await approvals.place(desk.store, id)
    if found is None:
        raise Refused("I do not know that change any more. `/ops list` shows what there is.")
    return found


def fresh() -> str:
    """A random id for a change: what its buttons carry, and nobody can guess."""
    return secrets.token_urlsafe(18)


def _bare(call: Call) -> Call:
    """`call` without its arguments, as a decision may see it."""
    return replace(call, args={})


async def _opened(
    desk: Desk,
    asker: Asker,
    system: System,
    command: Opening,
    sealed: tuple[Sealed, ...],
    title: Words,
) -> Outcome:
    """A new operation with its first command, in one transaction."""
    if not system.announce:
        raise Refused(
            f"{system.name} has no `announce:` channel where an operation could live. "
            "Use this in an incident's channel, or add one to the system file."
        )
    stream = hashlib.sha256(asker.key.encode()).hexdigest()[:32]
    try:
        async with desk.store.unit() as unit:
            before, people = await unit.lock(stream, [asker.person])
            if before is not None:
                return Outcome(before.state, repeated=True)
            return await _begun(desk, asker, unit, stream, system, command, sealed, title, people)
    except (Seen, Taken):
        if await inbox.seen(desk.store, asker.key):
            return Outcome(await read.stream(desk, stream), repeated=True)
        raise


async def _begun(
    desk: Desk,
    asker: Asker,
    unit: Unit,
    stream: str,
    system: System,
    command: Opening,
    sealed: tuple[Sealed, ...],
    title: Words,
    people: dict[str, Person],
) -> Outcome:
    now = desk.clock.now()
    actor = people.get(asker.person) or Person(asker.person, known=False)
    context, by = Context(now, actor, people, unit.freezes), By(actor.id, asker.via, now)
    ref = f"OP-{await unit.allot(COUNTER)}"
    opening = c.OpenOperation(system.id, title, asker.channel or None)
    first = rules.open_operation(opening, system, context, ref)
    state: Stream | None = fold(stream, entry(system, stream, None, first, by).facts)
    assert state is not None
    events = [*first, *rules.decide(state, command, system, context)]
    written = entry(system, stream, None, events, by)
    jobs = (*written.jobs, *look_ups([asker.person], people))
    await unit.write(replace(written, key=asker.key, jobs=jobs, sealed=sealed))
    return Outcome(written.state, written.facts)
