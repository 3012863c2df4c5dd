"""The drill's folder `.tocsin/demo-<time>-<pid>`: everything a run leaves on disk. Used by `__main__`.

Each run has its own, so several can play at once. The folder is locked while its drill lives; what older
runs left is removed only where the lock is free, and the database server in it is stopped first.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import time
from pathlib import Path
from typing import IO

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / ".tocsin"
_LOCK = "drill.lock"
_OLD_SECONDS = 3600.0
_STOP_SECONDS = 20.0


class Folder:
    """The folder of this run, locked until `leave`."""

    def __init__(self) -> None:
        self.path = HOME / f"demo-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
        self.path.mkdir(parents=True)
        # Locked before it gets its name, so that no other run finds it unlocked.
        early = self.path / f".{_LOCK}"
        self._lock: IO[str] = early.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        early.rename(self.path / _LOCK)

    def write(self, name: str, text: str) -> Path:
        """A file that only its owner may read."""
        path = self.path / name
        path.touch(0o600)
        path.write_text(text, "utf-8")
        return path

    @property
    def database(self) -> Path:
        """Where the product keeps its embedded PostgreSQL."""
        return self.path / "postgres"

    async def leave(self, *, keep_database: bool) -> None:
        """Stop the database server, and take its files away unless somebody wants to look at them."""
        await stop_server(self.database)
        if not keep_database:
            await asyncio.to_thread(shutil.rmtree, self.database, ignore_errors=True)
        self._lock.close()


async def sweep() -> None:
    """Remove what drills left that ended more than an hour ago."""
    for old in HOME.glob("demo-*"):
        lock = old / _LOCK
        if not lock.is_file() or time.time() - lock.stat().st_mtime < _OLD_SECONDS:
            continue
        with lock.open() as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if await stop_server(old / "postgres"):
                await asyncio.to_thread(shutil.rmtree, old, ignore_errors=True)


async def stop_server(data: Path) -> bool:
    """Stop the PostgreSQL of this data folder, if one runs; whether none runs afterwards."""
    pid = await _server(data)
    if pid is None:
        return not _alive(_noted(data))
    os.kill(pid, signal.SIGINT)  # fast shutdown: what is open is rolled back, then it goes
    until = time.monotonic() + _STOP_SECONDS
    while _alive(pid) and (data / "postmaster.pid").exists():
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    return True


async def _server(data: Path) -> int | None:
    """The process id of the server that says of itself that this is its folder; a number alone may lie."""
    for _ in range(20):
        pid = _noted(data)
        if not _alive(pid):
            return None
        if await _claims(data):
            return pid
        await asyncio.sleep(0.25)  # it may be just starting
    return None


def _lines(data: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (data / "postmaster.pid").read_text().splitlines()
    return []


def _noted(data: Path) -> int | None:
    first = next(iter(_lines(data)), "")
    return int(first) if first.isdecimal() else None


async def _claims(data: Path) -> bool:
    lines = _lines(data)
    if len(lines) < 5:
        return False
    try:
        async with await psycopg.AsyncConnection.connect(
            host=lines[4], port=lines[3], user="postgres", dbname="postgres", connect_timeout=3
        ) as connection:
            row = await (await connection.execute("SHOW data_directory")).fetchone()
    except (psycopg.Error, OSError):
        return False
    return row is not None and _same(data, Path(row[0]))


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's process
    return True
