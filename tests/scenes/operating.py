"""Scenes about clusters: the shipped catalogue pointed at a ground, and what people do there in short.

async with operating(slack, database, tmp_path, ground) as ops:
    change = await ops.planned(MIRA, "rollback backend")
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import app
from bot.domain import events as e
from bot.domain.changes import Change, Stage
from bot.domain.incident import Incident
from bot.domain.stream import Stream
from bot.store import queries, timeline
from bot.usecases import read
from sandbox.server import Sandbox
from tests.clusters import Ground
from tests.serving import ROOT, replica
from tests.slack_driver import JONAS, JSON, MIRA, Driver, eventually, shown

KENJI = "U0KENJI001"
IDENTITIES = (
    ("mira@smartcloudops.example", "alice", "sre"),
    ("senior-engineer@smartcloudops.ai", "jonas", "sre"),
    ("priya@smartcloudops.example", "priya", "sre"),
    ("engineering-manager@smartcloudops.ai", "elena", "sre"),
    ("kenji@smartcloudops.example", "bob", "dev"),
)


def catalogue(folder: Path, ground: Ground, **operations: Any) -> Path:
    """The shipped system, its cluster and namespace those of `ground`; `operations` overrides keys."""
    made = yaml.safe_load((ROOT / "catalog" / "smartcloudops" / "system.yaml").read_text())
    section = made["operations"]
    section["clusters"] = {"production": {"context": ground.context, "kubeconfig": str(ground.kubeconfig)}}
    section["namespace"], section["namespaces"] = ground.namespace, [ground.namespace]
    section["identities"] = [
        {"person": person, "user": user, "groups": [group]} for person, user, group in IDENTITIES
    ]
    section |= {key.replace("_", " "): value for key, value in operations.items()}
    for service in made["services"].values():
        service.pop("namespace", None)
    target = folder / "catalog" / "smartcloudops"
    target.mkdir(parents=True, exist_ok=True)
    (target / "system.yaml").write_text(yaml.safe_dump(made, sort_keys=False))
    return folder / "catalog"


@dataclass
class Ops:
    """One incident in whose channel people work on a cluster."""

    people: Driver
    bot: app.Replica
    ground: Ground
    incident: Incident
    channel: str

    async def types(self, person: str, text: str) -> JSON:
        """A line after `/ops` in the incident's channel; what the person saw."""
        return await self.people.type(person, f"/ops {text}", self.channel)

    async def stream(self) -> Stream:
        return await read.stream(self.bot.desk, self.incident.id)

    async def change(self, number: int) -> Change:
        found = (await self.stream()).change(number)
        assert found is not None, number
        return found

    async def reaches(self, number: int, *stages: Stage, seconds: float = 40.0) -> Change:
        """The change, once it is in one of `stages`."""

        async def look() -> Change | None:
            found = (await self.stream()).change(number)
            return found if found is not None and found.stage in stages else None

        try:
            change: Change = await eventually(look, f"change {number} in {stages}", seconds)
        except (AssertionError, TimeoutError):
            raise AssertionError(f"change {number} is {await self.change(number)}") from None
        return change

    async def planned(self, person: str, text: str) -> tuple[Change, JSON]:
        """Ask for a change; its pending plan and the message that shows it."""
        number = (await self.stream()).asked + 1
        seen = await self.types(person, text)
        assert seen["acked"], seen
        assert f"change {number}" in shown({"blocks": seen["ephemeral"]}) + str(seen["text"]), seen
        change = await self.reaches(number, Stage.PENDING)
        return change, await self.message(number)

    async def message(self, number: int) -> JSON:
        """The change's own message as it stands."""

        async def look() -> JSON | None:
            post = (await self.stream()).posts.get(f"change-{number}")
            found = [m for m in await self.people.messages(self.channel) if post and m["ts"] == post.ts]
            return found[0] if found else None

        message: JSON = await eventually(look, f"the message of change {number}")
        return message

    async def shows(self, number: int, text: str) -> JSON:
        """The change's message, once it shows `text`."""

        async def look() -> JSON | None:
            message = await self.message(number)
            return message if text in shown(message) else None

        try:
            found: JSON = await eventually(look, f"change {number} showing {text!r}", 30.0)
        except (AssertionError, TimeoutError):
            raise AssertionError(str(await self.message(number))) from None
        return found

    async def answered(self, person: str, number: int, action: str) -> JSON:
        """Press, again while the bot is still looking up who that is."""
        for _ in range(40):
            seen = await self.press(person, number, action)
            if "looking up" not in str(seen["text"]):
                return seen
            await asyncio.sleep(0.1)
        raise AssertionError(f"{person} is never looked up")

    async def press(self, person: str, number: int, action: str) -> JSON:
        message = await self.message(number)
        return await self.people.click(person, self.channel, message["ts"], action)

    async def approve(self, person: str, number: int) -> JSON:
        return await self.press(person, number, "approve_change")

    async def events(self, *kinds: type) -> list[Any]:
        """The events of these kinds in the timeline, in order."""
        facts = await timeline.read(self.bot.desk.store, self.incident.id)
        return [fact.event for fact in facts if isinstance(fact.event, kinds)]

    async def ran(self, number: int) -> int:
        """How many times a worker began to send it."""
        return sum(one.number == number for one in await self.events(e.RunStarted))


@asynccontextmanager
async def operating(
    slack: Sandbox,
    people: Driver,
    database: str,
    folder: Path,
    ground: Ground,
    speed: float = 1.0,
    **operations: Any,
) -> AsyncIterator[Ops]:
    """A replica whose catalogue knows the ground, and a P1 of the backend with its channel and card."""
    catalog = catalogue(folder, ground, **operations)
    more = {"TOCSIN_CATALOG": str(catalog), "TOCSIN_CLOCK_SPEED": str(speed)}
    async with replica(slack.facts(), database, folder, **more) as bot:
        await known(bot)
        await eventually(lambda: _declared(people), "a declare that is taken")
        channel = await people.incident_channel()
        await people.message(channel["id"], "backend 5xx on /pay")
        incident = await queries.by_channel(bot.desk.store, channel["id"])
        assert incident is not None
        yield Ops(people, bot, ground, incident, channel["id"])


async def _declared(people: Driver) -> bool:
    """On a busy machine the first try may not be acked in time; then nothing was saved."""
    seen = await people.type(MIRA, "/incident declare p1 backend 5xx on /pay")
    return "declared" in str(seen["text"])


async def known(bot: app.Replica) -> None:
    """Wait until the bot has looked up those the system file names."""

    async def look() -> bool:
        rows = await bot.desk.store.rows("SELECT count(*) FROM people WHERE email IS NOT NULL")
        return int(rows[0][0]) >= len(IDENTITIES)

    await eventually(look, "the people of the system file")


__all__ = ["JONAS", "KENJI", "MIRA", "Ops", "catalogue", "known", "operating"]
