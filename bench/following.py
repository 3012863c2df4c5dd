"""What it costs to follow 20 rollouts at once for a minute: memory, requests, calls. Called by `operations`.

The pods of these workloads never become ready, so every rollout is followed to the end of the minute. The
memory is what the replica has at most in that minute over what it had with the 20 plans waiting; the
sandbox has no limits, so the calls are what we would like to make and not what Slack would take.
"""

from __future__ import annotations

import asyncio
import time

from bench.budgets import Figures
from bench.machine import cpu_seconds, resident_mb
from bench.theatre import Theatre, until

SETTLING = 3.0


async def measure(theatre: Theatre, quick: bool) -> Figures:
    """MB added, and calls a second in the minute after all were sent."""
    many, seconds = (3, 6.0) if quick else (20, 60.0)
    names = [f"stuck-{number:02}" for number in range(many)]
    for name in names:
        await theatre.deploy(name, "registry.example/backend:broken", 1)
    waiting = [await theatre.planned(name) for name in names]
    await asyncio.sleep(SETTLING)
    pid = theatre.replica.pid
    before, begun = resident_mb(pid), time.time()
    await asyncio.gather(*(theatre.approve(ts) for ts in waiting))
    most = max(before, await _all_sent(theatre, names, begun))
    requests, calls, used, opens = (
        len(theatre.wire.seen),
        await _calls(theatre),
        cpu_seconds(pid),
        time.time(),
    )
    while time.time() < opens + seconds:
        most = max(most, resident_mb(pid))
        await asyncio.sleep(0.5)
    took = time.time() - opens
    seen = theatre.wire.seen[requests:]
    looks = sum(one.path.rpartition("/")[2] in names for one in seen)
    to_cluster, to_slack = len(seen) / took, (await _calls(theatre) - calls) / took
    return {
        "follow_20_rollouts_mb": round(most - before, 1),
        "follow_20_rollouts_calls_per_s": round(to_cluster + to_slack, 1),
        "follow_20_rollouts_cluster_per_s": round(to_cluster, 1),
        "follow_20_rollouts_slack_per_s": round(to_slack, 1),
        "follow_20_rollouts_look_every_s": round(took * many / looks, 2) if looks else None,
        "follow_20_rollouts_cpu_percent": round((cpu_seconds(pid) - used) / took * 100, 1),
        "follow_rollouts": many,
    }


async def _all_sent(theatre: Theatre, names: list[str], since: float) -> float:
    """Wait until every change is under way; the most memory meanwhile, in MB."""
    most = 0.0

    async def look() -> bool:
        nonlocal most
        most = max(most, resident_mb(theatre.replica.pid))
        return all(theatre.sent(name, since) for name in names)

    await until(look, "the last of the changes")
    return most


async def _calls(theatre: Theatre) -> int:
    return len((await theatre.slack.get("_sandbox/calls?since=0"))["calls"])
