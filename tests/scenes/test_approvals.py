"""Who may say yes, how often it counts, and what time and a moving cluster do to an approval."""

from __future__ import annotations

import asyncio
from collections import Counter

from bot.domain import events as e
from bot.domain.changes import Stage
from bot.store import timeline
from tests.clusters import Ground
from tests.scenes.grounds import BAD, GOOD
from tests.scenes.operating import JONAS, KENJI, MIRA, Ops
from tests.slack_driver import ELENA, GUS, PRIYA, TOMAS, eventually, shown

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


async def _facts(ops: Ops) -> list[e.Fact]:
    return await timeline.read(ops.bot.desk.store, ops.incident.id)
