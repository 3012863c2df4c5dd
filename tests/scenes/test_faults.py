"""Slack answers badly, late or not at all: everything arrives all the same, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.incident import Incident
from sandbox.slack import talk
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import key_of, whole
from tests.slack_driver import BOT, JONAS, MIRA

CHANGING = {
    "conversations.create": 1,
    "conversations.invite": 1,
    "chat.postMessage": 5,
    "pins.add": 1,
    "bookmarks.add": 1,
    "conversations.setTopic": 1,
    "chat.update": 1,
    "conversations.open": 1,
    "files.getUploadURLExternal": 1,
    "upload": 1,
    "files.completeUploadExternal": 1,
}
"""Methods that change something, and how many answers of each are lost."""

READING = (
    "auth.test",
    "users.info",
    "usergroups.list",
    "users.conversations",
    "users.lookupByEmail",
    "conversations.info",
    "conversations.history",
    "conversations.replies",
    "bookmarks.list",
    "files.info",
    "apps.connections.open",
)


async def _whole_life(stage: Stage) -> Incident:
    """Declared, taken, updated, resolved."""
    incident = await stage.declare("P0")
    channel = await stage.people.incident_channel()
    await stage.people.message(channel["id"], str(incident.title))
    await stage.people.type(JONAS, "/incident role commander @jonas", channel["id"])
    await stage.people.type(JONAS, "/incident update known: full doing: draining", channel["id"])
    await stage.people.type(JONAS, "/incident resolve drained", channel["id"])
    await stage.quiet(180)
    return incident


async def test_when_the_answer_of_each_method_of_a_declare_is_lost_once_nothing_is_done_twice(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica():
        methods = [method for method in CHANGING if "." in method and not method.startswith("files")]
        for method in methods:
            await stage.fault(method, "reset_after")
        await stage.declare("P0")
        await stage.quiet()
        await whole(stage)
        assert await _lost(stage) >= set(methods)


@pytest.mark.long
async def test_when_the_answers_of_all_methods_are_lost_nothing_is_done_twice(database: str, tmp_path: Path):
    async with staged(database, tmp_path) as stage, stage.replica():
        for method, count in CHANGING.items():
            await stage.fault(method, "reset_after", count=count)
        for method in READING:
            await stage.fault(method, "reset_after")
        await _whole_life(stage)
        await whole(stage)
        called = {call["method"] for call in await stage.people.calls()}
        assert called <= {*CHANGING, *READING}, called - {*CHANGING, *READING}
        assert await _lost(stage) >= set(CHANGING)


async def _lost(stage: Stage) -> set[str]:
    """Methods that were carried out and whose answer did not arrive."""
    return {call["method"] for call in await stage.people.calls() if call["ok"] and call["status"] == 0}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["500", "reset_before", "timeout"])
async def test_a_method_that_fails_more_often_than_there_are_tries_is_tried_until_it_works(
    database: str, tmp_path: Path, kind: str
):
    async with staged(database, tmp_path) as stage, stage.replica(TOCSIN_ATTEMPTS="2"):
        for method in CHANGING:
            # Three steps of an upload are one job; three failures of each would be nine of it.
            count = 1 if method == "upload" or method.startswith("files.") else 3
            await stage.fault(method, kind, count=count, seconds=0.2)
        await _whole_life(stage)
        await whole(stage)


@pytest.mark.long
async def test_a_call_that_hangs_is_given_up_and_tried_again(database: str, tmp_path: Path):
    async with staged(database, tmp_path) as stage, stage.replica():
        await stage.fault("chat.postMessage", "hold_after", count=3)
        await stage.declare("P0")
        await stage.quiet()
        await whole(stage)


@pytest.mark.long
async def test_after_twenty_seconds_without_slack_everything_arrives_once_and_in_order(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica(TOCSIN_ATTEMPTS="3"):
        incident = await stage.declare("P0")
        await stage.quiet()
        channel = await stage.channel(incident)
        await stage.fault("*", "hold")  # the next call is under way when Slack goes
        for word in ("one", "two", "three"):
            await stage.people.type(JONAS, f"/incident decide {word}", channel)
        await stage.fault("*", "down", seconds=20)
        await stage.until(lambda: _refused(stage, 3), "calls that Slack did not take")
        await stage.quiet(120)
        await whole(stage)
        said = [key_of(message) for message in await stage.people.messages(channel)]
        told = [int(key.split(":")[1]) for key in said if key.endswith(":tell")]
        assert len(told) >= 3
        assert told == sorted(told)


async def _refused(stage: Stage, number: int) -> bool:
    return len([call for call in await stage.people.calls() if call["status"] == 0]) >= number


async def test_while_the_token_is_revoked_the_work_waits_and_then_goes_on(database: str, tmp_path: Path):
    few = {"TOCSIN_ATTEMPTS": "2", "TOCSIN_AWAY_SECONDS": "6000"}
    async with staged(database, tmp_path, speed=60) as stage, stage.replica(**few):
        await stage.people.post("tokens", revoked=True)
        await stage.declare("P3", MIRA)

        async def refused() -> bool:
            errors = [call["error"] for call in await stage.people.calls()]
            return errors.count("token_revoked") > 6

        await stage.until(refused, "more refusals than tries")
        await stage.people.post("tokens", revoked=False)
        await stage.quiet()
        await whole(stage)


async def test_a_card_deleted_by_hand_is_posted_again_once_though_the_answer_is_lost(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage, stage.replica():
        incident = await stage.declare("P3")
        await stage.quiet()
        channel, card = await stage.channel(incident), (await stage.fresh(incident)).posts["card"]
        workspace = stage.slack.team.workspace
        room = workspace.channels[channel]
        talk.delete(workspace, room, room.messages[card.ts], BOT)
        await stage.fault("chat.postMessage", "reset_after", count=2)
        seen = await stage.people.type(MIRA, "/incident role commander @mira", channel)
        assert seen["acked"], seen
        await stage.quiet()
        now = await stage.fresh(incident)
        cards = [m for m in await stage.people.messages(channel) if ":card" in key_of(m)]
        assert [m["ts"] for m in cards] == [now.posts["card"].ts] == list(room.pins)
        assert now.parked == {}
