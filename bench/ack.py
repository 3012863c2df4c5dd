"""How fast a command is acked, which here means: durable. Beside bare Bolt and a hand-made transaction.

One replica as a process, PostgreSQL with fsync, and `wire` as Slack. `/incident note` is spread over 50
open incidents. First commands come evenly, 100 a second; then 1, 50 and 200 are kept on the way at once.
The comparison takes turns, ours and theirs, so that a busy machine hits both alike; each figure is a
median over the rounds. The rows are counted afterwards: an ack without a row would be found out.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, peopled
from bench.ground import Ground
from bench.machine import cpu_seconds, percentile
from bench.serving import Replica, Vendor, replica, vendor
from bot.domain.events import Acknowledged, ChannelOpened, Declared, PeopleInvited, Posted
from bot.domain.words import Words

INCIDENTS = 50
CHANNELS = [f"C0BENCH{number:03}" for number in range(1, INCIDENTS + 1)]
TEXT = "note connections to the primary are back under the limit, watching the error rate for five minutes"
RATE = 100
CROWDS = (1, 50, 200)


@dataclass(frozen=True)
class Said:
    """What one offer came to."""

    offered: int
    rate: float
    milliseconds: list[float]
    refused: int
    sender_cpu: float


@dataclass(frozen=True)
class Contender:
    """Something that acks: where it is driven from and the process whose work is measured."""

    name: str
    wire: Vendor
    pid: int
    database: str
    says: str
    offered: list[int] = field(default_factory=list)

    def check(self) -> None:
        """RuntimeError unless the database has one row for each command that was acked as done."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute("SELECT count(*) FROM timeline WHERE kind = 'NoteAdded'").fetchone()
        if row is None or row[0] != sum(self.offered):
            raise RuntimeError(f"{self.name}: {sum(self.offered)} commands acked, {row} rows")


async def measure(ground: Ground, quick: bool) -> Figures:
    """Figures of acks."""
    async with AsyncExitStack() as stack:
        ours, bare, rows = await _contenders(stack, ground)
        for contender in (ours, bare, rows):
            await _offer(contender, at_once=50, seconds=0.5 if quick else 3)
        figures = await _evenly(ours, quick)
        figures |= await _compared(ours, bare, rows, quick)
        figures |= await _crowds(ours, quick)
        ours.check()
        rows.check()
        figures["ack_rows_checked"] = sum(ours.offered)
    return figures


async def _contenders(stack: AsyncExitStack, ground: Ground) -> tuple[Contender, Contender, Contender]:
    databases = [stack.enter_context(ground.database()) for _ in range(2)]
    for database in databases:
        await peopled(database, crowd())
    wires = [await stack.enter_async_context(vendor(ground, "bench.wire")) for _ in range(3)]
    running: Replica = await stack.enter_async_context(replica(ground, wires[0], databases[0]))
    bare = await stack.enter_async_context(ground.process("bench.bolt", *_addressed(wires[1])))
    by_hand = (*_addressed(wires[2]), "--rows", databases[1])
    rows = await stack.enter_async_context(ground.process("bench.bolt", *by_hand))
    return (
        Contender("tocsin", wires[0], running.pid, databases[0], "connections to"),
        Contender("bare Bolt", wires[1], bare.pid, "", "Noted"),
        Contender("hand-made", wires[2], rows.pid, databases[1], "Noted"),
    )


async def _evenly(ours: Contender, quick: bool) -> Figures:
    """100 a second; the middle of several runs, because one hiccup of the machine is one run's p99."""
    runs = [await _offer(ours, rate=RATE, seconds=2 if quick else 10) for _ in range(1 if quick else 3)]
    p99 = [percentile(run.milliseconds, 0.99) for run in runs]
    return {
        "ack_p50_ms": round(statistics.median(percentile(run.milliseconds, 0.5) for run in runs), 2),
        "ack_p95_ms": round(statistics.median(percentile(run.milliseconds, 0.95) for run in runs), 2),
        "ack_p99_ms": round(statistics.median(p99), 2),
        "ack_p99_ms_worst_run": round(max(p99), 2),
        "ack_offered_per_s": RATE,
    }


