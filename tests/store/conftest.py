"""A database of its own for each test of the store, and a store on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store.store import Store
from tests.postgres import drop_database, fresh_database


@pytest.fixture
def url() -> Iterator[str]:
    """A migrated, empty database."""
    made = fresh_database()
    yield made
    drop_database(made)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store on it."""
    opened = await Store.open(url, pool_size=10, clock_speed=1.0)
    yield opened
    await opened.close()


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without a table."""
    made = fresh_database(template=None)
    yield made
    drop_database(made)
