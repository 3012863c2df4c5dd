"""A real PostgreSQL for tests: one server a run, one database a test, copied from a migrated template.

    url = fresh_database()      # postgresql://..., migrated and empty
    drop_database(url)

Under pytest-xdist all workers share the server; whoever ends last stops and deletes it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.store import embedded, migrate

TEMPLATE = "tocsin_template"
# The data dies with the run, so nothing waits for a disk.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@cache
def server() -> str:
    """The URL of this run's server, started and with its template made; its database is `postgres`."""
    folder = _folder()
    with _alone(folder):
        first = not (folder / "users").exists()
        with (folder / "users").open("a") as users:
            users.write("x")
        url = embedded.start(folder)
        if first:
            _speed_up(url)
            _make_template(url)
    atexit.register(_leave, folder)
    return url


def fresh_database(template: str | None = TEMPLATE) -> str:
    """The URL of a new database, migrated and empty; with `template` None not even migrated."""
    name = f"t{uuid.uuid4().hex[:12]}"
    url = server()
    source = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{source}")
    return named(url, name)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever is still connected to it."""
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


def named(url: str, database: str) -> str:
    """`url` with another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _make_template(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    migrate.migrate_now(named(url, TEMPLATE))


def _speed_up(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in FAST:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def _folder() -> Path:
    """One for each run of pytest; xdist tells its workers which run they belong to."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"tocsin-tests-{run[:12]}"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder.parent / f"{folder.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _leave(folder: Path) -> None:
    with _alone(folder):
        users = folder / "users"
        left = len(users.read_text()) - 1
        if left > 0:
            users.write_text("x" * left)
            return
        embedded.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
    (folder.parent / f"{folder.name}.lock").unlink(missing_ok=True)
