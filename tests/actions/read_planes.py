"""The control planes the reads are held to, with the kubectl binary beside them as the referee.

The same suite runs against the sandbox's API server and, under the mark `cluster`, against the real one of
$KUBECONFIG. The fixtures are handed to pytest by `conftest`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from queue import Queue

import aiohttp
import pytest
from aiohttp import web

from bot.domain.operations import Cluster
from bot.ports.kubernetes import open_clusters
from sandbox.server import start
from tests.actions.read_bench import Bench, ControlPlane, kubectl, seed

SEEDED: dict[str, str] = {}
"""Kubeconfig -> the namespace seeded for the reads: once a run, because it takes seconds."""

Files = tuple[str, str, str]
"""Kubeconfigs: the administrator's, the bot's, and kubectl's."""


@pytest.fixture(params=["sandbox", pytest.param("real", marks=pytest.mark.cluster)])
async def control_plane(request: pytest.FixtureRequest) -> AsyncIterator[ControlPlane]:
    """An administrator's account, the bot's own, and a kubeconfig for kubectl."""
    if not shutil.which("kubectl"):
        pytest.skip("no kubectl to compare with")
    sandboxed = request.param == "sandbox"
    files: Files = request.getfixturevalue("sandbox_files") if sandboxed else _real()
    async with open_clusters() as clusters:
        admin, bot = (clusters.reach(Cluster("test", kubeconfig=path)) for path in files[:2])
        yield ControlPlane(admin, bot, files[2], sandboxed)


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


@pytest.fixture(scope="session")
def sandbox_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    """One sandbox for the whole run, in a thread of its own: each test has another event loop."""
    ready: Queue[Files] = Queue()
    over = threading.Event()
    folder = tmp_path_factory.mktemp("sandbox")
    thread = threading.Thread(target=lambda: asyncio.run(_sandbox(folder, ready, over)), daemon=True)
    thread.start()
    yield ready.get(timeout=30)
    over.set()
    thread.join(10)


async def _sandbox(folder: Path, ready: Queue[Files], over: threading.Event) -> None:
    running = await start(database_url="")
    told = next(iter(running.facts()["clusters"].values()))
    async with _relay(told["server"], told["admin_token"]) as address:
        servers = (told["server"], told["admin_token"]), (told["server"], told["token"]), (address, "unused")
        files = [folder / f"{name}.kubeconfig" for name in ("admin", "bot", "kubectl")]
        for path, (server, token) in zip(files, servers, strict=True):
            path.write_text(_kubeconfig(server, token))
        ready.put((str(files[0]), str(files[1]), str(files[2])))
        await asyncio.to_thread(over.wait)
    await running.stop()


@asynccontextmanager
async def _relay(server: str, token: str) -> AsyncIterator[str]:
    """Says the token for kubectl, which sends none over plain HTTP."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def forward(request: web.Request) -> web.StreamResponse:
            headers = {
                key: value for key, value in request.headers.items() if key not in ("Host", "Connection")
            }
            headers["Authorization"] = f"Bearer {token}"
            async with session.request(
                request.method, f"{server}{request.raw_path}", headers=headers, data=await request.read()
            ) as answer:
                told = {key: answer.headers[key] for key in ("Content-Type",) if key in answer.headers}
                return web.Response(status=answer.status, headers=told, body=await answer.read())

        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", forward)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
        await runner.cleanup()


def _real() -> Files:
    """The administrator's of $KUBECONFIG, and the bot's beside it where there is one."""
    admin = os.environ.get("KUBECONFIG", "")
    if not admin:
        pytest.skip("KUBECONFIG names no cluster")
    beside = Path(admin).with_name("bot.kubeconfig")
    return admin, str(beside) if beside.is_file() else admin, admin


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
