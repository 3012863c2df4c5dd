"""One transaction: everything or nothing, once, in order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.events import BotWasAway, CaptureRetracted, CaptureRevised, Fact, MessageCaptured, NoteAdded
from bot.domain.evolve import evolve
from bot.domain.people import Group, Person
from bot.domain.words import Words
from bot.store import people, queries, timeline
from bot.store.store import BEGINNING, Busy, Entry, Seen, Store, Taken
from tests.store.stories import ALICE, BOB, NOON, append, declare, declared, job, note


async def test_what_was_written_is_read_back(store: Store):
    await declare(store)
    head = await append(store, note("checking the pool"), due_at=NOON, due_kind="update")

    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")

    assert locked is not None
    assert locked.head == head
    assert locked.state.title == "5xx on /pay"
    assert (await timeline.read(store, "s1"))[1].event == NoteAdded(Words("checking the pool"))
    assert await queries.due_streams(store, NOON) == ["s1"]


async def test_leaving_without_write_rolls_back(store: Store):
    async with store.unit() as unit:
        await unit.allot("INC")
    async with store.unit() as unit:
        assert await unit.allot("INC") == 1


async def test_a_delivery_seen_before_writes_nothing(store: Store):
    await declare(store)
    head = await append(store, note(), key="Ev1", jobs=(job(),))

    with pytest.raises(Seen):
        await append(store, note("again"), key="Ev1", jobs=(job("post-2"),))

    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")
    assert locked is not None
    assert locked.head == head
    assert (await store.queue.backlog())["quick"] == 1
    assert await store.rows("SELECT count(*) FROM texts") == [(2,)]


async def test_a_reference_in_use_is_taken(store: Store):
    await declare(store)
    with pytest.raises(Taken):
        await declare(store, "s2", "INC-1")
    assert await queries.incident(store, "s2") is None


async def test_a_fact_out_of_turn_is_refused(store: Store):
    await declare(store)
    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")
        assert locked is not None
        late = Fact(3, NOON, ALICE, note())
        with pytest.raises(ValueError, match="not 3"):
            await unit.write(Entry("s1", (late,), locked.state, locked.head))


async def test_writers_of_one_stream_take_turns(store: Store):
    await declare(store)
    await asyncio.gather(*(append(store, note(f"note {number}")) for number in range(20)))

    verdict = await timeline.prove(store, "s1")

    assert (verdict.ok, verdict.count) == (True, 21)


async def test_declares_get_distinct_numbers(store: Store):
    async def one() -> int:
        async with store.unit() as unit:
            number = await unit.allot("INC")
            fact = Fact(1, NOON, ALICE, declared(f"INC-{number}"))
            incident = evolve(None, f"s{number}", fact)
            await unit.write(Entry(f"s{number}", (fact,), incident, BEGINNING, new=True))
            return number

    numbers = await asyncio.gather(*(one() for _ in range(20)))

    assert sorted(numbers) == list(range(1, 21))


async def test_twins_are_open_incidents_of_the_same_service_or_of_none(store: Store):
    await declare(store, "s1", "INC-1", service="pay")
    await declare(store, "s2", "INC-2", service=None)
    await declare(store, "s3", "INC-3", service="search")
    await declare(store, "s4", "INC-4", system="other")

    async with store.unit() as unit:
        found = await unit.twins("shop", NOON - timedelta(minutes=10), "pay")
        later = await unit.twins("shop", NOON + timedelta(minutes=1), "pay")

    assert {incident.id for incident in found} == {"s1", "s2"}
    assert later == []


async def test_a_locked_stream_is_skipped_or_waited_for_but_not_long(store: Store):
    await declare(store)
    async with store.unit() as first:
        await first.lock("s1")
        async with store.unit() as second:
            assert (await second.lock("s1", skip_locked=True))[0] is None
        with pytest.raises(Busy):
            async with store.unit() as third:
                await third.lock("s1")


async def test_people_come_with_the_lock(store: Store):
    await people.save_person(store, Person(ALICE, "Alice", "Europe/Rome", "alice@example.org"))
    await people.save_group(store, Group("S1", "oncall", "On call", (ALICE,)))

    async with store.unit() as unit:
        locked, found = await unit.lock("nowhere", [ALICE, BOB])

    assert locked is None
    assert found[ALICE] == Person(ALICE, "Alice", "Europe/Rome", "alice@example.org", groups=("S1", "oncall"))
    assert found[BOB] == Person(BOB, known=False)


async def test_captures_follow_their_messages(store: Store):
    await declare(store)
    kept = MessageCaptured("C1", "1.1", BOB, NOON, Words("it is the pool"), "pin")
    await append(store, kept)
    assert await queries.capture(store, "C1", "1.1") == ("s1", "kept", 0)
    await append(store, CaptureRevised("C1", "1.1", Words("it was the pool"), 1))
    assert await queries.capture(store, "C1", "1.1") == ("s1", "kept", 1)
    await append(store, CaptureRetracted("C1", "1.1", deleted=True))
    assert await queries.capture(store, "C1", "1.1") == ("s1", "deleted", 1)
    await append(store, kept)
    assert await queries.capture(store, "C1", "1.1") == ("s1", "kept", 0)
    assert await queries.capture(store, "C1", "9.9") is None


async def test_the_time_away_is_kept_until_it_is_told(store: Store):
    await declare(store)
    await store.run("UPDATE streams SET away_since = %s", (NOON,))
    await append(store, note())
    assert await store.rows("SELECT away_since FROM streams") == [(NOON,)]
    await append(store, BotWasAway(NOON, NOON + timedelta(minutes=5)))
    assert await store.rows("SELECT away_since FROM streams") == [(None,)]


async def test_text_that_postgresql_cannot_hold_is_kept_readable(store: Store):
    await declare(store, title=Words("nul \0 and half \ud83d of a face"))
    await append(store, note("tab\t, \\u0000 spelled out, \udfff"))

    assert (await timeline.prove(store, "s1")).ok
    found = await timeline.read(store, "s1")
    assert found[1].event == note("tab\t, \\u0000 spelled out, \ufffd")
    incident = await queries.incident(store, "s1")
    assert incident is not None
    assert incident.title.startswith("nul \ufffd and half")
