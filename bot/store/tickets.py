"""Jobs as the queue holds them, to and fro: pure, called by bot.store.queue.

A coalesced job that is put in anew is another row to procrastinate, so what it must remember (how often
it was tried, whether an earlier try may have reached the vendor) travels in its arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.jobs import Job


@dataclass(frozen=True)
class Ticket:
    """A job as the queue holds it. `tries` are runs that came to an end or were cut short before.

    `waited` are runs that do not count: the vendor was away, or this version did not know the effect.
    """

    id: int
    job: Job
    tries: int
    repeat: bool
    waited: int = 0


def row_of(job: Job, late: Ticket | None = None) -> dict[str, Any]:
    """`job` as one element of the value of `ENQUEUE`; `late` when it is put in anew after a failed run."""
    args: dict[str, Any] = {"effect": job.effect, "stream": job.stream, "key": job.key, "args": job.args}
    if late is not None:
        args |= {
            "tries": late.tries + late.waited,
            "waited": late.waited,
            "repeat": late.repeat,
            "late": True,
        }
    elif job.repeat:
        args["repeat"] = True
    return {
        "n": 0,
        "queue": job.queue,
        "urgency": job.urgency,
        "lane": job.lane,
        "merge": job.coalesce,
        "args": args,
        "delay": 0,
    }


def merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`rows` numbered, of those that coalesce only the last: one INSERT may not meet a row twice."""
    kept: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        kept[row["merge"] or number] = row | {"n": number}
    return list(kept.values())


def ticket_of(
    number: int, queue: str, urgency: int, lane: str | None, merge: str | None, args: Any, attempts: int
) -> Ticket:
    """A row of the queue in our words; `attempts` as procrastinate counts them."""
    job = Job(
        effect=args["effect"],
        stream=args["stream"],
        key=args["key"],
        lane=lane or "",
        urgency=urgency,
        coalesce=merge,
        queue=queue,
        args=args.get("args", {}),
    )
    waited: int = args.get("waited", 0)
    tries = max(0, attempts + args.get("tries", 0) - waited)
    return Ticket(number, job, tries, tries > 0 or args.get("repeat", False), waited)
