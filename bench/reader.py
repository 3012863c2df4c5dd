"""A running process that can look things up in a cluster: `python -m bench.reader`, driven over HTTP.

POST /read does `get pods` in a namespace as the worker does it, from the call to the redacted text. The
first line printed says where it listens. Called by `pods`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from datetime import UTC, datetime

from aiohttp import web

from bench.machine import peak_mb, peak_now, resident_mb
from bot.actions.kit import Scene
from bot.actions.registry import ACTIONS
from bot.domain.action import Call
from bot.domain.operations import Cluster, Operations
from bot.ports import Kube
from bot.ports.kubernetes import open_clusters


async def serve(kubeconfig: str, context: str) -> None:
    """Listen on a free port until killed."""
    async with open_clusters() as clusters:
        kube = clusters.reach(Cluster("bench", context=context, kubeconfig=kubeconfig))

        async def read(request: web.Request) -> web.Response:
            return web.json_response(await _read(kube, (await request.json())["namespace"]))

        app = web.Application()
        app.router.add_post("/read", read)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}"}), flush=True)
        await asyncio.Event().wait()


async def _read(kube: Kube, namespace: str) -> dict[str, float | int | None]:
    action = ACTIONS["get"]
    assert action.read is not None
    before = resident_mb(os.getpid())
    peak_now()
    begun = time.perf_counter()
    call = Call("get", {"resources": ["pods"]}, "bench", namespace)
    output = await action.read(Scene(call, kube, None, Operations(), datetime.now(UTC)))
    seconds, peak = time.perf_counter() - begun, peak_mb(os.getpid())
    return {
        "seconds": seconds,
        "lines": output.text.count("\n"),
        "before_mb": before,
        "peak_mb": peak,
    }


def main() -> None:
    options = argparse.ArgumentParser(prog="bench.reader")
    options.add_argument("--kubeconfig", required=True)
    options.add_argument("--context", required=True)
    given = options.parse_args()
    asyncio.run(serve(given.kubeconfig, given.context))


if __name__ == "__main__":
    main()
