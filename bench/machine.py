"""What the figures depend on besides us: the machine, how busy it is, what a process uses.

Called by every part. A busy machine makes times longer and leaves ratios nearly as they are, so each
part's load is written down beside its figures.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.budgets import Figures


def described(folder: Path) -> Figures:
    """The machine; `folder` is where the databases will lie, whose disk is tried."""
    return {
        "machine_cores": os.cpu_count(),
        "machine_python": platform.python_version(),
        "machine_fsync_ms": round(_fsync_ms(folder), 2),
    }


def load() -> float:
    """The load average of the last minute."""
    return round(os.getloadavg()[0], 2)


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used; nan where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB of 2**20 bytes."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True, text=True)
    return int(told.stdout) / 1024


def peak_now() -> None:
    """Let `peak_mb` of this process count from now on, where the system can do that (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb(pid: int) -> float | None:
    """The most resident memory a process has had, in MB; None where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of `values` do not exceed; nan when there are none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _fsync_ms(folder: Path) -> float:
    took = []
    file = folder / "fsync"
    with file.open("wb", buffering=0) as out:
        for _ in range(50):
            out.write(b"x" * 8192)
            started = time.perf_counter()
            os.fsync(out.fileno())
            took.append((time.perf_counter() - started) * 1000)
    file.unlink()
    return statistics.median(took)
