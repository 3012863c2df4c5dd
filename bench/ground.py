"""What the measured processes stand on: PostgreSQL as it is in earnest, and processes of their own.

`__main__` opens one `Ground` for a run; each part takes fresh databases from it. The server is the
embedded one with its own settings (fsync on), plus commit timestamps, so that "committed" is a time
that PostgreSQL wrote down and not one we believe.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.store import embedded, migrate

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "bench_template"
LONGEST_START = 180.0


@dataclass(frozen=True)
class Process:
    """A running process and the first line it printed."""

    pid: int
    line: str


@dataclass(frozen=True)
class Ground:
    """One PostgreSQL server and one folder, both gone when the run ends."""

    folder: Path
    server: str
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a migrated, empty database, dropped afterwards."""
        name = f"bench_{next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield make_url(self.server).set(database=name).render_as_string(hide_password=False)
        finally:
            self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @asynccontextmanager
    async def process(self, *arguments: str, **environment: str) -> AsyncIterator[Process]:
        """`python -m arguments`, from its first printed line on; told to stop afterwards.

        Nothing of the caller's own settings reaches it: no TOCSIN_, SLACK_ or PYTHON variables, no `.env`,
        no proxy.
        """
        log = self.folder / f"{arguments[0].replace('.', '-')}-{next(self.numbers)}.log"
        with log.open("wb") as errors:
            started = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *arguments,
                cwd=self.folder, env=_clean(environment), stdout=asyncio.subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        try:
            assert started.stdout is not None
            async with asyncio.timeout(LONGEST_START):
                line = (await started.stdout.readline()).decode().strip()
            if not line:
                raise RuntimeError(f"{' '.join(arguments)} did not start: {log.read_text()[-2000:]}")
            yield Process(started.pid, line)
        finally:
            await _end(started)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def opened() -> Iterator[Ground]:
    """A server with a migrated template, in a folder of its own that is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-bench-"))
    try:
        with psycopg.connect(embedded.start(folder), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")
        embedded.stop(folder)
        ground = Ground(folder, embedded.start(folder))
        ground._execute(f"CREATE DATABASE {TEMPLATE}")
        url = make_url(ground.server).set(database=TEMPLATE)
        migrate.migrate_now(url.render_as_string(hide_password=False))
        yield ground
    finally:
        embedded.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    # PYTHON: with PYTHONDONTWRITEBYTECODE every start would compile the whole house and its libraries.
    ours = ("TOCSIN_", "SLACK_", "PYTHON")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ours) and not name.lower().endswith("_proxy")
    }
    return kept | {"PYTHONPATH": str(ROOT)} | dict(environment)


async def _end(started: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        started.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(15):
            await started.wait()
    except TimeoutError:
        started.kill()
        await started.wait()
