"""What the doors may look at: plain reads of rows, no locks. Errors are `Refused`, in a person's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.events import Fact
from bot.domain.incident import ActionItem, Incident
from bot.domain.people import Person, Summary
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.errors import Refused
from bot.store import people, queries
from bot.store import timeline as chain
from bot.usecases.desk import Asker, Desk

PAGE_SIZE = 20
LIST_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of a timeline, newest first; `number` counts from 1, `pages` is at least 1."""

    incident: Incident
    facts: tuple[Fact, ...]
    number: int
    pages: int


@dataclass(frozen=True)
class Standing:
    """What the parser needs to know about the one who types: zone, and the system of the place."""

    person: Person
    system: System | None
    incident: Incident | None


@dataclass(frozen=True)
class Home:
    """A person's own view: what they are in, what they owe, what was lately."""

    person: Person
    mine: tuple[Summary, ...]
    roles: dict[str, tuple[str, ...]]
    items: tuple[tuple[Summary, ActionItem], ...]
    recent: tuple[Summary, ...]


async def here(desk: Desk, channel: str) -> Incident | None:
    """The incident whose channel this is."""
    return await queries.by_channel(desk.store, channel)


async def incident(desk: Desk, stream: str) -> Incident:
    found = await queries.incident(desk.store, stream)
    if found is None:
        raise Refused("I have no such incident. `/incident list` shows the open ones.")
    return found


async def stream(desk: Desk, id: str) -> Stream:
    """The incident or operation `id`."""
    found = await queries.stream(desk.store, id)
    if found is None:
        raise Refused("I have no such incident or operation any more.")
    return found


async def by_ref(desk: Desk, asker: Asker, word: str) -> Incident:
    """The incident called `word` (INC-12, a channel id or name), if `asker` may see it."""
    plain = word.strip().lstrip("#")
    found = await queries.by_ref(desk.store, plain) or await queries.by_channel(desk.store, plain)
    if found is None or (found.private and asker.person not in found.responders):
        raise Refused(f"I do not know an incident `{word}`. `/incident list` shows the open ones.")
    return found


async def context(desk: Desk, asker: Asker) -> Standing:
    """Who asks from where, and which system that place belongs to."""
    found, person = await queries.standing(desk.store, asker.channel, asker.person)
    system = desk.system(found.system) if found else None
    system = system or desk.catalog.of_channel(asker.channel, asker.channel_name)
    if system is None and len(desk.catalog.systems) == 1:
        system = desk.catalog.systems[0]
    return Standing(person, system, found)


async def timeline(desk: Desk, stream: str, page: int = 1) -> Page:
    """The `page`-th page, counted from the newest event."""
    found = await incident(desk, stream)
    pages = max(1, -(-found.count // PAGE_SIZE))
    number = min(max(page, 1), pages)
    last = found.count - (number - 1) * PAGE_SIZE
    facts = await chain.read(desk.store, stream, after=max(0, last - PAGE_SIZE), limit=min(PAGE_SIZE, last))
    return Page(found, tuple(reversed(facts)), number, pages)


async def fact(desk: Desk, stream: str, seq: int) -> Fact:
    found = await chain.fact(desk.store, stream, seq)
    if found is None:
        raise Refused(f"There is no event {seq}. `/incident timeline` shows the numbers.")
    return found


async def open_list(
    desk: Desk, asker: Asker, system: str | None = None, mine: bool = False
) -> Sequence[Summary]:
    """Open incidents that `asker` may see, newest first; with `mine` only those they are in."""
    if mine:
        return await queries.of_person(desk.store, asker.person)
    return await queries.open_summaries(desk.store, system=system, person=asker.person, limit=LIST_SIZE)


async def home(desk: Desk, person: str) -> Home:
    """Everything the Home tab shows to `person`."""
    rows = await people.people(desk.store, [person])
    mine = await queries.of_person(desk.store, person)
    recent = await queries.summaries(desk.store, person=person, limit=5)
    roles: dict[str, tuple[str, ...]] = {}
    items: list[tuple[Summary, ActionItem]] = []
    for summary in mine:
        found = await queries.incident(desk.store, summary.id)
        if found is not None:
            roles[summary.id] = tuple(role for role, holder in found.roles.items() if holder == person)
            items += [(summary, item) for item in found.open_items if item.owner == person]
    known = rows.get(person) or Person(person, known=False)
    return Home(known, tuple(mine), roles, tuple(items), tuple(recent))
