"""One clock for everything the sandbox dates: message stamps, lifetimes, rate windows, delayed deliveries.

It can run faster than the wall clock and can be re-aimed at a moment, but it never runs backwards. Every
other module asks it; `server` makes it, `shared_clock` and the driver re-aim it.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(order=True)
class Timer:
    """Something to do at a virtual moment; `cancel` makes it do nothing."""

    when: float
    order: int
    do: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        self.do = None


class Clock:
    """virtual(t) = virtual origin + (t - real origin) * speed, held still where that would go back."""

    def __init__(self, speed: float = 1.0) -> None:
        self._real = self._virtual = self._floor = time.time()
        self.speed = speed
        self._timers: list[Timer] = []
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Virtual seconds since the epoch."""
        reading = self._virtual + (time.time() - self._real) * self.speed
        self._floor = max(self._floor, reading)
        return self._floor

    def aim(self, real: float, virtual: float, speed: float) -> None:
        """Take a new origin and speed. Raises ValueError for a speed that is not positive."""
        if not speed > 0:
            raise ValueError("speed must be greater than 0")
        self.now()
        self._real, self._virtual, self.speed = real, virtual, speed
        self._arm()

    def call_at(self, when: float, do: Callable[[], None]) -> Timer:
        """Do something at the virtual moment `when`, whatever happens to the speed until then."""
        timer = Timer(when, next(self._numbers), do)
        heapq.heappush(self._timers, timer)
        self._arm()
        return timer

    def forget(self) -> None:
        """Drop every pending timer."""
        self._timers.clear()
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None

    def _arm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        if self._timers:
            wait = max(0.0, (self._timers[0].when - self.now()) / self.speed)
            # A loop timer that runs for weeks overflows on some selectors; waking once an hour costs nothing.
            self._alarm = asyncio.get_running_loop().call_later(min(wait, 3600.0), self._ring)

    def _ring(self) -> None:
        self._alarm = None
        while self._timers and self._timers[0].when <= self.now():
            timer = heapq.heappop(self._timers)
            if timer.do:
                timer.do()
        self._arm()
