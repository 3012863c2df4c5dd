"""Slack's rate limits, counted on the sandbox clock. Asked by `webapi` before a method is carried out.

A bucket holds what may come at once and fills at the documented rate; the table gives both for each tier.
Where Slack's own sources disagree on a tier (apps.connections.open: 1 or 3) the burst is kept generous,
because one process start is one call, and the lower rate applies after it.
"""

import math
from dataclasses import dataclass
from enum import Enum

from sandbox.clock import Clock


@dataclass(frozen=True)
class Rate:
    per_minute: float
    burst: int


class Tier(Enum):
    """What a method may do per minute."""

    ONE = Rate(1, 1)
    TWO = Rate(20, 20)
    THREE = Rate(50, 50)
    FOUR = Rate(100, 100)
    HUNDREDS = Rate(600, 600)
    CONNECTING = Rate(1, 30)
    POSTING = Rate(300, 300)


PER_CHANNEL = Rate(60, 5)
"""chat.postMessage: one a second into each channel, a few at once"""


class Rates:
    """One bucket per method and, for posting, per channel."""

    def __init__(self, clock: Clock, enabled: bool = True) -> None:
        self.clock = clock
        self.enabled = self._from_the_start = enabled
        self._buckets: dict[str, tuple[float, float]] = {}

    def clear(self) -> None:
        self._buckets.clear()
        self.enabled = self._from_the_start

    def wait_for(self, method: str, rate: Rate, channel: str = "") -> int:
        """Seconds to wait, 0 when the call may go through (it is counted then)."""
        if not self.enabled:
            return 0
        asked = [(method, rate)]
        if channel:
            asked.append((f"{method}/{channel}", PER_CHANNEL))
        levels = [(key, rate, self._level(key, rate)) for key, rate in asked]
        short = [(1 - level) / (rate.per_minute / 60) for _, rate, level in levels if level < 1]
        if short:
            return max(1, math.ceil(max(short)))
        now = self.clock.now()
        for key, _, level in levels:
            self._buckets[key] = (level - 1, now)
        return 0

    def _level(self, key: str, rate: Rate) -> float:
        level, at = self._buckets.get(key, (float(rate.burst), 0.0))
        return min(float(rate.burst), level + (self.clock.now() - at) * rate.per_minute / 60)
