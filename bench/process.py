"""How long a replica takes from its start until it is ready, and what it then needs of memory.

The database is initialised and the vendor answers at once: `wire`. Called by `__main__`.
"""

from __future__ import annotations

import asyncio
import statistics

from bench.budgets import Figures
from bench.ground import Ground
from bench.machine import cpu_seconds, resident_mb
from bench.serving import replica, vendor


async def measure(ground: Ground, quick: bool) -> Figures:
    """Several starts; the memory of the last one after it has had time to settle."""
    seconds: list[float] = []
    used: list[float] = []
    with ground.database() as database:
        async with vendor(ground, "bench.wire") as slack:
            async with replica(ground, slack, database):
                pass  # the first start writes the bytecode
            for _ in range(1 if quick else 5):
                async with replica(ground, slack, database) as running:
                    seconds.append(running.seconds)
                    used.append(cpu_seconds(running.pid))
            async with replica(ground, slack, database) as running:
                await asyncio.sleep(1 if quick else 10)
                resident = resident_mb(running.pid)
    return {
        "ready_s": round(statistics.median(seconds), 2),
        "ready_s_slowest": round(max(seconds), 2),
        "ready_cpu_s": round(statistics.median(used), 2),
        "rss_mb": round(resident, 1),
    }
