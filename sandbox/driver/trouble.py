"""Ordering trouble and time: faults, latency, limits, tokens, sockets, the clock, redelivery, the reset."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.driver import edge
from sandbox.driver.edge import Body, Impossible
from sandbox.slack.refusal import JSON
from sandbox.slack.socket import POLICIES

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def order_fault(sandbox: "Sandbox", body: Body) -> JSON:
    method, kind = str(body.get("method", "*")), str(body["kind"])
    seconds = None if body.get("seconds") is None else body.number("seconds", 0)
    count, after = int(body.number("count", 1)), int(body.number("after", 0))
    try:
        fault = sandbox.faults.add(method, kind, count, seconds, after)
    except ValueError as wrong:
        raise Impossible("invalid_fault", str(wrong)) from None
    if kind == "down":
        sandbox.team.link.drop()
    if kind == "drop_socket" and method == "*":
        sandbox.faults.take("*")
        sandbox.team.link.drop(count if "count" in body else None)
    return fault.shown()


def show_faults(sandbox: "Sandbox", body: Body) -> JSON:
    return sandbox.faults.shown()


def release(sandbox: "Sandbox", body: Body) -> JSON:
    return {"released": sandbox.faults.release()}


def clear_faults(sandbox: "Sandbox", body: Body) -> JSON:
    sandbox.faults.clear()
    return {}


def limits(sandbox: "Sandbox", body: Body) -> JSON:
    sandbox.team.rates.enabled = bool(body["enabled"])
    return {"enabled": sandbox.team.rates.enabled}


def latency(sandbox: "Sandbox", body: Body) -> JSON:
    sandbox.team.latency = body.number("seconds", 0)
    return {"seconds": sandbox.team.latency}


def tokens(sandbox: "Sandbox", body: Body) -> JSON:
    sandbox.team.revoked = bool(body["revoked"])
    return {"revoked": sandbox.team.revoked}


def aim_clock(sandbox: "Sandbox", body: Body) -> JSON:
    """Set origin and speed; what is left out stays as it is now."""
    clock = sandbox.clock
    try:
        clock.aim(
            body.number("real", time.time()),
            body.number("virtual", clock.now()),
            body.number("speed", clock.speed),
        )
    except ValueError as wrong:
        raise Impossible("invalid_clock", str(wrong)) from None
    return read_clock(sandbox, body)


def read_clock(sandbox: "Sandbox", body: Body) -> JSON:
    return {"now": sandbox.clock.now(), "speed": sandbox.clock.speed}


def redeliver(sandbox: "Sandbox", body: Body) -> JSON:
    """Send an envelope again: by its number `n`, or the `last` one (true, or of a type: "events_api")."""
    link = sandbox.team.link
    wanted = body.get("last", True)
    numbers = [int(body.number("n", 0))] if "n" in body else reversed(link.sent)
    for number in numbers:
        kind = link.sent.get(number, {}).get("type")
        if "n" in body or wanted is True or kind == wanted:
            if not link.redeliver(number):
                raise Impossible("not_delivered", "no such envelope, or no socket open", 409)
            return {"n": number}
    raise Impossible("nothing_sent", "there is nothing to send again", 404)


def sockets(sandbox: "Sandbox", body: Body) -> JSON:
    link = sandbox.team.link
    policy = str(body.get("policy", link.policy))
    if policy not in POLICIES:
        raise Impossible("invalid_policy", f"policy is one of {', '.join(POLICIES)}")
    link.policy = policy
    if body.get("disconnect"):
        link.disconnect(str(body["disconnect"]))
    return show_sockets(sandbox, body)


def show_sockets(sandbox: "Sandbox", body: Body) -> JSON:
    link = sandbox.team.link
    return {"open": len(link.sockets), "policy": link.policy, "lost": len(link.lost)}


def reset(sandbox: "Sandbox", body: Body) -> JSON:
    sandbox.reset()
    return {}


_ROUTES: tuple[tuple[str, str, Callable[["Sandbox", Body], JSON]], ...] = (
    ("POST", "faults", order_fault),
    ("GET", "faults", show_faults),
    ("DELETE", "faults", clear_faults),
    ("POST", "faults/release", release),
    ("POST", "limits", limits),
    ("POST", "latency", latency),
    ("POST", "tokens", tokens),
    ("POST", "clock", aim_clock),
    ("GET", "clock", read_clock),
    ("POST", "redeliver", redeliver),
    ("POST", "sockets", sockets),
    ("GET", "sockets", show_sockets),
    ("POST", "reset", reset),
)


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    def route(do: Callable[["Sandbox", Body], JSON]) -> edge.Act:
        async def act(request: web.Request, body: Body) -> JSON:
            return do(sandbox, body)

        return act

    for verb, path, do in _ROUTES:
        app.router.add_route(verb, f"/_sandbox/{path}", edge.handler(route(do)))
