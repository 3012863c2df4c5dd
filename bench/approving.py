"""From the click that approves a change to the PATCH at the API server. Called by `operations`.

The clock starts when the click leaves for the sandbox and stops when the request comes by on the wire.
Where the time goes is told by the commits that lie between, as PostgreSQL stamped them: the vote given
(then it is acked), the vote counted after an access review, the gate won. Workloads have no pods, so that
no rollout of an earlier change is followed meanwhile.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass

import psycopg

from bench.budgets import Figures
from bench.machine import percentile
from bench.theatre import Theatre, until

STEPS = ("ApprovalGiven", "ChangeApproved", "RunStarted")
WRITTEN = (
    "SELECT kind, body, extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM timeline "
    "WHERE kind = ANY(%s) ORDER BY seq"
)


@dataclass(frozen=True)
class Way:
    """One change's way: seconds of `time.time` at the click, after each of STEPS, and at the wire."""

    moments: tuple[float, ...]

    @property
    def whole(self) -> float:
        return self.moments[-1] - self.moments[0]

    @property
    def legs(self) -> list[float]:
        """Seconds from each moment to the next: ack, vote, checks and gate, request."""
        return [after - before for before, after in zip(self.moments, self.moments[1:], strict=False)]


async def measure(theatre: Theatre, quick: bool) -> Figures:
    """Medians and the 99th percentile over 20 changes, with a Slack that answers at once, then in 100 ms."""
    many = 2 if quick else 20
    await _ways(theatre, "warm", 2)  # what is made on first use: lines to the cluster, who the voter is
    at_once = await _ways(theatre, "quick", many)
    await theatre.slack.post("_sandbox/latency", seconds=0.1)
    at_100ms = await _ways(theatre, "slow", many)
    await theatre.slack.post("_sandbox/latency", seconds=0)
    ack, vote, gate, request = (_milli(leg) for leg in zip(*(way.legs for way in at_once), strict=True))
    return {
        "approve_to_patch_ms": _milli([way.whole for way in at_once]),
        "approve_to_patch_p99_ms": round(percentile([way.whole for way in at_once], 0.99) * 1000, 1),
        "approve_to_patch_ack_ms": ack,
        "approve_to_patch_vote_ms": vote,
        "approve_to_patch_gate_ms": gate,
        "approve_to_patch_request_ms": request,
        "approve_to_patch_ms_at_100ms": _milli([way.whole for way in at_100ms]),
        "approve_to_patch_changes": many,
    }


async def _ways(theatre: Theatre, name: str, many: int) -> list[Way]:
    """One change after the other, each of a workload of its own."""
    spans = []
    for number in range(many):
        workload = f"{name}-{number:02}"
        await theatre.deploy(workload, "registry.example/backend:811", 0)
        ts = await theatre.planned(workload)
        clicked = time.time()
        await theatre.approve(ts)

        async def sent(workload: str = workload, clicked: float = clicked) -> float | None:
            return theatre.sent(workload, clicked)

        spans.append((clicked, await until(sent, f"the change of {workload}")))
    written = _written(theatre.database)[-many:]
    return [Way((clicked, *steps, sent)) for (clicked, sent), steps in zip(spans, written, strict=True)]


def _written(database: str) -> list[tuple[float, ...]]:
    """When each step of each change was committed, change by change."""
    found: dict[int, dict[str, float]] = {}
    with psycopg.connect(database) as connection:
        for kind, body, committed in connection.execute(WRITTEN, (list(STEPS),)):
            number = int(json.loads(body)["data"]["number"])
            found.setdefault(number, {})[kind] = float(committed)
    return [tuple(found[number][step] for step in STEPS) for number in sorted(found)]


def _milli(seconds: list[float] | tuple[float, ...]) -> float:
    return round(statistics.median(seconds) * 1000, 1)
