"""Who may say yes, how often it counts, and what time and a moving cluster do to an approval."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.changes import Stage
from bot.store import timeline
from sandbox.server import Sandbox
from tests.between import between
from tests.clusters import Ground
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, KENJI, MIRA, Ops, operating
from tests.serving import replica
from tests.slack_driver import ELENA, GUS, JSON, PRIYA, TOMAS, Driver, eventually, shown

CROWD = (JONAS, ELENA, PRIYA, KENJI, MIRA)


async def test_fifty_clicks_of_five_people_run_it_once(ops: Ops, ground: Ground):
    _, message = await ops.planned(MIRA, "rollback backend")
    clicks = [
        ops.people.click(CROWD[n % 5], ops.channel, message["ts"], "approve_change", wait=0)
        for n in range(50)
    ]
    seen = await asyncio.gather(*clicks)
    assert all(one.get("acked") or one.get("error") == "element_not_found" for one in seen)
    await ops.reaches(1, Stage.DONE)

    assert await ops.ran(1) == 1
    counted = Counter(one.person for one in await ops.events(e.VoteCounted))
    assert counted
    assert set(counted.values()) == {1}
    given = {fact.actor for fact in await _facts(ops) if isinstance(fact.event, e.ApprovalGiven)}
    assert MIRA not in given
    live = await ground.live("backend")
    assert live["metadata"]["generation"] == 3


async def test_a_vote_counts_only_when_the_cluster_would_let_the_voter_do_it(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    await ops.approve(KENJI, 1)
    await ops.shows(1, "may not patch")
    assert (await ops.change(1)).stage is Stage.PENDING
    guest = await ops.answered(GUS, 1, "approve_change")
    assert "Guests" in str(guest) or "channel_not_found" in str(guest)
    stranger = await ops.answered(TOMAS, 1, "approve_change")
    assert "sre" in str(stranger)
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.DONE)
    assert [one.person for one in await ops.events(e.VoteCounted)] == [JONAS]


async def test_what_moved_since_the_preview_is_refused_by_the_api_server_and_planned_anew(
    ops: Ops, ground: Ground
):
    await ops.planned(MIRA, "rollback backend")
    await ground.deployment("backend", "registry.example/backend:813")
    await ops.approve(JONAS, 1)
    drifted = await ops.reaches(1, Stage.DRIFTED)
    assert "813" in drifted.why
    assert await ground.image("backend") == "registry.example/backend:813"
    await ops.shows(1, "813")

    await ops.press(MIRA, 1, "replan_change")
    again = await ops.reaches(2, Stage.PENDING)
    assert again.replaces == 1
    assert "813" in shown(await ops.message(2))
    twice = await ops.press(MIRA, 1, "replan_change")
    assert "planned anew already" in str(twice) or "element_not_found" in str(twice)


@pytest.mark.long
async def test_rejected_with_a_reason_and_withdrawn_by_the_one_who_asked(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    opened = await ops.press(JONAS, 1, "reject_change")
    await ops.people.submit(JONAS, opened["view"], {"why": {"why": "812 holds the fix"}})
    rejected = await ops.reaches(1, Stage.REJECTED)
    assert rejected.why == "812 holds the fix"
    late = await ops.types(JONAS, "approve 1")
    assert "rejected" in str(late)

    await ops.planned(MIRA, "restart backend")
    other = await ops.press(JONAS, 2, "withdraw_change")
    assert "Only who asked" in str(other)
    await ops.press(MIRA, 2, "withdraw_change")
    await ops.reaches(2, Stage.WITHDRAWN)
    assert await ground.image("backend") == BAD
    assert await ops.events(e.RunStarted) == []


async def test_breaking_the_glass_needs_a_reason_a_group_and_is_told_to_everyone(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    refused = await ops.types(JONAS, "break-glass 1 nobody is here")
    assert "leads" in str(refused)
    opened = await ops.press(ELENA, 1, "break_glass")
    await ops.people.submit(ELENA, opened["view"], {"why": {"why": "the shop is down, all asleep"}})
    done = await ops.reaches(1, Stage.DONE)
    assert done.glass
    assert done.runner == "elena"
    assert await ground.image("backend") == GOOD
    await ops.people.message(ops.channel, "the shop is down")
    await ops.people.message("incident-smartcloudops", "the shop is down")


@pytest.mark.long
async def test_a_freeze_stops_asking_approving_and_running_until_it_is_lifted(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    await ops.types(PRIYA, "freeze all the database is being restored")
    asked = await ops.types(MIRA, "restart backend")
    assert "frozen" in str(asked)
    assert "being restored" in str(asked)
    vote = await ops.approve(JONAS, 1)
    assert "frozen" in str(vote)
    await ops.types(PRIYA, "thaw all")
    await ops.approve(JONAS, 1)
    await ops.reaches(1, Stage.DONE)


@pytest.mark.long
async def test_a_double_delivery_of_one_click_is_one_vote(ops: Ops, ground: Ground):
    await ops.planned(MIRA, "rollback backend")
    await ops.approve(JONAS, 1)
    await ops.people.post("redeliver", last="interactive")
    await ops.reaches(1, Stage.DONE)
    assert len(await ops.events(e.ApprovalGiven)) == 1
    assert await ops.ran(1) == 1


async def test_a_button_copied_elsewhere_does_nothing(ops: Ops, ground: Ground):
    change, message = await ops.planned(MIRA, "rollback backend")

    async def alone() -> bool:
        return (await ops.change(1)).votes == ()

    payload = str(message)
    assert payload.count(change.id) >= 1
    assert change.digest not in payload
    await eventually(alone, "no vote")


def _clicks(ops: Ops, ts: str) -> list[Coroutine[Any, Any, JSON]]:
    """Fifty clicks on one Approve button, by five people."""
    crowd = [CROWD[n % 5] for n in range(50)]
    return [ops.people.click(who, ops.channel, ts, "approve_change", wait=0) for who in crowd]


async def _facts(ops: Ops) -> list[e.Fact]:
    return await timeline.read(ops.bot.desk.store, ops.incident.id)


@pytest.mark.long
async def test_an_approver_who_leaves_before_it_begins_does_not_count(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    rules = [{"risk": "change", "approvers": 2, "from": "sre"}]
    groups = {"sre": ["@oncall", PRIYA], "leads": ["cto"]}
    async with operating(slack, people, database, tmp_path, released, approvals=rules, groups=groups) as ops:
        await ops.planned(MIRA, "rollback backend")
        await ops.approve(JONAS, 1)
        await eventually(lambda: ops.events(e.VoteCounted), "the first vote")
        await people.post(f"people/{JONAS}/change", deleted=True)
        await ops.approve(PRIYA, 1)
        over = await ops.reaches(1, Stage.FAILED, Stage.PENDING)
        assert over.applied is None
        assert await released.image("backend") == BAD
        assert await ops.events(e.RunStarted) == []


@pytest.mark.long
async def test_two_replicas_and_a_crowd_of_clicks_run_it_once(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached) as ops,
        replica(slack.facts(), database, tmp_path, TOCSIN_CATALOG=str(tmp_path / "catalog")),
    ):
        _, message = await ops.planned(MIRA, "rollback backend")
        clicks = [
            people.click(CROWD[n % 5], ops.channel, message["ts"], "approve_change", wait=0)
            for n in range(50)
        ]
        await asyncio.gather(*clicks)
        await ops.reaches(1, Stage.DONE)
        assert len(wire.changes) == 1
        assert wire.changes[0].users == ("alice",)


async def test_every_request_is_made_as_the_right_person(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
):
    async with (
        between(released) as (reached, wire),
        operating(slack, people, database, tmp_path, reached) as ops,
    ):
        await ops.types(MIRA, "get pods")
        await eventually(lambda: ops.events(e.ReadAnswered), "the answer")
        assert {seen.users for seen in wire.seen} == {()}
        wire.seen.clear()
        await ops.planned(MIRA, "rollback backend")
        rehearsed = [seen for seen in wire.seen if "dryRun" in seen.query]
        assert rehearsed
        assert {(seen.users, seen.groups) for seen in rehearsed} == {(("alice",), ("sre",))}
        wire.seen.clear()
        await ops.approve(JONAS, 1)
        await ops.reaches(1, Stage.DONE)
        reviews = [seen for seen in wire.seen if seen.path.endswith("selfsubjectaccessreviews")]
        assert {seen.users for seen in reviews} == {("jonas",)}
        assert [(seen.users, seen.groups) for seen in wire.changes] == [(("alice",), ("sre",))]
