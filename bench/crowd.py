"""Many incidents quickly: streams made with the domain's and the store's own functions, copied in.

Used by the parts that need a full database. Facts are folded by `evolve`, linked by `store.chain`,
projected by `store.projection` and timed by `next_deadline`, so every chain verifies and every row is
what the product would have written; only the transactions are fewer.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from bench.ground import ROOT
from bot.catalog.load import load
from bot.domain.deadlines import next_deadline
from bot.domain.events import Event, Fact
from bot.domain.evolve import fold
from bot.domain.incident import Incident
from bot.domain.people import Person
from bot.domain.policy import Catalog, System
from bot.store import people, tables
from bot.store.batch import BEGIN_STREAM
from bot.store.chain import BEGINNING, Row, Text, link
from bot.store.projection import INCIDENT, incident_row, state_of
from bot.store.store import Store

PEOPLE = tuple(f"U0BENCH{number:03}" for number in range(1, 21))
CHUNK = 2_000


def catalog() -> Catalog:
    """The systems that are shipped."""
    return load(ROOT / "catalog")


def system() -> System:
    """The system whose incidents the bench makes."""
    found = catalog().system("smartcloudops")
    assert found is not None
    return found


@dataclass(frozen=True)
class Told:
    """One incident to be: `moments` are (when, who, what)."""

    stream: str
    ref: str
    moments: Sequence[tuple[datetime, str, Event]]


@dataclass
class Rows:
    """What a chunk of incidents comes to, table by table."""

    streams: list[tuple[Any, ...]] = field(default_factory=list)
    incidents: list[tuple[Any, ...]] = field(default_factory=list)
    timeline: list[Row] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def add(self, told: Told, rules: System) -> None:
        """Everything that `told` means, as rows."""
        facts = [Fact(n, when, who, what) for n, (when, who, what) in enumerate(told.moments, start=1)]
        incident = fold(told.stream, facts)
        assert isinstance(incident, Incident)
        rows, texts, head = link(told.stream, BEGINNING, facts)
        due = next_deadline(incident, rules)
        promised = (due.when, due.kind) if due else (None, None)
        ends = (head.hash, head.count, state_of(incident), *promised, incident.declared_at)
        self.streams.append((told.stream, "incident", told.ref, incident.system, *ends))
        self.incidents.append(incident_row(incident))
        self.timeline += rows
        self.texts += texts


def settle(url: str, crowd: Iterable[Told]) -> int:
    """Write `crowd` into the migrated database at `url`, and let PostgreSQL get to know it; how many."""
    rules, count = system(), 0
    with psycopg.connect(url, autocommit=True) as connection:
        for chunk in _chunks(crowd):
            rows = Rows()
            for told in chunk:
                rows.add(told, rules)
            _copy(connection, rows)
            count += len(chunk)
        connection.execute("VACUUM ANALYZE")
    return count


async def introduce(store: Store) -> None:
    """Let the store know PEOPLE, so that nobody has to be looked up while something is measured."""
    for person in PEOPLE:
        await people.save_person(store, Person(person, person.title(), "Europe/Berlin"))


async def peopled(url: str, crowd: Iterable[Told]) -> int:
    """`settle` in a thread, then `introduce`."""
    count = await asyncio.to_thread(settle, url, crowd)
    store = await Store.open(url)
    try:
        await introduce(store)
    finally:
        await store.close()
    return count


def _copy(connection: psycopg.Connection[Any], rows: Rows) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(BEGIN_STREAM, rows.streams)
        cursor.executemany(INCIDENT, rows.incidents)
        with cursor.copy(_into("texts", "digest", "salt", "body")) as copy:
            for text in rows.texts:
                copy.write_row((text.digest, text.salt, text.body))
        columns = tuple(tables.timeline.columns.keys())
        with cursor.copy(_into("timeline", *columns)) as copy:
            for row in rows.timeline:
                copy.write_row([getattr(row, column) for column in columns])


def _into(table: str, *columns: str) -> bytes:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()


def _chunks(crowd: Iterable[Told]) -> Iterator[list[Told]]:
    walking = iter(crowd)
    while chunk := list(itertools.islice(walking, CHUNK)):
        yield chunk
