"""From `/incident declare` to a channel one can work in: created, responders invited, card posted.

A replica and the sandbox, each its own process; the sandbox answers every Slack call after 0 or after
100 ms. Seconds run from the moment the command is typed to the end of the last of the three calls.
Round trips are the longest chain of calls of which each began after the one before had ended, up to
that end; with 100 ms a call, nothing that could have gone side by side looks like a chain.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bench.budgets import Figures
from bench.ground import Ground
from bench.serving import Vendor, replica, vendor

NEEDED = ("conversations.create", "conversations.invite", "card")
QUIET = 1.0
"""Seconds without a Slack call after which a declare is taken to be over."""

Call = dict[str, Any]


@dataclass(frozen=True)
class Declared:
    """One declare: seconds until usable, calls in sequence until then."""

    seconds: float
    trips: int


async def measure(ground: Ground, quick: bool) -> Figures:
    """Medians over several declares, with 0 and with 100 ms a call."""
    rounds = 2 if quick else 9
    async with AsyncExitStack() as stack:
        database = stack.enter_context(ground.database())
        slack = await stack.enter_async_context(vendor(ground, "sandbox", "--no-limits"))
        await stack.enter_async_context(replica(ground, slack, database))
        await _quiet(slack, 0)
        await _declared(slack)  # the first one warms up what is made on first use
        at_once = await _several(slack, 0.0, rounds)
        at_100ms = await _several(slack, 0.1, rounds)
    return {
        "declare_round_trips": round(statistics.median(one.trips for one in at_100ms)),
        "declare_s_at_100ms": round(statistics.median(one.seconds for one in at_100ms), 3),
        "declare_s_at_100ms_slowest": round(max(one.seconds for one in at_100ms), 3),
        "declare_s_at_0ms": round(statistics.median(one.seconds for one in at_once), 3),
        "declare_rounds": rounds,
    }


async def _several(slack: Vendor, latency: float, rounds: int) -> list[Declared]:
    await slack.post("_sandbox/latency", seconds=latency)
    return [await _declared(slack) for _ in range(rounds)]


async def _declared(slack: Vendor) -> Declared:
    """Declare something no earlier incident resembles, and wait until everything about it is done."""
    seen = len(await _calls(slack, 0))
    title, person = f"{secrets.token_hex(4)} {secrets.token_hex(4)}", slack.facts["people"][0]["id"]
    typed = time.time()
    answer = await slack.post(
        f"_sandbox/people/{person}/command", channel="incidents", text=f"/incident declare P1 {title}"
    )
    calls = await _quiet(slack, seen)
    ends = {_name(call): call["ended"] for call in calls if call["ok"] and _name(call) in NEEDED}
    if set(ends) != set(NEEDED):
        raise RuntimeError(f"the declare did not get through: {answer} {sorted(ends)}")
    return Declared(max(ends.values()) - typed, _depth(calls, max(ends.values())))


async def _quiet(slack: Vendor, seen: int) -> list[Call]:
    """The calls after the first `seen`, once there are no more to come."""
    last = time.time()
    async with asyncio.timeout(60):
        while True:
            calls = await _calls(slack, seen)
            newest = max((call["ended"] or time.time() for call in calls), default=last)
            if time.time() - newest > QUIET:
                return calls
            await asyncio.sleep(0.1)


async def _calls(slack: Vendor, seen: int) -> list[Call]:
    calls: list[Call] = (await slack.get(f"_sandbox/calls?since={seen}"))["calls"]
    return calls


def _name(call: Call) -> str:
    """The method; of the posts, the card is told by the key in its metadata."""
    if call["method"] != "chat.postMessage":
        return str(call["method"])
    metadata = call["args"].get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    return "card" if str(metadata["event_payload"]["key"]).endswith(":card") else "post"


def _depth(calls: list[Call], end: float) -> int:
    """The longest chain of calls one after the other that is over by `end`."""
    depths: list[tuple[float, int]] = []
    for call in sorted(calls, key=lambda one: one["started"]):
        if call["ended"] is not None and call["ended"] <= end:
            before = max((depth for ended, depth in depths if ended <= call["started"]), default=0)
            depths.append((call["ended"], before + 1))
    return max(depth for _, depth in depths)
