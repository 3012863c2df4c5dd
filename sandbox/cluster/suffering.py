"""What a request goes through when trouble was ordered for it. Used by `api`."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.cluster.faults import Fault, Faults, refusal

if TYPE_CHECKING:
    from sandbox.cluster.api import Work


class Suffering:
    def __init__(self, faults: Faults, fault: Fault, work: "Work", request: web.Request) -> None:
        self.faults, self.fault, self.work, self.request = faults, fault, work, request

    async def through(self) -> web.StreamResponse:
        work, fault = self.work, self.fault
        work.identify()
        refused = refusal(fault, work.ask, work.denied())
        if refused is not None:
            return work.refused(refused)
        match fault.kind:
            case "reset_before":
                return self._cut()
            case "reset_after":
                work.answered()
                return self._cut()
            case "hold":
                await self.faults.gate.wait(fault.seconds)
                # A caller that died while held is not served: to the server its request never came in whole.
                if self.request.transport is None or self.request.transport.is_closing():
                    return self._cut()
            case "hold_after":
                answer = work.answered()
                code, work.entry.code = work.entry.code, None
                await self.faults.gate.wait(fault.seconds)
                work.entry.code = code
                return answer
            case "slow":
                await asyncio.sleep(fault.seconds or 1.0)
        return work.answered()

    def _cut(self) -> web.StreamResponse:
        """End the connection without an answer; whether the request was carried out is on record."""
        self.work.entry.code = 0
        if self.request.transport:
            with contextlib.suppress(RuntimeError):
                self.request.transport.abort()
        return web.Response(status=500)
