"""The gates of approvals stand in the SQL: time and state in the predicate, one winner, all or nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.action import Call, Request, Target
from bot.domain.changes import Plan, Stage
from bot.domain.evolve import evolve
from bot.domain.policy import Catalog
from bot.domain.words import Words
from bot.store import approvals, queries, timeline
from bot.store.approvals import Sealed
from bot.store.store import Entry, Store, TooLate
from bot.usecases import audit
from bot.usecases.desk import Desk
from tests.store.stories import ALICE, BOB, NOON, declare

REQUEST = Request("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web", [{"op": "test"}])
PLAN = Plan(
    Target("prod", "shop", "Deployment", "web", "u1"),
    Words("Restart"),
    Words("+x"),
    REQUEST.digest,
    "change",
    "PATCH",
)
LATER = NOON + timedelta(minutes=1)


async def append(
    store: Store, *events: e.Event, at: datetime = LATER, by: str = ALICE, sealed: tuple[Sealed, ...] = ()
) -> None:
    async with store.unit() as unit:
        locked, _ = await unit.lock("s1")
        assert locked is not None
        state, facts = locked.state, []
        for number, event in enumerate(events, locked.head.count + 1):
            facts.append(e.Fact(number, at, by, event))
            state = evolve(state, "s1", facts[-1])
        await unit.write(Entry("s1", tuple(facts), state, locked.head, sealed=sealed))


@pytest.fixture
async def pending(store: Store) -> Store:
    await declare(store)
    call = Call("restart", {"workload": "deployment/web"}, "prod", "shop")
    await append(
        store,
        e.PlanAsked(1, "id-1", "restart", Words("restart web"), "prod", "shop"),
        sealed=(Sealed("id-1", call=call),),
    )
    expires = NOON + timedelta(minutes=15)
    made = e.PlanMade(1, PLAN, 1, (), "requester", expires)
    await append(store, made, sealed=(Sealed("id-1", request=REQUEST),))
    return store


async def test_the_random_id_finds_the_change_and_what_is_sealed_with_it(pending: Store):
    assert await approvals.place(pending, "id-1") == ("s1", 1)
    assert await approvals.place(pending, "id-2") is None
    sealed = await approvals.unsealed(pending, "id-1")
    assert sealed is not None
    assert sealed.request == REQUEST
    assert sealed.call is not None
    assert sealed.call.args == {"workload": "deployment/web"}


async def test_an_approval_after_the_expiry_writes_nothing(pending: Store):
    late = NOON + timedelta(minutes=15)
    with pytest.raises(TooLate):
        await append(pending, e.ChangeApproved(1, late + timedelta(minutes=5)), at=late)
    facts = await timeline.read(pending, "s1")
    assert not any(isinstance(fact.event, e.ChangeApproved) for fact in facts)


async def test_of_many_workers_one_begins(pending: Store):
    await append(pending, e.ChangeApproved(1, NOON + timedelta(minutes=6)))
    outcomes = await asyncio.gather(
        *(append(pending, e.RunStarted(1, "ann")) for _ in range(8)), return_exceptions=True
    )
    assert outcomes.count(None) == 1
    assert all(isinstance(one, TooLate) for one in outcomes if one is not None)


async def test_what_was_approved_too_long_ago_does_not_begin(pending: Store):
    await append(pending, e.ChangeApproved(1, NOON + timedelta(minutes=6)))
    with pytest.raises(TooLate):
        await append(pending, e.RunStarted(1, "ann"), at=NOON + timedelta(minutes=6))


async def test_the_request_is_erased_when_the_change_is_over_and_its_call_stays_for_planning_anew(
    pending: Store,
):
    await append(pending, e.ChangeRejected(1, Words("no")), by=BOB)
    sealed = await approvals.unsealed(pending, "id-1")
    assert sealed is not None
    assert sealed.request is None
    assert sealed.call is not None
    assert await approvals.forget_plans(pending, datetime.now(NOON.tzinfo) + timedelta(days=1)) == 1


async def test_a_stop_switch_is_seen_by_every_stream_in_the_lock_itself(pending: Store):
    await append(pending, e.Frozen("shop", "", Words("quarter end")))
    async with pending.unit() as unit:
        locked, _ = await unit.lock("s1")
        assert locked is not None
        assert [(one.by, one.why) for one in locked.freezes] == [(ALICE, "quarter end")]
    await append(pending, e.Thawed("shop", ""))
    assert await approvals.freezes(pending) == []


async def test_approvals_and_switches_are_made_anew_from_the_timelines(pending: Store):
    await append(
        pending, e.ChangeApproved(1, NOON + timedelta(minutes=6)), e.Frozen("shop", "x", Words("why"))
    )
    before = await pending.rows("SELECT * FROM approvals"), await approvals.freezes(pending)
    await pending.run("UPDATE approvals SET state = 'over', digest = NULL, expires_at = NULL")
    await pending.run("DELETE FROM freezes")
    found = await queries.incident(pending, "s1")
    assert found is not None
    desk = Desk(pending, pending.clock, Catalog())
    await audit.rebuild(desk)
    assert (await pending.rows("SELECT * FROM approvals"), await approvals.freezes(pending)) == before
    change = found.change(1)
    assert change is not None
    assert change.stage is Stage.APPROVED
