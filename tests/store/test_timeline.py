"""The timeline proves itself: nothing is changed, removed, inserted or cut off unnoticed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.evolve import fold
from bot.domain.words import Words
from bot.store import queries, timeline
from bot.store.chain import ERASED, Head, link
from bot.store.store import Store
from tests.store.stories import ALICE, BOB, NOON, append, declare, note

TAMPER = "ALTER TABLE timeline DISABLE TRIGGER timeline_is_append_only"


async def tamper(store: Store, *statements: str) -> None:
    """What somebody with the password of the table's owner can do."""
    for statement in (TAMPER, *statements):
        await store.run(statement)


@pytest.fixture
async def told(store: Store) -> Store:
    """A store with a stream of four facts."""
    await declare(store)
    await append(store, note("one"), note("two"), note("three"))
    return store


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE timeline SET actor = 'U0BOB'",
        "DELETE FROM timeline",
        "DELETE FROM timeline WHERE false",
        "TRUNCATE timeline",
        "SET session_replication_role = replica; DELETE FROM timeline",
    ],
)
async def test_the_database_refuses_to_change_the_timeline(told: Store, statement: str):
    async with told.connections.lend() as connection:
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            await connection.execute(statement)
    assert (await timeline.prove(told, "s1")).count == 4


@pytest.mark.parametrize(
    ("statement", "first_bad", "reason"),
    [
        ("UPDATE timeline SET body = replace(body, 'U0ALICE', 'U0BOB') WHERE seq = 2", 2, "hash was made"),
        ("UPDATE timeline SET actor = 'U0BOB' WHERE seq = 3", 3, "columns"),
        ("UPDATE timeline SET at = at + interval '1 second' WHERE seq = 3", 3, "columns"),
        ("DELETE FROM timeline WHERE seq = 2", 2, "missing"),
        ("DELETE FROM timeline WHERE seq = 1", 1, "missing"),
        ("DELETE FROM timeline WHERE seq >= 3", 3, "missing"),
        ("DELETE FROM timeline", 1, "missing"),
        ("UPDATE timeline SET seq = seq + 1 WHERE seq = 4", 4, "missing"),
        ("UPDATE texts SET body = 'nothing happened' WHERE body = 'two'", 3, "text it refers to was changed"),
        ("DELETE FROM texts WHERE body = 'two'", 3, "text it refers to is missing"),
        ("UPDATE streams SET head = repeat('0', 64)", 5, "the stream's row"),
    ],
)
async def test_what_was_changed_is_found(told: Store, statement: str, first_bad: int, reason: str):
    await tamper(told, statement)

    verdict = await timeline.prove(told, "s1")

    assert not verdict.ok
    assert verdict.first_bad == first_bad
    assert reason in verdict.reason


async def test_an_inserted_row_is_found(told: Store):
    rows, _, _ = link("s1", Head(4, "0" * 64), [e.Fact(5, NOON, BOB, note("me too"))])
    row = rows[0]
    await told.run(
        "INSERT INTO timeline VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (row.stream, row.seq, row.at, row.kind, row.actor, row.via, row.body, row.prev, row.hash),
    )
    verdict = await timeline.prove(told, "s1")
    assert (verdict.ok, verdict.first_bad) == (False, 5)


async def test_a_tail_rewritten_with_its_stream_is_found_by_a_head_that_was_printed(told: Store):
    printed = (await timeline.prove(told, "s1")).head
    assert (await timeline.prove(told, "s1", printed)).ok
    third = (await told.rows("SELECT hash FROM timeline WHERE seq = 3"))[0][0]
    await tamper(told, "DELETE FROM timeline WHERE seq = 4")
    await told.run("UPDATE streams SET head = %s, count = 3", (third,))
    await append(told, note("a nicer story"), note("and a longer one"))

    assert (await timeline.prove(told, "s1")).ok
    verdict = await timeline.prove(told, "s1", printed)
    assert not verdict.ok
    assert "rewritten or cut off" in verdict.reason