async def _compared(ours: Contender, bare: Contender, rows: Contender, quick: bool) -> Figures:
    """50 at once, in turns."""
    taken: dict[str, list[Said]] = {}
    used: dict[str, list[float]] = {}
    for _ in range(1 if quick else 5):
        for contender in (ours, bare, rows):
            before = cpu_seconds(contender.pid)
            said = await _offer(contender, at_once=50, seconds=1 if quick else 4)
            taken.setdefault(contender.name, []).append(said)
            used.setdefault(contender.name, []).append((cpu_seconds(contender.pid) - before) / said.offered)
    rates = {name: statistics.median(said.rate for said in saids) for name, saids in taken.items()}
    ratios = [one.rate / other.rate for one, other in zip(taken[ours.name], taken[rows.name], strict=True)]
    sender = statistics.median(said.sender_cpu / said.offered for said in taken[ours.name])
    return {
        "ack_throughput_ratio": round(statistics.median(ratios), 3),
        "ack_per_s_at_50": round(rates[ours.name], 1),
        "ack_per_s_at_50_bare_bolt": round(rates[bare.name], 1),
        "ack_per_s_at_50_hand_made": round(rates[rows.name], 1),
        "ack_cpu_ms": _milli(used[ours.name]),
        "ack_cpu_ms_bare_bolt": _milli(used[bare.name]),
        "ack_cpu_ms_hand_made": _milli(used[rows.name]),
        "ack_cpu_ms_sender": round(sender * 1000, 3),
    }


async def _crowds(ours: Contender, quick: bool) -> Figures:
    figures: Figures = {}
    for many in CROWDS:
        said = await _offer(ours, at_once=many, seconds=1 if quick else 5)
        figures[f"ack_closed_{many}_per_s"] = round(said.rate, 1)
        figures[f"ack_closed_{many}_refused"] = said.refused
        figures[f"ack_closed_{many}_p99_ms"] = round(percentile(said.milliseconds, 0.99), 2)
    return figures


async def _offer(contender: Contender, **asked: float) -> Said:
    """Let `contender` be offered commands; RuntimeError when it did not answer all of them."""
    answer: dict[str, Any] = await contender.wire.post(
        "offer", channels=CHANNELS, people=list(PEOPLE), text=TEXT, expected=contender.says, **asked
    )
    good = len(answer["milliseconds"])
    if answer["unacked"] or not good:
        raise RuntimeError(f"{contender.name} left {answer['unacked']} unacked, said {answer['refusal']!r}")
    contender.offered.append(answer["offered"] - answer["refused"])
    rate = good / answer["seconds"]
    return Said(answer["offered"], rate, answer["milliseconds"], answer["refused"], answer["cpu"])


def crowd() -> Iterator[Told]:
    """50 open incidents as they stand after the first minutes."""
    now = datetime.now(UTC)
    for number, channel in enumerate(CHANNELS, start=1):
        who = PEOPLE[number % len(PEOPLE)]
        begun = now - timedelta(minutes=1)
        declared = Declared(
            f"INC-{number}", "smartcloudops", Words(f"checkout {number} fails"), "P3", "backend"
        )
        yield Told(
            f"{number:032x}", f"INC-{number}",
            [
                (begun, who, declared),
                (begun, who, ChannelOpened(channel, f"incident-{number}")),
                (begun, who, PeopleInvited(PEOPLE[:6])),
                (begun, who, Posted("card", channel, f"{begun.timestamp():.6f}")),
                (now, who, Acknowledged(now)),
            ],
        )  # fmt: skip


def _addressed(wire: Vendor) -> tuple[str, ...]:
    facts = wire.facts
    return ("--api", facts["slack_api_url"], "--token", facts["bot_token"], "--app-token", facts["app_token"])


def _milli(seconds: list[float]) -> float | None:
    middle = statistics.median(seconds) * 1000
    return None if math.isnan(middle) else round(middle, 3)
