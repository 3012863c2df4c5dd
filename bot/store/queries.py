"""Reading for doors, effects and the sweep: one statement each, from indexed columns.

Called by `usecases.read` and `usecases.deadlines`. Every function raises Busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.incident import Incident
from bot.domain.operation import Operation
from bot.domain.people import Person, Summary
from bot.domain.stream import Stream
from bot.store.people import COLUMNS, people_of
from bot.store.projection import incident_of, stream_of
from bot.store.store import Store

OPEN = "i.status IN ('investigating', 'identified', 'monitoring')"

_STATE = "SELECT s.state FROM streams s "
_JOINED = "SELECT s.state FROM incidents i JOIN streams s ON s.id = i.stream WHERE "
_STANDING = (
    f"SELECT ({_JOINED} i.channel_id = %s ORDER BY i.declared_at DESC LIMIT 1), {COLUMNS} "
    "FROM (SELECT 1) AS one LEFT JOIN people p ON p.id = %s"
)
_SUMMARY = (
    "SELECT i.stream, i.ref, i.system, i.title, i.severity, i.status, i.private, i.drill, i.channel_id, "
    "i.commander, i.declared_at, s.due_at, s.due_kind FROM incidents i JOIN streams s ON s.id = i.stream "
)


async def incident(store: Store, stream: str) -> Incident | None:
    """The incident whose stream is `stream`."""
    return _one(await store.rows(_STATE + "WHERE s.id = %s AND s.kind = 'incident'", (stream,)))


async def stream(store: Store, stream: str) -> Stream | None:
    """The stream `stream`, of whatever kind."""
    rows = await store.rows("SELECT s.state, s.kind FROM streams s WHERE s.id = %s", (stream,))
    return stream_of(*rows[0]) if rows else None


async def stream_called(store: Store, ref: str) -> tuple[str, str] | None:
    """(stream, reference) of the stream called `ref`, in any case."""
    rows = await store.rows("SELECT id, ref FROM streams WHERE lower(ref) = lower(%s)", (ref,))
    return (rows[0][0], rows[0][1]) if rows else None


async def operation_of(store: Store, person: str, system: str, since: datetime) -> Operation | None:
    """The newest operation `person` opened in `system` in which something happened at `since` or later."""
    rows = await store.rows(
        "SELECT s.state, s.kind FROM operations o JOIN streams s ON s.id = o.stream "
        "WHERE o.opened_by = %s AND o.system = %s AND o.last_at >= %s ORDER BY o.last_at DESC LIMIT 1",
        (person, system, since),
    )
    found = stream_of(*rows[0]) if rows else None
    return found if isinstance(found, Operation) else None


async def by_ref(store: Store, ref: str) -> Incident | None:
    """The incident called `ref` (INC-12), in any case."""
    return _one(await store.rows(_JOINED + "lower(i.ref) = lower(%s) LIMIT 1", (ref,)))


async def by_channel(store: Store, channel: str) -> Incident | None:
    """The incident whose channel has the id `channel`; the newest should there be several."""
    return _one(
        await store.rows(_JOINED + "i.channel_id = %s ORDER BY i.declared_at DESC LIMIT 1", (channel,))
    )


async def standing(store: Store, channel: str, person: str) -> tuple[Incident | None, Person]:
    """What `by_channel` finds, and who `person` is: every command asks for both, so it is one trip."""
    rows = await store.rows(_STANDING, (channel, person))
    state, *known = rows[0]
    who = people_of([person], [known] if known[0] is not None else [])
    return (None if state is None else incident_of(state)), who[person]


async def held_names(store: Store, names: Sequence[str]) -> set[str]:
    """Those of `names` that channels of incidents have."""
    found = await store.rows(
        "SELECT channel_name FROM incidents WHERE channel_name = ANY(%s)", (list(names),)
    )
    return {row[0] for row in found}


async def summaries(
    store: Store,
    *,
    system: str | None = None,
    statuses: Sequence[str] | None = None,
    person: str | None = None,
    limit: int = 50,
    before: datetime | None = None,
) -> list[Summary]:
    """Incidents, the newest declared first, `limit` at most, declared earlier than `before`.

    `statuses` None means any. Private ones only for a `person` who takes part in them.
    """
    where, values = _visible(person)
    if system is not None:
        where, values = f"{where} AND i.system = %s", [*values, system]
    if statuses is not None:
        where, values = f"{where} AND i.status = ANY(%s)", [*values, list(statuses)]
    if before is not None:
        where, values = f"{where} AND i.declared_at < %s", [*values, before]
    return await _summaries(store, where, values, limit)


async def open_summaries(
    store: Store, *, system: str | None = None, person: str | None = None, limit: int = 50
) -> list[Summary]:
    """Incidents being worked on, the newest declared first; private ones as in `summaries`."""
    where, values = _visible(person)
    where = f"{OPEN} AND {where}"
    if system is not None:
        where, values = f"{where} AND i.system = %s", [*values, system]
    return await _summaries(store, where, values, limit)


async def of_person(store: Store, person: str, limit: int = 20) -> list[Summary]:
    """Open incidents `person` takes part in, the newest first."""
    return await _summaries(store, f"{OPEN} AND i.people @> ARRAY[%s::text]", [person], limit)


async def parked(store: Store, person: str | None = None, limit: int = 50) -> list[Summary]:
    """Incidents with jobs that failed for good; private ones as in `summaries`."""
    where, values = _visible(person)
    return await _summaries(store, f"i.parked > 0 AND {where}", values, limit)


async def capture(store: Store, channel: str, ts: str) -> tuple[str, str, int] | None:
    """(stream, kept|retracted|deleted, newest revision) of a captured message, None when it never was."""
    found = await store.rows(
        "SELECT stream, state, revision FROM captures WHERE channel = %s AND ts = %s", (channel, ts)
    )
    return (found[0][0], found[0][1], found[0][2]) if found else None


async def due_streams(store: Store, now: datetime, limit: int = 100) -> list[str]:
    """Streams with something due at `now`, the longest due first. Costs what is due, not what is open."""
    found = await store.rows(
        "SELECT id FROM streams WHERE due_at <= %s ORDER BY due_at LIMIT %s", (now, limit)
    )
    return [row[0] for row in found]


async def put_off(store: Store, stream: str, until: datetime) -> None:
    """Let the sweep look at `stream` again at `until`: it failed now, and the others must not wait."""
    await store.run("UPDATE streams SET due_at = %s WHERE id = %s AND due_at < %s", (until, stream, until))


async def open_streams(store: Store) -> list[tuple[str, str | None]]:
    """(stream, channel id or None) of every incident being worked on."""
    found = await store.rows(f"SELECT i.stream, i.channel_id FROM incidents i WHERE {OPEN} ORDER BY i.stream")
    return [(row[0], row[1]) for row in found]


async def all_streams(store: Store) -> list[tuple[str, str]]:
    """(stream, reference) of every stream, the oldest first: for `tocsin verify` and `tocsin rebuild`."""
    found = await store.rows("SELECT id, ref FROM streams ORDER BY created_at, id")
    return [(row[0], row[1]) for row in found]


def _visible(person: str | None) -> tuple[str, list[Any]]:
    if person is None:
        return "NOT i.private", []
    return "(NOT i.private OR i.people @> ARRAY[%s::text])", [person]


async def _summaries(store: Store, where: str, values: Sequence[Any], limit: int) -> list[Summary]:
    order = " ORDER BY i.declared_at DESC, i.stream DESC LIMIT %s"
    return [Summary(*row) for row in await store.rows(f"{_SUMMARY} WHERE {where}{order}", (*values, limit))]


def _one(rows: Sequence[tuple[Any, ...]]) -> Incident | None:
    return incident_of(rows[0][0]) if rows else None
