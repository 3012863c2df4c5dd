"""The control planes the reads are held to, with the kubectl binary beside them as the referee.

The same suite runs against the sandbox's API server and, under the mark `cluster`, against the real one of
$KUBECONFIG. The fixtures are handed to pytest by `conftest`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.domain.operations import Cluster
from bot.ports.kubernetes import open_clusters
from sandbox.server import start
from tests.actions.read_bench import Bench, ControlPlane, kubectl, seed

SEEDED: dict[str, str] = {}
"""Kubeconfig -> the namespace seeded for the reads: once a run, because it takes seconds."""


@pytest.fixture(params=["sandbox", pytest.param("real", marks=pytest.mark.cluster)])
async def control_plane(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ControlPlane]:
    """An administrator's account, the bot's own, and the administrator's kubeconfig."""
    if not shutil.which("kubectl"):
        pytest.skip("no kubectl to compare with")
    sandboxed = request.param == "sandbox"
    async with AsyncExitStack() as stack:
        files = await _sandboxed(stack, tmp_path) if sandboxed else _real()
        clusters = await stack.enter_async_context(open_clusters())
        admin, bot = (clusters.reach(Cluster("test", kubeconfig=path)) for path in files)
        yield ControlPlane(admin, bot, files[0], sandboxed)


def _real() -> tuple[str, str]:
    """The administrator's kubeconfig of $KUBECONFIG, and the bot's beside it where there is one."""
    admin = os.environ.get("KUBECONFIG", "")
    if not admin:
        pytest.skip("KUBECONFIG names no cluster")
    beside = Path(admin).with_name("bot.kubeconfig")
    return admin, str(beside) if beside.is_file() else admin


async def _sandboxed(stack: AsyncExitStack, folder: Path) -> tuple[str, str]:
    """The administrator's and the bot's for a sandbox of this test's own, made of the facts it tells."""
    running = await start(database_url="")
    stack.push_async_callback(running.stop)
    told: Any = running.facts().get("clusters")
    if not told:
        pytest.skip("the sandbox has no cluster yet")
    first = next(iter(told.values()))
    files = folder / "admin.kubeconfig", folder / "bot.kubeconfig"
    for path, token in zip(files, (first["admin_token"], first["token"]), strict=True):
        path.write_text(_kubeconfig(first["server"], token))
    return str(files[0]), str(files[1])


@pytest.fixture
async def bench(control_plane: ControlPlane) -> Bench:
    """A namespace with workloads of every kind."""
    known = control_plane.kubeconfig
    if known not in SEEDED:
        SEEDED[known] = f"read-{uuid.uuid4().hex[:8]}"
        await seed(Bench(control_plane, SEEDED[known]))
    return Bench(control_plane, SEEDED[known])


@pytest.fixture(autouse=True, scope="session")
def tidy() -> Iterator[None]:
    """What was seeded on a real cluster goes when the run is done; a sandbox goes by itself."""
    yield
    for kubeconfig, namespace in SEEDED.items():
        if kubeconfig == os.environ.get("KUBECONFIG"):
            asyncio.run(kubectl(kubeconfig, "delete", "namespace", namespace, "--wait=false"))


def _kubeconfig(server: str, token: str) -> str:
    """One context; JSON is YAML."""
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "clusters": [{"name": "test", "cluster": {"server": server}}],
            "users": [{"name": "test", "user": {"token": token}}],
        }
    )
