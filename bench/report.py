"""How long the postmortem of a very long incident takes: 10,000 events, read, reported, written.

The same steps as the worker's job takes, from the rows to the Markdown: the first draft, and a later one
that keeps what people wrote. The picture is a job of its own and is timed apart. Called by `__main__`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.budgets import Figures
from bench.crowd import PEOPLE, Told, catalog, peopled
from bench.ground import Ground
from bot.domain import events as e
from bot.domain.report import report
from bot.domain.words import Words
from bot.store.store import Store
from bot.usecases import people, postmortems
from bot.usecases.desk import Desk
from bot.views import picture
from bot.views import report as views

STREAM = f"{1:032x}"
STATES = ("investigating", "identified", "monitoring", "investigating")


async def measure(ground: Ground, quick: bool) -> Figures:
    """Seconds for the draft, for a later draft and for the picture; medians."""
    events, rounds = (500, 1) if quick else (10_000, 5)
    first, later, drawn = [], [], []
    with ground.database() as database:
        await peopled(database, [Told(STREAM, "INC-1", list(_story(events)))])
        store = await Store.open(database)
        try:
            desk = Desk(store, store.clock, catalog())
            for _ in range(rounds):
                seconds, text = await _draft(desk, None)
                first.append(seconds)
                later.append((await _draft(desk, text))[0])
                drawn.append(await _draw(desk))
        finally:
            await store.close()
    return {
        "postmortem_10k_s": round(statistics.median(first), 3),
        "postmortem_10k_again_s": round(statistics.median(later), 3),
        "postmortem_picture_s": round(statistics.median(drawn), 3),
        "postmortem_events": events,
        "postmortem_kb": round(len(text.encode()) / 1024),
    }


async def _draft(desk: Desk, old: str | None) -> tuple[float, str]:
    started = time.perf_counter()
    incident, facts, head = await postmortems.story(desk, STREAM)
    names = await people.names(desk, sorted({fact.actor for fact in facts} | set(incident.responders)))
    told = report(incident, facts, desk.system(incident.system), head, desk.clock.now())
    fresh = views.markdown(told, names)
    text = views.merge(old, fresh) if old else fresh
    return time.perf_counter() - started, text


async def _draw(desk: Desk) -> float:
    started = time.perf_counter()
    incident, facts, head = await postmortems.story(desk, STREAM)
    picture.picture(report(incident, facts, desk.system(incident.system), head, desk.clock.now()))
    return time.perf_counter() - started


def _story(events: int) -> Iterator[tuple[datetime, str, e.Event]]:
    """Two days of one incident, every kind of thing in it; the last event resolves it."""
    begun = datetime.now(UTC) - timedelta(days=2)
    step = timedelta(days=2) / events
    yield begun, PEOPLE[0], e.Declared("INC-1", "smartcloudops", Words("checkout fails"), "P0", "backend")
    yield begun, PEOPLE[0], e.ChannelOpened("C0LONG", "incident-1")
    yield begun, e.TOCSIN, e.Posted("card", "C0LONG", f"{begun.timestamp():.6f}")
    yield begun, PEOPLE[1], e.Acknowledged(begun)
    for n in range(5, events):
        now = begun + n * step
        yield now, PEOPLE[n % len(PEOPLE)], _event(n, now)
    yield begun + events * step, PEOPLE[0], e.Resolved(begun + events * step, Words("rolled back"), True)


def _event(n: int, now: datetime) -> e.Event:
    """Mostly notes and kept messages; now and then what a long incident also brings."""
    who = PEOPLE[n % len(PEOPLE)]
    said = Words(f"observation {n}: connections at {n % 97} of 100, error rate {n % 13} percent, deploy held")
    match n:
        case _ if n % 500 == 0:
            return (
                e.SeverityChanged("P0", "P1", False, said)
                if n % 1000
                else e.SeverityChanged("P1", "P0", True)
            )
        case _ if n % 200 == 0:
            return e.StatusChanged(STATES[n // 200 % 3], STATES[n // 200 % 3 + 1], said)
        case _ if n % 150 == 0:
            return e.RoleAssigned("commander", who, None, "Europe/Berlin")
        case _ if n % 100 == 0:
            return e.ActionItemAdded(n // 100, said, who)
        case _ if n % 50 == 0:
            return e.UpdatePosted(said, Words("we hold the deployment"), now + timedelta(minutes=15))
        case _ if n % 40 == 0:
            return e.DecisionMade(said)
        case _ if n % 3 == 0:
            return e.MessageCaptured("C0LONG", f"{now.timestamp():.6f}", who, now, said, "pin")
        case _:
            return e.NoteAdded(said)
