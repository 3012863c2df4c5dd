"""What it costs to append to a timeline of 10, of 1,000 and of 10,000 events: it should be the same.

Ten streams of each length; one note is added to each in turn, through the use-case, and timed. The
turns mix the lengths, so that whatever else the machine does hits all three. Called by `__main__`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, catalog, peopled
from bench.ground import Ground
from bot.domain.commands import AddNote
from bot.domain.events import Declared, NoteAdded
from bot.domain.words import Words
from bot.store.store import Store
from bot.usecases.desk import Asker, Desk
from bot.usecases.incidents import carry_out

LENGTHS = (10, 1_000, 10_000)
NOTE = Words("the error rate is back to what it was before the deployment, watching it for five more minutes")


async def measure(ground: Ground, quick: bool) -> Figures:
    """Milliseconds of an append by the length of the timeline; the longest over the shortest."""
    streams, rounds = (2, 5) if quick else (10, 40)
    lengths = (10, 100, 500) if quick else LENGTHS
    took: dict[int, list[float]] = {length: [] for length in lengths}
    with ground.database() as database:
        await peopled(database, _crowd(streams, lengths))
        store = await Store.open(database)
        try:
            desk = Desk(store, store.clock, catalog())
            for turn in range(-2, rounds):
                for nth in range(streams):
                    for length in lengths:
                        seconds = await _append(desk, _stream(length, nth), f"{turn}:{nth}:{length}")
                        if turn >= 0:
                            took[length].append(seconds)
        finally:
            await store.close()
    middle = {length: statistics.median(seconds) * 1000 for length, seconds in took.items()}
    names = dict(zip(lengths, ("10", "1k", "10k"), strict=True))
    return {
        "append_ratio": round(middle[lengths[-1]] / middle[lengths[0]], 3),
        "append_samples": streams * rounds,
        **{f"append_{names[length]}_ms": round(value, 3) for length, value in middle.items()},
    }


async def _append(desk: Desk, stream: str, key: str) -> float:
    started = time.perf_counter()
    await carry_out(desk, Asker(PEOPLE[0], key), stream, AddNote(NOTE))
    return time.perf_counter() - started


def _crowd(streams: int, lengths: tuple[int, ...]) -> Iterator[Told]:
    """Each stream one event short of its length, so that the first note is the one it is named after."""
    begun = datetime.now(UTC) - timedelta(hours=1)
    for length in lengths:
        for nth in range(streams):
            ref = f"INC-{length}-{nth}"
            declared = Declared(ref, "smartcloudops", Words("the API answers slowly"), "P3", "backend")
            notes = [
                (begun + timedelta(milliseconds=100 * n), PEOPLE[n % len(PEOPLE)], NoteAdded(NOTE))
                for n in range(1, length - 1)
            ]
            yield Told(_stream(length, nth), ref, [(begun, PEOPLE[0], declared), *notes])


def _stream(length: int, nth: int) -> str:
    return f"{length:016x}{nth:016x}"
