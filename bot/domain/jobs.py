"""Work that must be done in the world because of an event: data for the queue, made by `followups`.

A job names what to show or do, never the finished words: the effect renders from the state at the
time it runs, so five quick changes become one edit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAGE, APPROVAL, REMIND, CARD = 40, 30, 20, 10
"""Urgency: pages and declares before approvals before reminders before cards. A lane keeps to one."""

QUICK, LONG = "quick", "long"
"""The two workers: Slack and settling; reports, files, clusters and tools."""


@dataclass(frozen=True)
class Job:
    """`effect` is what the worker looks up, `key` tells this job from every other, for ever.

    `lane` orders: jobs of one lane run one after the other, lanes side by side. Jobs with the same
    `coalesce` that have not started yet become one. `args` is JSON. With `repeat` it was tried before.
    """

    effect: str
    stream: str
    key: str
    lane: str
    urgency: int = CARD
    coalesce: str | None = None
    queue: str = QUICK
    args: dict[str, Any] = field(default_factory=dict)
    repeat: bool = False
