"""Facts and entries for tests of the store, built directly: no rules, no use-cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.events import Declared, Event, Fact, NoteAdded
from bot.domain.evolve import evolve
from bot.domain.jobs import Job
from bot.domain.words import Words
from bot.store.store import BEGINNING, Entry, Head, Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALICE, BOB = "U0ALICE", "U0BOB"


def declared(ref: str = "INC-1", **more: object) -> Declared:
    """An incident of the shop, severity p1."""
    given = {"system": "shop", "title": Words("5xx on /pay"), "severity": "p1", "service": "pay"} | more
    return Declared(ref=ref, **given)  # type: ignore[arg-type]


def note(text: str = "looking at it") -> NoteAdded:
    return NoteAdded(Words(text))


def job(key: str = "post-1", **more: object) -> Job:
    """A post into the channel, unless `more` says otherwise."""
    given = {"effect": "post", "stream": "s1", "lane": "channel:C1"} | more
    return Job(key=key, **given)  # type: ignore[arg-type]


async def declare(store: Store, stream: str = "s1", ref: str = "INC-1", **more: object) -> Head:
    """Write the first fact of `stream`; `more` goes to the event."""
    fact = Fact(1, NOON, ALICE, declared(ref, **more))
    incident = evolve(None, stream, fact)
    async with store.unit() as unit:
        return await unit.write(Entry(stream, (fact,), incident, BEGINNING, new=True))


async def append(store: Store, *events: Event, stream: str = "s1", **entry: object) -> Head:
    """Lock `stream` and write `events`, a second apart; `entry` goes to the Entry."""
    async with store.unit() as unit:
        locked, _ = await unit.lock(stream)
        assert locked is not None
        state, facts = locked.state, []
        for number, event in enumerate(events, locked.head.count + 1):
            facts.append(Fact(number, NOON + timedelta(seconds=number), ALICE, event))
            state = evolve(state, stream, facts[-1])
        return await unit.write(Entry(stream, tuple(facts), state, locked.head, **entry))  # type: ignore[arg-type]
