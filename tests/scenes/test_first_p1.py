"""The main job: declared, channel, card, command, notes, resolved, postmortem."""

from __future__ import annotations

from pathlib import Path

from bot import app
from tests.slack_driver import ANNOUNCE, JONAS, MIRA, Driver, eventually, shown


async def test_a_p1_from_declare_to_postmortem(tocsin: app.Replica, people: Driver, tmp_path: Path):
    seen = await people.type(MIRA, "/incident declare p1 backend 5xx on /pay")
    assert seen["acked"], seen

    channel = await people.incident_channel()
    card = await people.message(channel["id"], "Take command")
    await people.message(ANNOUNCE, "backend 5xx on /pay")

    await people.click(JONAS, channel["id"], card["ts"], "take_command")
    await people.type(JONAS, "/incident update known: errors since 12:00 doing: rolling back", channel["id"])
    await people.message(channel["id"], "rolling back")
    await people.type(JONAS, "/incident note found the bad release", channel["id"])
    await people.type(JONAS, "/incident resolve rolled back to the last release", channel["id"])

    await people.message(channel["id"], "esolved")
    draft = await eventually(lambda: _draft(tmp_path))
    assert "found the bad release" in draft
    (card,) = [m for m in await people.messages(channel["id"]) if m["ts"] == card["ts"]]
    assert JONAS in shown(card)


async def _draft(folder: Path) -> str:
    found = list((folder / "reports").rglob("*.md"))
    return found[0].read_text() if found else ""
