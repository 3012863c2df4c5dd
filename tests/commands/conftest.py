"""A desk over a real database, and the entrance to it. No worker runs: its part is told by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.incident import Incident
from bot.store.store import Store
from bot.usecases import read
from bot.usecases.desk import Desk
from bot.usecases.settle import settle
from tests.commands import payloads
from tests.commands.entrance import Entrance, entrance
from tests.commands.kit import TWO

CHANNEL = "C0INC1"


@dataclass
class House:
    """The entrance, the desk behind it, and one open incident with its channel."""

    door: Entrance
    desk: Desk
    stream: str = ""

    async def incident(self) -> Incident:
        return await read.incident(self.desk, self.stream)

    async def type(self, text: str, **more: Any) -> str:
        """Typed in the incident's channel."""
        return await self.door.type(text, channel=CHANNEL, **more)

    async def open(self, text: str = "declare p1 checkout 5xx", channel: str = CHANNEL) -> None:
        """Declared, and the channel opened as the worker would."""
        await self.door.type(text)
        rows = await self.desk.store.rows("SELECT stream FROM incidents ORDER BY declared_at DESC LIMIT 1")
        self.stream = rows[0][0]
        opened: list[e.Event] = [e.ChannelOpened(channel, channel.lower()), e.PeopleInvited((payloads.ME,))]
        await settle(self.desk, self.stream, None, opened)

    async def jobs(self, effect: str) -> int:
        rows = await self.desk.store.rows("SELECT args::text FROM procrastinate_jobs")
        return sum(f'"{effect}"' in row[0] for row in rows)


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    store = await Store.open(database)
    yield Desk(store, store.clock, TWO.catalog)
    await store.close()


@pytest.fixture
async def house(desk: Desk) -> AsyncIterator[House]:
    async with entrance(desk) as door:
        yield House(door, desk)


@pytest.fixture
async def incident(house: House) -> House:
    await house.open()
    return house
