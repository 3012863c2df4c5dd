"""Who is who, as far as Slack told us: read in the transaction that needs it, written by jobs and events.

Which groups someone is in is kept once, in `groups.members`, and looked up from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.people import Group, Person
from bot.store.chain import clean

if TYPE_CHECKING:
    from bot.store.store import Store

# Ids and handles: a system file may name a group by either.
GROUPS = (
    "ARRAY(SELECT unnest(ARRAY[g.id, g.handle]) FROM groups g WHERE g.members @> ARRAY[p.id] ORDER BY g.id)"
)
COLUMNS = f"p.id, p.name, p.zone, p.email, p.bot, p.guest, p.deactivated, {GROUPS}"
_PERSON = f"SELECT {COLUMNS} FROM people p WHERE "
PEOPLE = _PERSON + "id = ANY(%s)"
_GROUP = "SELECT id, handle, name, members FROM groups WHERE "


def people_of(ids: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Person]:
    """A person for each of `ids`: from the rows of `PEOPLE`, else one of whom only the id is known."""
    known = {row[0]: _person(row) for row in rows}
    return {one: known.get(one) or Person(one, known=False) for one in ids}


async def people(store: Store, ids: Sequence[str]) -> dict[str, Person]:
    """A person for each of `ids`, `known` false where Slack has not been asked yet. Raises Busy."""
    return people_of(ids, await store.rows(PEOPLE, (list(ids),)))


async def by_email(store: Store, email: str) -> Person | None:
    """The person with that address, in any case. Raises Busy."""
    rows = await store.rows(_PERSON + "lower(email) = lower(%s) ORDER BY id LIMIT 1", (email,))
    return _person(rows[0]) if rows else None


async def save_person(store: Store, person: Person) -> None:
    """Remember what Slack said of `person`; their groups are remembered by `save_group`. Raises Busy."""
    flags = (person.bot, person.guest, person.deactivated)
    await store.run(
        "INSERT INTO people (id, name, zone, email, bot, guest, deactivated) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
        "SET name = excluded.name, zone = excluded.zone, email = excluded.email, "
        "bot = excluded.bot, guest = excluded.guest, deactivated = excluded.deactivated, fetched_at = now()",
        (person.id, clean(person.name), person.zone, person.email, *flags),
    )


async def group(store: Store, word: str) -> Group | None:
    """The user group with the id or handle `word` (with or without @, in any case). Raises Busy."""
    rows = await store.rows(
        _GROUP + "id = %s OR lower(handle) = lower(%s) ORDER BY id LIMIT 1", (word, word.lstrip("@"))
    )
    return Group(rows[0][0], rows[0][1], rows[0][2], tuple(rows[0][3])) if rows else None


async def groups(store: Store) -> list[Group]:
    """Every user group we know. Raises Busy."""
    rows = await store.rows(_GROUP + "true ORDER BY handle", ())
    return [Group(row[0], row[1], row[2], tuple(row[3])) for row in rows]


async def save_group(store: Store, found: Group) -> None:
    """Remember a user group and who is in it. Raises Busy."""
    await store.run(
        "INSERT INTO groups (id, handle, name, members) VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
        "SET handle = excluded.handle, name = excluded.name, members = excluded.members, fetched_at = now()",
        (found.id, found.handle, clean(found.name), list(found.members)),
    )


async def stale(store: Store, ids: Sequence[str], before: datetime) -> list[str]:
    """Those of `ids` that were never looked up, or last before the real moment `before`. Raises Busy."""
    rows = await store.rows(
        "SELECT id FROM people WHERE id = ANY(%s) AND fetched_at >= %s", (list(ids), before)
    )
    fresh = {row[0] for row in rows}
    return [one for one in dict.fromkeys(ids) if one not in fresh]


def _person(row: Sequence[Any]) -> Person:
    return Person(row[0], row[1], row[2], row[3], row[4], row[5], row[6], tuple(row[7]))
