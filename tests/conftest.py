"""What tests of every room share: a database, a sandbox, a driver, a whole Tocsin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot import app
from sandbox.server import Sandbox, start
from tests.postgres import drop_database, fresh_database
from tests.serving import replica
from tests.slack_driver import Driver, driving

settings.register_profile("tocsin", deadline=None)  # no test asserts on wall time
settings.load_profile("tocsin")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK reads these and would leave the machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "TOCSIN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def database() -> Iterator[str]:
    url = fresh_database()
    yield url
    drop_database(url)


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    running = await start(database_url="")
    yield running
    await running.stop()


@pytest.fixture
async def people(slack: Sandbox) -> AsyncIterator[Driver]:
    async with driving(slack.url) as driver:
        yield driver


@pytest.fixture
async def tocsin(slack: Sandbox, database: str, tmp_path: Path) -> AsyncIterator[app.Replica]:
    async with replica(slack.facts(), database, tmp_path) as running:
        yield running
