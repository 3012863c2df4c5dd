"""How late reminders are when one replica keeps the clock of 10,000 open incidents.

Each incident owes a status update every 15 minutes; their deadlines are spread evenly over that time,
as if nobody ever wrote one: question, miss and, a cadence later, escalation, 22 a second in all. The
clock runs at its real speed. From due to the commit, as PostgreSQL stamped it, is the first figure; to
the moment the sandbox (no limits, every incident's channel and card really there) begins to serve the
first try of the message is the second.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, peopled
from bench.ground import Ground
from bench.machine import cpu_seconds, percentile
from bench.rooms import Place, furnished
from bench.serving import replica, vendor
from bot.domain import events as e
from bot.domain.words import Words

CADENCE, ASKED_BEFORE = timedelta(minutes=15), timedelta(minutes=3)
LEAD = 15.0
"""Seconds of the clock between the start of the replica and the first deadline."""

SETTLING = 5.0
STRAGGLERS = 5.0
LONGEST_BURST = 40.0
"""Seconds after the window in which what fell due in it is still waited for."""

WRITTEN = (
    "SELECT stream, seq, body, extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM timeline "
    "WHERE kind IN ('UpdateAsked', 'UpdateMissed', 'UpdateEscalated') AND via = 'clock'"
)


@dataclass(frozen=True)
class Reminder:
    """One deadline that was carried out; times are seconds since 1970, real ones."""

    key: str
    due: float
    committed: float


@dataclass(frozen=True)
class Watched:
    """What a window showed. `left` streams still waited afterwards with something that was due in it."""

    reminders: list[Reminder]
    tries: dict[str, float]
    left: int
    cpu: float

    @property
    def late(self) -> list[float]:
        """Seconds from due to committed; what never was counts with as long as it was waited for."""
        return [one.committed - one.due for one in self.reminders] + [STRAGGLERS] * self.left

    @property
    def first_tries(self) -> list[float]:
        """Seconds from due to the first call; what never was tried counts likewise."""
        tried = [self.tries[one.key] - one.due for one in self.reminders if one.key in self.tries]
        return tried + [STRAGGLERS] * (len(self.reminders) - len(tried))


async def measure(ground: Ground, quick: bool) -> Figures:
    """Lateness over minutes with everything spread; then a burst, as after a time away."""
    many, window = (200, 10.0) if quick else (10_000, 180.0)
    at_once = 50 if quick else 1_000
    spread = await _watched(ground, many, window, window if quick else None, STRAGGLERS)
    burst = await _watched(ground, at_once, 1.0, 1.0, STRAGGLERS if quick else LONGEST_BURST)
    return {
        "reminder_lateness_p99_s": round(percentile(spread.late, 0.99), 3),
        "reminder_lateness_p50_s": round(percentile(spread.late, 0.5), 3),
        "reminder_first_try_p99_s": round(percentile(spread.first_tries, 0.99), 3),
        "reminder_first_try_p50_s": round(percentile(spread.first_tries, 0.5), 3),
        "reminder_count": len(spread.reminders),
        "reminder_overdue_left": spread.left,
        "reminder_incidents": many,
        "reminder_window_s": window,
        "reminder_cpu_percent": round(spread.cpu * 100, 1),
        "burst_reminders": len(burst.reminders),
        "burst_committed_s": round(max(burst.late), 2),
        "burst_first_tries_s": round(max(burst.first_tries), 2),
    }


async def _watched(
    ground: Ground, many: int, window: float, within: float | None, stragglers: float
) -> Watched:
    """Let one replica keep the clock of `many` incidents, and look at what falls due in `window` seconds.

    `within` seconds after the first all first deadlines have come; None spreads them over the cadence.
    """
    async with AsyncExitStack() as stack:
        database = stack.enter_context(ground.database())
        slack = await stack.enter_async_context(vendor(ground, "sandbox", "--no-limits"))
        places = await furnished(slack, many)
        begins = datetime.now(UTC)
        await peopled(database, _crowd(places, begins, within))
        real = _turn_back(database, begins)
        running = await stack.enter_async_context(replica(ground, slack, database))
        opens = real if within is not None else max(time.time() + SETTLING, real)
        await asyncio.sleep(opens - time.time())
        used = cpu_seconds(running.pid)
        await asyncio.sleep(window)
        used = (cpu_seconds(running.pid) - used) / window
        await asyncio.sleep(stragglers)
        reminders = _written(database, real - begins.timestamp(), opens, opens + window)
        left = _left(database, begins + timedelta(seconds=opens + window - real))
        tries = _tries((await slack.get(f"_sandbox/calls?since={many * 2}"))["calls"])
    return Watched(reminders, tries, left, used)


def _crowd(places: list[Place], begins: datetime, within: float | None) -> Iterator[Told]:
    """Acknowledged P1s whose wait for an update began at moments spread over the cadence before `begins`.

    Those in their last three minutes have been asked already. `within` seconds squeezes all first
    deadlines into that time, for a quick run.
    """
    for number, place in enumerate(places):
        begun = begins - CADENCE * (number / len(places))
        if within is not None:
            begun = begins - CADENCE + ASKED_BEFORE + timedelta(seconds=within) * (number / len(places))
        who, asked = PEOPLE[number % len(PEOPLE)], begun + CADENCE - ASKED_BEFORE
        declared = e.Declared(
            f"INC-{number}", "smartcloudops", Words(f"node {number} is full"), "P1", "backend"
        )
        moments: list[tuple[datetime, str, e.Event]] = [
            (begun, who, declared),
            (begun, who, e.ChannelOpened(place.channel, f"incident-bench-{number}")),
            (begun, who, e.Posted("card", place.channel, place.card)),
            (begun, who, e.Acknowledged(begun)),
        ]
        if asked < begins and within is None:
            moments.append((asked, e.TOCSIN, e.UpdateAsked(asked, who)))
        yield Told(f"{number:032x}", f"INC-{number}", moments)


def _turn_back(database: str, begins: datetime) -> float:
    """Set the product's clock to LEAD before `begins`, however long the making took; when that is, really."""
    now = datetime.now(UTC)
    with psycopg.connect(database) as connection:
        values = (now, begins - timedelta(seconds=LEAD))
        connection.execute("UPDATE clock SET real_origin = %s, virtual_origin = %s", values)
    return now.timestamp() + LEAD


def _written(database: str, ahead: float, opens: float, closes: float) -> list[Reminder]:
    """What fell due in the window and was carried out; real time is `ahead` seconds ahead of the clock."""
    found = []
    with psycopg.connect(database) as connection:
        for stream, seq, body, committed in connection.execute(WRITTEN):
            due = datetime.fromisoformat(json.loads(body)["data"]["due"]).timestamp() + ahead
            if opens <= due < closes:
                found.append(Reminder(f"{stream}:{seq}:tell", due, float(committed)))
    return found


def _left(database: str, moment: datetime) -> int:
    """How many streams still wait with something that was due at `moment`."""
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM streams WHERE due_at < %s", (moment,)).fetchone()
    assert row is not None
    return int(row[0])


def _tries(calls: Iterable[dict[str, object]]) -> dict[str, float]:
    """Job key -> when the sandbox first saw a message with it."""
    first: dict[str, float] = {}
    for call in calls:
        arguments = call["args"]
        if call["method"] != "chat.postMessage" or not isinstance(arguments, dict):
            continue
        metadata = arguments.get("metadata")
        data = json.loads(metadata) if isinstance(metadata, str) else metadata
        if not data:
            continue
        key, started = str(data["event_payload"]["key"]), call["started"]
        assert isinstance(started, float)
        first[key] = min(first.get(key, started), started)
    return first
