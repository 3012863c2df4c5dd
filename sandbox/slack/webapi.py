"""The Web API's edge: reads a call, lets faults, tokens and rates have their say, carries it out, answers.

Every method comes through `serve`; what a method does is in `methods`.
"""

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import web

from sandbox.calls import CallRecord, Calls
from sandbox.faults import Fault, Faults
from sandbox.slack import arguments, seed
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods import METHODS, Method
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team

Work = Callable[[], web.Response]
_HUNG_SECONDS = 30.0


class WebApi:
    def __init__(self, team: Team, faults: Faults, calls: Calls) -> None:
        self.team = team
        self.faults = faults
        self.calls = calls

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call of a Web API method."""
        name = request.match_info["method"]
        try:
            given, token = await arguments.read(request)
        except Refusal as refusal:
            call, body = self.calls.begin(name, {}, self.team.clock.now()), refusal.body()
            return await self.meet(request, call, lambda: _answer(call, body))
        call = self.calls.begin(name, given, self.team.clock.now())
        return await self.meet(request, call, lambda: self._carry_out(call, token))

    async def meet(self, request: web.Request, call: CallRecord, work: Work) -> web.StreamResponse:
        """Do the work of a call, unless the trouble ordered for it has it otherwise."""
        if self.faults.is_down:
            return _cut(request, call, "down")
        if self.team.latency:
            await asyncio.sleep(self.team.latency)
        fault = self.faults.take(call.method)
        if fault is None:
            return work()
        return await self._suffer(request, call, work, fault)

    async def _suffer(
        self, request: web.Request, call: CallRecord, work: Work, fault: Fault
    ) -> web.StreamResponse:
        match fault.kind:
            case "429":
                return _ratelimited(call, int(fault.seconds or 1))
            case "500":
                call.finish(500, False, "internal_error")
                return web.json_response({"ok": False, "error": "internal_error"}, status=500)
            case "timeout":
                await asyncio.sleep(fault.seconds or _HUNG_SECONDS)
                return _cut(request, call, "timeout")
            case "reset_before":
                return _cut(request, call, "reset")
            case "reset_after":
                work()
                return _cut(request, call, "answer lost")
            case "hold":
                await self.faults.wait(fault.seconds)
                # A caller that died while held is not served: to Slack its request never came in whole.
                if request.transport is None or request.transport.is_closing():
                    return _cut(request, call, "abandoned")
            case "hold_after":
                answer = work()
                await self.faults.wait(fault.seconds)
                return answer
            case "slow":
                await asyncio.sleep(fault.seconds or 1.0)
            case "drop_socket":
                self.team.link.drop()
        return work()

    def _carry_out(self, call: CallRecord, token: str) -> web.Response:
        method = METHODS.get(call.method)
        if method is None:
            return _answer(call, {"ok": False, "error": "unknown_method", "req_method": call.method})
        args = Arguments(call.args)
        try:
            self._check_token(method, token)
            wait = self.team.rates.wait_for(method.name, method.tier.value, self._paced_channel(method, args))
            if wait:
                return _ratelimited(call, wait)
            args.need(*method.needs)
            body = method.do(self.team, args)
        except Refusal as refusal:
            return _answer(call, refusal.body())
        scopes = {"x-oauth-scopes": seed.SCOPES} if method.token == "bot" else {}
        return _answer(call, {"ok": True, **body}, scopes)

    def _check_token(self, method: Method, token: str) -> None:
        if not token:
            raise Refusal("not_authed")
        known = {seed.BOT_TOKEN: "bot", seed.APP_TOKEN: "app"}.get(token)
        if known is None:
            raise Refusal("invalid_auth")
        if known == "bot" and self.team.revoked:
            raise Refusal("token_revoked")
        if known != method.token:
            raise Refusal("not_allowed_token_type")

    def _paced_channel(self, method: Method, args: Arguments) -> str:
        """chat.postMessage is also paced per channel, whichever way the channel is named."""
        if method.name != "chat.postMessage":
            return ""
        word = args.text("channel")
        room = self.team.workspace.named(word)
        return room.id if room else word


def _answer(call: CallRecord, body: JSON, headers: dict[str, str] | None = None) -> web.Response:
    call.finish(200, bool(body["ok"]), body.get("error"))
    return web.json_response(body, headers=headers)


def _ratelimited(call: CallRecord, seconds: int) -> web.Response:
    call.finish(429, False, "ratelimited")
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


def _cut(request: web.Request, call: CallRecord, why: str) -> web.StreamResponse:
    """End the connection without an answer; what was done or not done is in the record of calls."""
    if call.ended is None:
        call.finish(0, False, why)
    else:
        call.status = 0
    if request.transport:
        with contextlib.suppress(RuntimeError):
            request.transport.abort()
    return web.Response(status=500)
