"""The record of every request the cluster received, as an audit log would have it. Written by `api`, read
by tests.
"""

from dataclasses import dataclass, field
from typing import Any

_KEPT = 50_000


@dataclass(slots=True)
class Entry:
    n: int
    at: float
    method: str
    path: str
    user: str = ""
    groups: list[str] = field(default_factory=list)
    impersonated_user: str = ""
    impersonated_groups: list[str] = field(default_factory=list)
    impersonated_extra: dict[str, list[str]] = field(default_factory=dict)
    verb: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    dry_run: bool = False
    query: dict[str, list[str]] = field(default_factory=dict)
    content_type: str = ""
    body: Any = None
    code: int | None = None
    """what was answered; 0 when the connection was cut, nothing while the call is held"""
    done: bool = False
    """whether the request was carried out, also when its answer was lost"""

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Audit:
    """Numbered from 1; the oldest half goes when the record grows past what a long demo needs."""

    def __init__(self) -> None:
        self._kept: list[Entry] = []
        self._dropped = 0

    def begin(self, at: float, method: str, path: str) -> Entry:
        if len(self._kept) >= _KEPT:
            self._dropped += _KEPT // 2
            del self._kept[: _KEPT // 2]
        entry = Entry(self._dropped + len(self._kept) + 1, at, method, path)
        self._kept.append(entry)
        return entry

    def since(self, n: int) -> list[Entry]:
        """Those with a number greater than `n`."""
        return self._kept[max(0, n - self._dropped) :]

    def clear(self) -> None:
        self._kept.clear()
        self._dropped = 0
