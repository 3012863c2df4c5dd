"""What doors, effects and the sweep read."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import events as e
from bot.domain.people import Group, Person
from bot.store import artifacts, duties, people, queries
from bot.store.clock import take_clock
from bot.store.store import Store
from tests.store.stories import ALICE, BOB, NOON, append, declare


async def test_an_incident_is_found_by_stream_reference_and_channel(store: Store):
    await declare(store)
    await append(store, e.ChannelOpened("C1", "inc-1-pay"))

    found = [
        await queries.incident(store, "s1"),
        await queries.by_ref(store, "inc-1"),
        await queries.by_channel(store, "C1"),
    ]

    assert [incident and incident.ref for incident in found] == ["INC-1"] * 3
    assert await queries.by_channel(store, "C2") is None


async def test_lists_are_newest_first_and_filtered(store: Store):
    await declare(store, "s1", "INC-1")
    await declare(store, "s2", "INC-2", system="other")
    await declare(store, "s3", "INC-3")
    await append(store, e.Resolved(NOON), stream="s3")

    async def refs(**asked: object) -> list[str]:
        return [one.ref for one in await queries.summaries(store, **asked)]  # type: ignore[arg-type]

    assert await refs() == ["INC-3", "INC-2", "INC-1"]
    assert await refs(system="shop") == ["INC-3", "INC-1"]
    assert await refs(statuses=["resolved"]) == ["INC-3"]
    assert await refs(limit=1) == ["INC-3"]
    assert await refs(before=NOON) == []
    assert [one.ref for one in await queries.open_summaries(store)] == ["INC-2", "INC-1"]
    assert await queries.open_streams(store) == [("s1", None), ("s2", None)]


async def test_private_incidents_are_for_those_who_take_part(store: Store):
    await declare(store, private=True)

    assert await queries.summaries(store) == []
    assert await queries.open_summaries(store, person=BOB) == []
    assert [one.id for one in await queries.open_summaries(store, person=ALICE)] == ["s1"]
    await append(store, e.RoleAssigned("commander", BOB))
    assert [one.commander for one in await queries.summaries(store, person=BOB)] == [BOB]
    assert [one.id for one in await queries.of_person(store, BOB)] == ["s1"]


async def test_what_is_parked_is_listed_until_repaired(store: Store):
    await declare(store)
    await append(store, e.EffectParked("post-1", "post", "channel_not_found"))
    assert [one.id for one in await queries.parked(store)] == ["s1"]
    await append(store, e.EffectRepaired("post-1", "post"))
    assert await queries.parked(store) == []


async def test_what_is_due_comes_first_and_what_fails_is_put_off(store: Store):
    for number, due in enumerate([NOON, NOON - timedelta(minutes=1), NOON + timedelta(minutes=1)], 1):
        await declare(store, f"s{number}", f"INC-{number}")
        await append(store, stream=f"s{number}", due_at=due, due_kind="update")

    assert await queries.due_streams(store, NOON) == ["s2", "s1"]
    await queries.put_off(store, "s2", NOON + timedelta(minutes=1))
    assert await queries.due_streams(store, NOON) == ["s1"]


async def test_nobody_was_away_while_somebody_lived(store: Store):
    await declare(store)
    assert await duties.alive(store, NOON, 60) is None
    assert await duties.alive(store, NOON + timedelta(seconds=59), 60) is None
    assert await duties.alive(store, NOON + timedelta(seconds=118), 60) is None


async def test_after_downtime_open_streams_are_marked_once_and_due_at_once(store: Store):
    await declare(store, "s1", "INC-1")
    await declare(store, "s2", "INC-2")
    await append(store, e.Resolved(NOON), stream="s2")
    await duties.alive(store, NOON, 60)
    back = NOON + timedelta(minutes=17)

    assert await duties.alive(store, back, 60) == NOON
    assert await duties.alive(store, back, 60) is None
    assert await queries.due_streams(store, back) == ["s1"]
    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")
    assert locked is not None
    assert locked.away_since == NOON


async def test_a_run_of_a_duty_is_for_one_replica(store: Store):
    assert await duties.claim(store, "review", NOON)
    assert not await duties.claim(store, "review", NOON)
    assert not await duties.claim(store, "review", NOON - timedelta(days=1))
    assert await duties.claim(store, "review", NOON + timedelta(days=1))
    assert await duties.last_run(store, "review") == NOON + timedelta(days=1)
    assert await duties.last_run(store, "never") is None


async def test_what_was_seen_never_goes_back(store: Store):
    for ts in ("999.000002", "1000.000001", "1000.000000"):
        await duties.saw(store, "C1", ts)
    assert await duties.seen(store, "C1") == "1000.000001"
    assert await duties.seen(store, "C2") is None


async def test_old_deliveries_are_forgotten_and_recent_ones_are_not(store: Store):
    await store.run("INSERT INTO inbox VALUES ('old', now() - interval '25 hours'), ('new', now())")
    assert await duties.sweep_inbox(store) == 1
    assert await store.rows("SELECT key FROM inbox") == [("new",)]


async def test_groups_are_found_by_handle_and_stale_people_named(store: Store):
    group = Group("S1", "OnCall", "On call", (ALICE, BOB))
    await people.save_group(store, group)
    await people.save_person(store, Person(ALICE, "Alice", email="Alice@example.org"))

    assert await people.group(store, "@oncall") == group
    assert await people.group(store, "S1") == group
    assert await people.group(store, "nobody") is None
    found = await people.by_email(store, "alice@EXAMPLE.org")
    assert found is not None
    assert (found.id, found.groups) == (ALICE, ("S1", "OnCall"))
    assert await people.stale(store, [ALICE, BOB, BOB], NOON - timedelta(days=999)) == [BOB]
    assert await people.stale(store, [ALICE], NOON + timedelta(days=9999)) == [ALICE]


async def test_documents_are_kept_once_and_the_newest_is_found(store: Store):
    await declare(store)
    first = await artifacts.save(store, "s1", "draft-1.md", "postmortem", "# one")
    await artifacts.save(store, "s1", "draft-2.md", "postmortem", "# two")
    await artifacts.save(store, "s1", "draft-1.md", "postmortem", "# one")

    newest = await artifacts.latest(store, "s1", "postmortem")
    assert newest is not None
    assert (newest.name, newest.text) == ("draft-2.md", "# two")
    found = await artifacts.by_digest(store, first)
    assert found is not None
    assert found.text == "# one"
    assert await artifacts.erase(store, "s1") == 2
    assert await artifacts.latest(store, "s1", "picture") is None


async def test_the_clock_goes_on_at_another_speed_and_never_back(url: str):
    first = await Store.open(url, pool_size=2, clock_speed=60.0)
    again = await Store.open(url, pool_size=2, clock_speed=60.0)
    assert again.clock == first.clock
    before = first.clock.now()
    slow = await Store.open(url, pool_size=2, clock_speed=1.0)
    assert slow.clock.now() >= before
    assert slow.clock.speed == 1.0
    async with slow.connections.lend() as connection:
        await connection.execute("UPDATE clock SET real_origin = real_origin + interval '1 hour'")
        assert (await take_clock(connection, 2.0)).now() >= slow.clock.virtual_origin
    for one in (first, again, slow):
        await one.close()
