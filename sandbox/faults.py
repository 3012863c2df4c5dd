"""Trouble on demand: which fault the next call of a method meets. Set by the driver, met by `slack.webapi`.

All its seconds are real ones: they are about wires and processes, not about the story being told.
"""

import asyncio
import itertools
import time
from dataclasses import dataclass
from typing import Any

KINDS = (
    "429",
    "500",
    "timeout",
    "reset_before",
    "reset_after",
    "hold",
    "hold_after",
    "slow",
    "drop_socket",
    "down",
)


@dataclass(slots=True)
class Fault:
    n: int
    method: str
    kind: str
    count: int
    seconds: float | None
    after: int = 0
    """how many calls it lets pass first"""

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Faults:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._active: list[Fault] = []
        self._gate = asyncio.Event()
        self._down_until = 0.0
        self.held = 0

    def add(
        self, method: str, kind: str, count: int = 1, seconds: float | None = None, after: int = 0
    ) -> Fault:
        """Raises ValueError for a kind that does not exist."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        fault = Fault(next(self._numbers), method, kind, count, seconds, after)
        if kind == "down":
            self._down_until = time.monotonic() + (seconds if seconds is not None else float("inf"))
        else:
            self._active.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, used up by one."""
        for fault in self._active:
            if fault.method in (method, "*"):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.count -= 1
                if fault.count <= 0:
                    self._active.remove(fault)
                return fault
        return None

    @property
    def is_down(self) -> bool:
        return time.monotonic() < self._down_until

    async def wait(self, seconds: float | None) -> None:
        """Hold a call until `release` or until the seconds passed."""
        gate = self._gate
        self.held += 1
        try:
            async with asyncio.timeout(seconds):
                await gate.wait()
        except TimeoutError:
            pass  # the time was up before anybody released it: the call goes on all the same
        finally:
            self.held -= 1

    def release(self) -> int:
        """Let every held call go on, and answer how many there were."""
        going = self.held
        self._gate.set()
        self._gate = asyncio.Event()
        return going

    def clear(self) -> None:
        self._active.clear()
        self._down_until = 0.0
        self.release()

    def shown(self) -> dict[str, Any]:
        return {"faults": [f.shown() for f in self._active], "held": self.held, "down": self.is_down}
