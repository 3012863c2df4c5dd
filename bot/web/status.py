"""`/healthz` and `/readyz`: is the process alive, and is every part of it at work. Asked by orchestrators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.clock import Clock

Check = Callable[[], Awaitable[bool]]


def application(checks: Mapping[str, Check], clock: Clock) -> Starlette:
    """`checks` are the parts that must work to be ready, by the name shown when they do not."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "status": "ok",
                "clock": {
                    "real": clock.real_origin.timestamp(),
                    "virtual": clock.virtual_origin.timestamp(),
                    "speed": clock.speed,
                },
            }
        )

    async def readyz(_request: Request) -> JSONResponse:
        parts = {name: await check() for name, check in checks.items()}
        missing = [name for name, well in parts.items() if not well]
        body = {"ready": not missing, "missing": missing, "parts": parts}
        return JSONResponse(body, status_code=503 if missing else 200)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz)])
