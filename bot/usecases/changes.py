"""What the clusters answered, written down: plans, votes, the gate a worker must win, what came of it.

Called by the worker's effects. Each is one transaction and safe to repeat with the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain import events as e
from bot.domain.action import Health, Request
from bot.domain.changes import Change, Plan, Stage
from bot.domain.deciding import answers
from bot.domain.deciding.context import Context
from bot.domain.incident import Incident
from bot.domain.people import Person
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.domain.words import Words, masked
from bot.store import approvals, queries
from bot.store.approvals import Sealed
from bot.store.store import Seen, TooLate
from bot.usecases.desk import Desk
from bot.usecases.entry import By, entry
from bot.usecases.settle import settle

Judge = Callable[[Stream, System, Context], Sequence[e.Event]]


async def planned(
    desk: Desk, stream: str, key: str, change: Change, plan: Plan, request: Request
) -> Stream | None:
    """Keep the frozen plan, and approve it at once where the policy asks for nobody.

    Who else is working on the object is said among its warnings.
    """
    others = await _others(desk, stream, plan)
    plan = replace(plan, warnings=(*others, *plan.warnings)) if others else plan

    def judge(s: Stream, system: System, context: Context) -> Sequence[e.Event]:
        return answers.planned(s, change.number, plan, system, context)

    return await _judged(desk, stream, key, (), judge, (Sealed(change.id, request=request),))


async def _others(desk: Desk, stream: str, plan: Plan) -> tuple[Words, ...]:
    """A sentence for each change of another stream to the same object that is under way."""
    said: list[Words] = []
    for other, number in await approvals.working_on(desk.store, plan.target.path, stream):
        found = await queries.stream(desk.store, other)
        change = found.change(number) if found else None
        if found is None or change is None:
            continue
        if isinstance(found, Incident) and found.private:
            said.append(Words(f"Another incident is working on {plan.target.title} right now."))
        else:
            what = change.title or change.line
            said.append(Words(f"{found.ref} is working on it too: {what}, {change.stage.value}."))
    return tuple(said)


async def counted(
    desk: Desk, stream: str, key: str, number: int, person: str, allowed: bool, says: str
) -> Stream | None:
    """Count a vote, or say why it does not count; the last one needed approves the change."""

    def judge(s: Stream, system: System, context: Context) -> Sequence[e.Event]:
        return answers.counted(s, number, person, allowed, says, system, context)

    return await _judged(desk, stream, key, (person,), judge)


async def begin(desk: Desk, stream: str, change: Change, runner: str, before: Health | None) -> bool:
    """Win the gate: true for the one worker that may send the request now.

    What hinders it (a freeze, an approver who left, time) ends the change instead, with the reason.
    """
    people = (change.requester, *(vote.person for vote in change.counted))

    won = False

    def judge(s: Stream, system: System, context: Context) -> Sequence[e.Event]:
        nonlocal won
        now = s.change(change.number)
        if now is None or now.stage is not Stage.APPROVED:
            return []
        why = answers.hindrance(now, system, context)
        if why:
            return [e.RunFailed(now.number, Words(f"It was not begun: {why}."))]
        won = True
        return [e.RunStarted(now.number, runner, before)]

    try:
        return await _judged(desk, stream, None, people, judge) is not None and won
    except TooLate:
        return False


async def unsealed(desk: Desk, change: Change) -> Sealed:
    """The call of `change` and, while it may be sent, its request; empty when they are gone."""
    return await approvals.unsealed(desk.store, change.id) or Sealed(change.id)


async def came_of_it(desk: Desk, stream: str, key: str, *events: e.Event) -> Stream | None:
    """Write down what became of a change or a read, as far as it is still news."""
    return await settle(desk, stream, key, [masked(event) for event in events])


async def _judged(
    desk: Desk,
    stream: str,
    key: str | None,
    people: Sequence[str],
    judge: Judge,
    sealed: tuple[Sealed, ...] = (),
) -> Stream | None:
    """Lock, judge, write; the state after, None when this was written before or there is no stream."""
    try:
        async with desk.store.unit() as unit:
            locked, known = await unit.lock(stream, people)
            if locked is None:
                return None
            system, now = desk.system(locked.state.system), desk.clock.now()
            context = Context(now, Person(e.TOCSIN), known, locked.freezes)
            events = [masked(event) for event in judge(locked.state, system, context)]
            if not events:
                return locked.state
            written = entry(system, stream, locked, events, By(e.TOCSIN, "worker", now))
            await unit.write(replace(written, key=key, sealed=sealed))
            return written.state
    except Seen:
        return None