async def test_a_head_printed_earlier_still_holds_when_the_story_goes_on(told: Store):
    printed = (await timeline.prove(told, "s1")).head
    await append(told, note("four"))
    assert (await timeline.prove(told, "s1", printed)).ok


async def test_an_erased_text_is_gone_and_the_chain_still_holds(told: Store):
    await append(told, note("the password is hunter2"))
    async with told.unit() as unit:
        await unit.lock("s1")
        assert await unit.erase("s1", 5, BOB, NOON) == 1
        seen = await unit.facts("s1", after=4)
        await unit.commit()

    assert seen[0].event == e.NoteAdded(ERASED)
    assert (await timeline.prove(told, "s1")).ok
    fact = await timeline.fact(told, "s1", 5)
    assert fact is not None
    assert fact.event == e.NoteAdded(ERASED)
    left = await told.rows("SELECT salt, body, erased_by FROM texts WHERE erased_at IS NOT NULL")
    assert left == [(None, None, BOB)]


async def test_a_kind_of_a_newer_version_is_kept_as_it_is(told: Store):
    await append(told, e.Unknown("OrbitLeft", {"by": "U1", "deep": [1, {"x": None}]}))
    fact = await timeline.fact(told, "s1", 5)
    assert fact is not None
    assert fact.event == e.Unknown("OrbitLeft", {"by": "U1", "deep": [1, {"x": None}]})
    assert (await timeline.prove(told, "s1")).ok


async def test_reading_begins_and_ends_where_asked(told: Store):
    assert [fact.seq for fact in await timeline.read(told, "s1", after=1, limit=2)] == [2, 3]
    assert await timeline.fact(told, "s1", 9) is None


numbers = count(1)
moments = st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds))
words = st.text(max_size=60).map(Words)
people = st.sampled_from([ALICE, BOB])
happenings = st.one_of(
    st.builds(e.NoteAdded, words, st.none() | moments),
    st.builds(e.DecisionMade, words),
    st.builds(e.UpdatePosted, words, words, st.none() | moments),
    st.builds(e.ImpactRecorded, st.sampled_from(["users_affected", "cost"]), words),
    st.builds(e.RoleAssigned, st.sampled_from(["commander", "scribe"]), people),
    st.builds(e.StatusChanged, st.just("investigating"), st.just("identified"), words),
    st.builds(e.SeverityChanged, st.just("p1"), st.just("p2"), st.booleans(), words),
    st.builds(e.ActionItemAdded, st.integers(1, 9), words, people, st.none() | moments),
    st.builds(e.MilestoneSet, st.sampled_from(["detected", "mitigated"]), moments),
    st.builds(e.PeopleInvited, st.lists(people).map(tuple), st.dictionaries(people, st.just("is_bot"))),
    st.builds(e.Resolved, moments, words, st.none() | st.booleans()),
    st.builds(e.MessageCaptured, st.just("C1"), st.just("1.2"), people, moments, words, st.just("pin")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=st.lists(st.lists(happenings, min_size=1, max_size=4), max_size=6))
def test_whatever_happens_the_chain_holds_and_the_projection_is_the_fold(runner, happenings):
    number = next(numbers)
    stream = f"s-{number}"

    async def story(store: Store) -> None:
        await declare(store, stream, f"INC-{number}")
        for step in happenings:
            await append(store, *step, stream=stream)
        verdict = await timeline.prove(store, stream)
        assert verdict.ok, verdict.reason
        assert verdict.count == 1 + sum(len(step) for step in happenings)
        folded = fold(stream, await timeline.read(store, stream))
        assert folded == await queries.incident(store, stream)

    runner(story)


@pytest.fixture
def runner(url: str):
    """Runs a story on a store of its own event loop: hypothesis calls plain functions."""

    def run(story):
        async def whole() -> None:
            store = await Store.open(url, pool_size=2, clock_speed=1.0)
            try:
                await story(store)
            finally:
                await store.close()

        asyncio.run(whole())

    return run
