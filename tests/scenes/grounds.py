"""The fixtures of scenes about clusters: each runs on the sandbox's cluster and, marked, on a real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.clusters import GROUNDS, Ground, standing
from tests.scenes.operating import Ops, operating
from tests.slack_driver import Driver, eventually

GOOD, BAD = "registry.example/backend:811", "registry.example/backend:812-broken"


@pytest.fixture(params=GROUNDS)
async def ground(request: pytest.FixtureRequest, slack: Sandbox, tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(request.param, slack, tmp_path) as made:
        yield made


@pytest.fixture
async def released(ground: Ground) -> Ground:
    """A good release of the backend, and a bad one after it."""
    await ground.deployment("backend", GOOD)
    await eventually(lambda: ground.settled("backend"), "the first release", 30.0)
    await ground.deployment("backend", BAD)
    return ground


@pytest.fixture
async def ops(
    slack: Sandbox, people: Driver, database: str, tmp_path: Path, released: Ground
) -> AsyncIterator[Ops]:
    async with operating(slack, people, database, tmp_path, released) as made:
        yield made
