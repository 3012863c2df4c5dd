"""Slack says 429: who is asked to wait waits, in order; nobody else does, and nothing is parked for it."""

from __future__ import annotations

from pathlib import Path

from tests.scenes.stage import Stage, staged
from tests.scenes.whole import key_of, whole
from tests.slack_driver import JONAS, JSON

NOTES = 9
PATIENT = {"TOCSIN_ATTEMPTS": "2", "TOCSIN_AWAY_SECONDS": "6000"}


async def _channel(stage: Stage) -> str:
    incident = await stage.declare("P1")
    await stage.quiet()
    return await stage.channel(incident)


async def _told(stage: Stage, channel: str) -> list[int]:
    """The numbers of the facts told in `channel`, in the order in which they stand there."""
    keys = [key_of(message) for message in await stage.people.messages(channel)]
    return [int(key.split(":")[1]) for key in keys if key.endswith(":tell")]


async def test_a_channel_that_is_posted_to_too_fast_waits_in_order_and_holds_up_no_other(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path, speed=2, limits=True) as stage, stage.replica(**PATIENT):
        busy, calm = await _channel(stage), await _channel(stage)
        for number in range(NOTES):
            await stage.people.type(JONAS, f"/incident decide {number}", busy)
        await stage.people.type(JONAS, "/incident decide calm", calm)
        await stage.people.message(calm, "calm")
        assert len(await _told(stage, busy)) < NOTES
        await stage.quiet()
        await whole(stage)
        told = await _told(stage, busy)
        assert len(told) == NOTES
        assert told == sorted(told)
        assert _honoured(await stage.people.calls("chat.postMessage"), busy) > 0


def _honoured(calls: list[JSON], channel: str) -> int:
    """How many 429s were followed by no further call to the same channel for the second they named."""
    mine = [call for call in calls if call["args"]["channel"] == channel]
    refused = [n for n, call in enumerate(mine) if call["status"] == 429]
    for n in refused:
        assert n + 1 == len(mine) or mine[n + 1]["at"] - mine[n]["at"] > 0.95
    return len(refused)


async def test_a_method_that_is_refused_more_often_than_there_are_tries_is_not_given_up(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path, speed=10) as stage, stage.replica(**PATIENT):
        limited = ("conversations.create", "conversations.invite", "conversations.setTopic", "pins.add")
        for method in (*limited, "bookmarks.add", "chat.update", "conversations.open"):
            await stage.fault(method, "429", count=3, seconds=2)
        await stage.declare("P0")
        await stage.quiet()
        await whole(stage)


async def test_a_limit_on_inviting_does_not_keep_the_card_waiting(database: str, tmp_path: Path):
    async with staged(database, tmp_path) as stage, stage.replica():
        await stage.fault("conversations.invite", "429", seconds=2)
        incident = await stage.declare("P1")
        channel = await stage.people.incident_channel()
        await stage.people.message(channel["id"], str(incident.title))
        assert len((await stage.everything())[channel["id"]][0]["members"]) == 1, "the card came first"
        await stage.quiet()
        await whole(stage)
