"""The one clock of the house: real time, or time that runs faster for a drill.

Origin and speed are one database row (store/clock.py writes and reads it), so replicas agree and
time never runs back over a restart. Everything that asks "what time is it" asks a `Clock`; only
store/queue.py turns a delay of this clock into real seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def wall() -> datetime:
    """The machine's own time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """`virtual_origin` was the time here when `wall()` said `real_origin`; `speed` is the ratio since."""

    real_origin: datetime
    virtual_origin: datetime
    speed: float = 1.0
    real: Callable[[], datetime] = wall

    def now(self) -> datetime:
        """The time here, aware, in UTC."""
        return self.virtual_origin + (self.real() - self.real_origin) * self.speed

    def real_seconds(self, seconds: float) -> float:
        """How many real seconds `seconds` of this clock take."""
        return seconds / self.speed


def started_at(moment: datetime, speed: float = 1.0) -> Clock:
    """A clock that shows `moment` at the real `moment`: plain time when `speed` is 1."""
    return Clock(real_origin=moment, virtual_origin=moment, speed=speed)


def fixed(moment: datetime) -> Clock:
    """A clock that stands still, for tests and for rendering a view as of a moment."""
    return Clock(real_origin=moment, virtual_origin=moment, real=lambda: moment)
