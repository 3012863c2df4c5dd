"""`python -m bench [part ...] [--quick] [--out file]`: measure, show a table, write one flat JSON object.

A run of everything writes the file anew; a run of some parts replaces their figures and keeps the
others. Missed budgets are shown, they are no failure: the exit code is 0 when everything was measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    ack,
    append,
    declare,
    ground,
    idle,
    lateness,
    lists,
    machine,
    operations,
    pods,
    process,
    report,
    table,
)
from bench.budgets import Figures, completed
from bench.ground import Ground

PARTS: dict[str, Callable[[Ground, bool], Awaitable[Figures]]] = {
    "process": process.measure,
    "ack": ack.measure,
    "declare": declare.measure,
    "append": append.measure,
    "report": report.measure,
    "idle": idle.measure,
    "lateness": lateness.measure,
    "lists": lists.measure,
    "pods": pods.measure,
    "operations": operations.measure,
}
FOLDER = Path(__file__).parent


def main() -> None:
    options = argparse.ArgumentParser(prog="bench", description="Measure Tocsin against its budgets.")
    options.add_argument("parts", nargs="*", choices=[*PARTS, []], help="only these; all when none is named")
    options.add_argument("--quick", action="store_true", help="small numbers: whether it works, not how fast")
    options.add_argument("--out", type=Path, help="where the figures go instead of bench/results.json")
    given = options.parse_args()
    out = given.out or FOLDER / ("results.quick.json" if given.quick else "results.json")
    figures = asyncio.run(measured(given.parts or list(PARTS), given.quick))
    if given.parts and out.exists():
        figures = json.loads(out.read_text()) | figures
    figures = completed(figures)
    out.write_text(json.dumps(figures, indent=2) + "\n")
    print(table.drawn(figures))
    print(f"\nwritten to {out}")


async def measured(parts: list[str], quick: bool) -> Figures:
    """The figures of `parts`, each with its own load and length beside it."""
    with ground.opened() as standing:
        figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "quick": quick}
        figures |= machine.described(standing.folder)
        for name in parts:
            print(f"measuring {name} ...", flush=True)
            load, begun = machine.load(), time.perf_counter()
            figures |= await PARTS[name](standing, quick)
            figures[f"{name}_load_before"] = load
            figures[f"{name}_load_after"] = machine.load()
            figures[f"{name}_seconds"] = round(time.perf_counter() - begun, 1)
    return figures


if __name__ == "__main__":
    main()
