"""A channel taken away by hand: its owner is told directly, nothing storms, and what can go on goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenes.stage import Stage, staged
from tests.scenes.whole import keys, whole
from tests.slack_driver import JONAS, MIRA, TOMAS, shown

STEADY = {"TOCSIN_AWAY_SECONDS": "86400"}


async def _to(stage: Stage, person: str) -> list[str]:
    """What the bot told `person` directly."""
    rooms = (await stage.everything()).values()
    return [shown(m) for room, said in rooms if room["is_im"] and room["user"] == person for m in said]


async def _channel(stage: Stage) -> str:
    incident = await stage.declare("P1", MIRA)
    await stage.quiet()
    return await stage.channel(incident)


async def _missed(stage: Stage, number: int) -> bool:
    told = await _to(stage, MIRA)
    return sum("has not come" in text or "No status update" in text for text in told) >= number


@pytest.mark.parametrize(
    ("deed", "back"), [("archive", "unarchive"), ("remove_bot", "invite"), ("delete", "")]
)
async def test_a_channel_taken_away_is_said_to_its_owner_who_is_reminded_directly_until_it_is_back(
    database: str, tmp_path: Path, deed: str, back: str
):
    async with staged(database, tmp_path, speed=1200) as stage, stage.replica(**STEADY):
        channel = await _channel(stage)
        await stage.people.post(f"channels/{channel}/{deed}", by=TOMAS)
        await stage.until(lambda: _missed(stage, 2), "two reminders in person")
        told = await _to(stage, MIRA)
        lost = [text for text in told if "was archived" in text or "I can no longer post" in text]
        assert len(lost) == 1, told
        wasted = [call for call in await stage.people.calls() if call["ok"] is False]
        assert len([call for call in wasted if channel in str(call["args"])]) <= 3, wasted
        if back:
            await stage.people.post(f"channels/{channel}/{back}", by=TOMAS)
            await stage.people.type(JONAS, "/incident update known: it is back", channel)
            await stage.people.message(channel, "it is back")
            await stage.people.type(JONAS, "/incident cancel enough", channel)
            await stage.quiet()
            await whole(stage)


async def test_a_reminder_on_its_way_into_an_archived_channel_reaches_its_owner(
    database: str, tmp_path: Path
):
    """The bot learns of the archive from the refusal of its post, before the event arrives."""
    async with staged(database, tmp_path, speed=1200) as stage, stage.replica(**STEADY):
        channel = await _channel(stage)
        await stage.fault("chat.postMessage", "hold", count=99)

        async def held() -> int | None:
            found = await stage.store.rows("SELECT seq FROM timeline WHERE kind = 'UpdateMissed'")
            return found[0][0] if found and stage.slack.faults.held else None

        seq = await stage.until(held, "a reminder that is held")
        await stage.people.post(f"channels/{channel}/archive", by=TOMAS)
        await stage.people.session.delete(f"{stage.people.url}/_sandbox/faults")

        async def told() -> bool:
            return any(f":{seq}:tell:{MIRA}" in key for key in keys(await stage.everything()))

        async def archived() -> bool:
            found = await stage.store.rows("SELECT count(*) FROM timeline WHERE kind = 'ChannelArchived'")
            return bool(found[0][0] == 1)

        await stage.until(told, "the very reminder in person")
        await stage.until(archived, "the archive on record")
        assert (await stage.incidents())[0].parked == {}
