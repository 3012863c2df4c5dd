"""The embedded server outlives our processes, comes up after its own death, and stops when asked."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.errors import Problem
from bot.store import embedded
from bot.store.store import Store


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="tocsin-"))
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


def answer(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone()


def pid_file(data: Path) -> Path:
    return data / "postgres" / "postmaster.pid"


def test_it_lives_until_it_is_told_to_stop(data: Path):
    url = embedded.start(data)
    assert embedded.start(data) == url

    # Somebody pulls the plug.
    os.kill(int(pid_file(data).read_text().splitlines()[0]), signal.SIGKILL)
    assert answer(embedded.start(data)) == (1,)

    embedded.stop(data)
    assert not pid_file(data).exists()

    # The container was started anew, and the number in the file is another process now.
    pid_file(data).write_text(f"{os.getpid()}\n{data}/postgres\n0\n5432\n{data}/postgres\n\n1 1\nready\n")
    assert answer(embedded.start(data)) == (1,)

    # The machine stopped while the file was being written.
    embedded.stop(data)
    pid_file(data).write_text("12")
    assert answer(embedded.start(data)) == (1,)


async def test_an_unmigrated_database_is_named_as_such(empty: str):
    with pytest.raises(Problem, match="not been migrated"):
        await Store.open(empty, pool_size=1, clock_speed=1.0)
