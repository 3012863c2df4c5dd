"""Bringing the database to this release's shape: called by `serve` at start, by the CLI and by tests.

Safe to call from several replicas at once (migrations/env.py holds a lock). The scripts are found
beside the package, in a checkout as in a wheel.
"""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from bot.store.connections import Busy, driver_url


async def migrate(url: str) -> None:
    """Run every migration this release has and the database at `url` has not. Raises Busy."""
    await asyncio.to_thread(migrate_now, url)


def migrate_now(url: str) -> None:
    """`migrate`, for callers without an event loop. Raises Busy when the database cannot be reached."""
    try:
        command.upgrade(_config(url), "head")
    except OperationalError as problem:
        raise Busy(f"The database could not be migrated: {problem.orig}") from problem


async def current(url: str) -> str | None:
    """The newest migration the database at `url` has had, None for an empty one. Raises Busy."""
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=2) as connection:
            found = await connection.execute("SELECT to_regclass('alembic_version')")
            if (await found.fetchone() or (None,))[0] is None:
                return None
            row = await (await connection.execute("SELECT version_num FROM alembic_version")).fetchone()
    except psycopg.OperationalError as problem:
        raise Busy(f"The database cannot be reached: {problem}") from problem
    return None if row is None else str(row[0])


async def is_current(url: str) -> bool:
    """Whether the database at `url` has had every migration of this release. Raises Busy."""
    return await current(url) == newest()


def newest() -> str | None:
    """The newest migration of this release."""
    return ScriptDirectory.from_config(_config("postgresql://")).get_current_head()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = make_url(driver_url(url))
    return config


def _scripts() -> Path:
    found = find_spec("migrations")
    if found is None or found.origin is None:
        raise FileNotFoundError("The package `migrations` is not installed beside `bot`.")
    return Path(found.origin).parent
