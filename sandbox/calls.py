"""The record of every call the sandbox received. Written by `slack.webapi`, read by the driver for tests."""

import time
from dataclasses import dataclass
from typing import Any

_KEPT = 200_000


@dataclass(slots=True)
class CallRecord:
    n: int
    method: str
    args: dict[str, Any]
    at: float
    started: float
    ok: bool | None = None
    error: str | None = None
    status: int | None = None
    ended: float | None = None

    def finish(self, status: int, ok: bool, error: str | None) -> None:
        self.status, self.ok, self.error, self.ended = status, ok, error, time.time()

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Calls:
    """Numbered from 1; the oldest half goes when the record grows past what a long demo needs."""

    def __init__(self) -> None:
        self._kept: list[CallRecord] = []
        self._dropped = 0

    def begin(self, method: str, args: dict[str, Any], at: float) -> CallRecord:
        if len(self._kept) >= _KEPT:
            self._dropped += _KEPT // 2
            del self._kept[: _KEPT // 2]
        call = CallRecord(self._dropped + len(self._kept) + 1, method, args, at, time.time())
        self._kept.append(call)
        return call

    def since(self, n: int) -> list[CallRecord]:
        """Those with a number greater than `n`."""
        return self._kept[max(0, n - self._dropped) :]

    def clear(self) -> None:
        self._kept.clear()
        self._dropped = 0
