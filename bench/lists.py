"""What the Home tab and the list cost with 100,000 incidents in the database.

Timed is each use-case whole: its statements, their trips and the decoding of what they find. The SQL
alone is less, so a figure within the budget keeps it. 10,000 incidents are open, one in twenty is
private, and the person asked for takes part in many. Called by `__main__`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, catalog, peopled
from bench.ground import Ground
from bot.domain import events as e
from bot.domain.words import Words
from bot.store.store import Store
from bot.usecases import read
from bot.usecases.desk import Asker, Desk

CLOSED_OF_TEN = 9


async def measure(ground: Ground, quick: bool) -> Figures:
    """Milliseconds of each question, medians; the slowest of them is the promised figure."""
    many, rounds = (2_000, 5) if quick else (100_000, 50)
    with ground.database() as database:
        await peopled(database, _crowd(many))
        store = await Store.open(database)
        try:
            desk = Desk(store, store.clock, catalog())
            me = Asker(PEOPLE[3], "bench")
            took = {
                "home": await _timed(lambda: read.home(desk, me.person), rounds),
                "list": await _timed(lambda: read.open_list(desk, me), rounds),
                "list_system": await _timed(lambda: read.open_list(desk, me, "smartcloudops"), rounds),
                "list_mine": await _timed(lambda: read.open_list(desk, me, mine=True), rounds),
            }
        finally:
            await store.close()
    return {
        "list_100k_sql_ms": round(max(took.values()), 2),
        "list_100k_incidents": many,
        **{f"list_100k_{name}_ms": round(value, 2) for name, value in took.items()},
    }


async def _timed(ask: Callable[[], Awaitable[object]], rounds: int) -> float:
    took = []
    for turn in range(-3, rounds):
        started = time.perf_counter()
        await ask()
        if turn >= 0:
            took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def _crowd(many: int) -> Iterator[Told]:
    """A year of incidents; the newest tenth is open."""
    now = datetime.now(UTC)
    for number in range(1, many + 1):
        begun = now - timedelta(days=365) * (1 - number / many)
        who, channel = PEOPLE[number % len(PEOPLE)], f"C0LIST{number:07}"
        title, private = Words(f"queue {number} grows"), number % 20 == 0
        declared = e.Declared(f"INC-{number}", "smartcloudops", title, "P2", "backend", private=private)
        came = (who, PEOPLE[(number + 3) % len(PEOPLE)], PEOPLE[(number + 7) % len(PEOPLE)])
        moments: list[tuple[datetime, str, e.Event]] = [
            (begun, who, declared),
            (begun, who, e.ChannelOpened(channel, f"incident-{number}")),
            (begun, who, e.PeopleInvited(came)),
        ]
        if number * 10 <= many * CLOSED_OF_TEN:
            moments.append((begun, who, e.Resolved(begun + timedelta(hours=1))))
        yield Told(f"{number:032x}", f"INC-{number}", moments)
