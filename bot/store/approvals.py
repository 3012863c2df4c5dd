"""Approvals and what they approve: rows that decide between many, beside the timeline. Called by store.

`approvals` follows from the facts; its conditional UPDATEs are gates: expiry stands in the predicate, and
a transaction that finds its gate shut does not commit. `plans` holds what may not stand in a timeline,
the call with its arguments and the exact request, under the approval's random id; its request is
forgotten when the change is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain import events as e
from bot.domain.action import Call, Request
from bot.domain.changes import Stage
from bot.domain.codec import from_data, to_data
from bot.domain.operations import Freeze
from bot.domain.stream import Stream
from bot.store.chain import clean
from bot.store.projection import Statement

if TYPE_CHECKING:
    from bot.store.store import Store

T = TypeVar("T")

ASKED = "INSERT INTO approvals (id, stream, number, state) VALUES (%s, %s, %s, 'planning')"
PLANNED = "UPDATE approvals SET state = 'pending', digest = %s, expires_at = %s, object = %s WHERE id = %s"
# Dividing by the number of rows a gate moved: by none, and the whole transaction is undone.
_GATE = "WITH won AS (UPDATE approvals SET {set} WHERE {where} RETURNING 1) SELECT 1 / count(*) FROM won"
APPROVE = _GATE.format(
    set="state = 'approved', expires_at = %s",
    where="id = %s AND state = 'pending' AND expires_at > %s",
)
BEGIN = _GATE.format(
    set="state = 'running', expires_at = NULL",
    where="id = %s AND state = 'approved' AND expires_at > %s AND digest = %s",
)
ENDED = "UPDATE approvals SET state = 'over', expires_at = NULL WHERE id = %s"
FORGET = "UPDATE plans SET request = NULL WHERE id = %s"
RESTORE = (
    "INSERT INTO approvals (id, stream, number, state, digest, expires_at, object) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
KEEP_CALL = "INSERT INTO plans (id, call) VALUES (%s, %s)"
KEEP_REQUEST = "UPDATE plans SET request = %s WHERE id = %s"
FREEZE = (
    "INSERT INTO freezes (system, namespace, person, why, stream, at) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (system, namespace) DO NOTHING"
)
THAW = "DELETE FROM freezes WHERE system = %s AND namespace = %s"

_WORDS = {
    Stage.PLANNING: "planning",
    Stage.PENDING: "pending",
    Stage.APPROVED: "approved",
    Stage.RUNNING: "running",
}
_OVER = (
    e.PlanRefused,
    e.ChangeRejected,
    e.ChangeWithdrawn,
    e.ChangeExpired,
    e.RunApplied,
    e.RunDrifted,
    e.RunFailed,
    e.RunUnknown,
    e.RunFinished,
)


@dataclass(frozen=True)
class Sealed:
    """What belongs to the change `id` and stays out of every event: its call, or its request."""

    id: str
    call: Call | None = None
    request: Request | None = None


def sealed_statements(sealed: Iterable[Sealed]) -> list[Statement]:
    """The statements that keep `sealed`."""
    found: list[Statement] = []
    for one in sealed:
        if one.call is not None:
            found.append((KEEP_CALL, (one.id, _text(one.call))))
        if one.request is not None:
            found.append((KEEP_REQUEST, (_text(one.request), one.id)))
    return found


def approval_statements(stream: str, facts: Iterable[e.Fact], state: Stream) -> list[Statement]:
    """What `facts` change about approvals and stop switches; `state` is the one after them."""
    found: list[Statement] = []
    for fact in facts:
        found += _of(stream, fact, state)
    return found


def _of(stream: str, fact: e.Fact, state: Stream) -> list[Statement]:
    event = fact.event
    match event:
        case e.PlanAsked(number=number, id=id):
            return [(ASKED, (id, stream, number))]
        case e.Frozen() | e.Thawed():
            return _switch(stream, fact)
    known: int | None = getattr(event, "number", None) if isinstance(event, e.Operating) else None
    change = state.change(known) if known is not None else None
    if change is None:
        return []
    match event:
        case e.PlanMade(plan=plan, expires=expires):
            return [(PLANNED, (plan.digest, expires, plan.target.path, change.id))]
        case e.ChangeApproved(run_by=run_by) | e.GlassBroken(run_by=run_by):
            return [(APPROVE, (run_by, change.id, fact.at))]
        case e.RunStarted():
            return [(BEGIN, (change.id, fact.at, change.digest))]
        case _ if isinstance(event, _OVER) and change.stage.over:
            return [(ENDED, (change.id,)), (FORGET, (change.id,))]
        case _:
            return []


def _switch(stream: str, fact: e.Fact) -> list[Statement]:
    match fact.event:
        case e.Frozen(system=system, namespace=namespace, why=why):
            return [(FREEZE, (system, namespace, fact.actor, clean(why), stream, fact.at))]
        case e.Thawed(system=system, namespace=namespace):
            return [(THAW, (system, namespace))]
        case _:
            return []


def restored(stream: str, state: Stream) -> list[Statement]:
    """The statements that make the approvals of `stream` anew from its state."""
    found: list[Statement] = [("DELETE FROM approvals WHERE stream = %s", (stream,))]
    for change in state.changes:
        word = _WORDS.get(change.stage, "over")
        path = change.target.path if change.target else None
        values = (change.id, stream, change.number, word, change.digest or None, change.expires, path)
        found.append((RESTORE, values))
    return found


async def refreeze(store: Store, facts: Iterable[tuple[str, e.Fact]]) -> None:
    """Make the stop switches anew from all (stream, fact) that threw or lifted one. Raises Busy."""
    async with store.connections.lend() as connection, connection.transaction():
        await connection.execute("DELETE FROM freezes")
        for stream, fact in sorted(facts, key=lambda one: (one[1].at, one[1].seq)):
            for statement, values in _switch(stream, fact):
                await connection.execute(statement, values)


async def place(store: Store, id: str) -> tuple[str, int] | None:
    """(stream, number) of the change whose buttons carry `id`; None for an id of nobody. Raises Busy."""
    found = await store.rows("SELECT stream, number FROM approvals WHERE id = %s", (id,))
    return (found[0][0], found[0][1]) if found else None


async def working_on(store: Store, object: str, stream: str) -> list[tuple[str, int]]:
    """(stream, number) of changes of other streams to that object that are under way. Raises Busy."""
    rows = await store.rows(
        "SELECT stream, number FROM approvals WHERE object = %s AND stream <> %s "
        "AND state IN ('pending', 'approved', 'running') ORDER BY stream, number LIMIT 5",
        (object, stream),
    )
    return [(row[0], row[1]) for row in rows]


async def unsealed(store: Store, id: str) -> Sealed | None:
    """The call of a change, and its request while it may still be sent. Raises Busy."""
    found = await store.rows("SELECT call, request FROM plans WHERE id = %s", (id,))
    if not found:
        return None
    call, request = found[0]
    return Sealed(id, _record(Call, call), _record(Request, request) if request else None)


async def freezes(store: Store) -> list[Freeze]:
    """Every stop switch that is on. Raises Busy."""
    rows = await store.rows("SELECT system, namespace, person, why, stream FROM freezes ORDER BY at")
    return [Freeze(*row) for row in rows]


async def forget_plans(store: Store, before: datetime) -> int:
    """Delete the calls of changes asked before the real moment `before`; how many. Raises Busy."""
    return await store.run("DELETE FROM plans WHERE kept_at < %s", (before,))


def _text(record: Any) -> str:
    return json.dumps(to_data(record), ensure_ascii=True, separators=(",", ":"))


def _record(kind: type[T], text: str) -> T:
    return from_data(kind, json.loads(text))
