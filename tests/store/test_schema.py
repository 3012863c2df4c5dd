"""The migrations make what the model says, once, however many start at a time."""

from __future__ import annotations

import asyncio
import multiprocessing

import psycopg
import pytest
from sqlalchemy import create_engine

from bot.store import migrate
from bot.store.connections import Busy, driver_url
from bot.store.tables import metadata

FORK = multiprocessing.get_context("fork")
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
       pg_get_expr(d.adbin, d.adrelid)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attrelid = %s::regclass AND a.attnum > 0 ORDER BY a.attnum
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = %s ORDER BY indexname"
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass ORDER BY conname
"""
OPTIONS = "SELECT reloptions FROM pg_class WHERE oid = %s::regclass"


def shape(url: str) -> dict[str, list[list[tuple[object, ...]]]]:
    """What the database at `url` says of each table of the model."""
    with psycopg.connect(url) as connection:
        return {
            name: [
                connection.execute(question, (name,)).fetchall()
                for question in (COLUMNS, INDEXES, CONSTRAINTS, OPTIONS)
            ]
            for name in metadata.tables
        }


def test_the_model_equals_what_the_migrations_make(url: str, empty: str):
    engine = create_engine(driver_url(empty))
    metadata.create_all(engine)
    engine.dispose()

    assert shape(empty) == shape(url)


def test_the_migrations_make_no_table_the_model_does_not_know(url: str):
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    ours = {name for (name,) in found if not name.startswith("procrastinate_")}
    assert ours == {*metadata.tables, "alembic_version"}


def test_three_processes_migrate_at_once(empty: str):
    assert asyncio.run(migrate.current(empty)) is None
    processes = [FORK.Process(target=migrate.migrate_now, args=(empty,)) for _ in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(60)
    assert [one.exitcode for one in processes] == [0, 0, 0]
    assert asyncio.run(migrate.is_current(empty))


async def test_a_database_that_is_away_is_said(empty: str):
    away = empty.replace("host=", "host=/nowhere")
    with pytest.raises(Busy):
        await migrate.migrate(away)
    with pytest.raises(Busy):
        await migrate.current(away)
