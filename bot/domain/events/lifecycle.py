"""The life of an incident, from declared to closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class Declared:
    """An incident began. `severity` is the system's own word; `origin` the channel it was typed in."""

    ref: str
    system: str
    title: Words
    severity: str
    service: str | None = None
    kind: str | None = None
    private: bool = False
    drill: bool = False
    origin: str | None = None
    zone: str = "UTC"
    started: datetime | None = None
    similar: str | None = None


@dataclass(frozen=True)
class StatusChanged:
    """Between investigating, identified and monitoring."""

    old: str
    new: str
    why: Words = EMPTY


@dataclass(frozen=True)
class SeverityChanged:
    """`raised` when the new one is more severe in the system's own order."""

    old: str
    new: str
    raised: bool
    why: Words = EMPTY


@dataclass(frozen=True)
class Retitled:
    title: Words


@dataclass(frozen=True)
class Mitigated:
    """Users no longer feel it; the cause may remain."""

    when: datetime
    how: Words = EMPTY


@dataclass(frozen=True)
class Resolved:
    when: datetime
    summary: Words = EMPTY
    cause_known: bool | None = None


@dataclass(frozen=True)
class Reopened:
    why: Words


@dataclass(frozen=True)
class Closed:
    why: Words = EMPTY


@dataclass(frozen=True)
class Cancelled:
    """A false alarm: kept, but no incident."""

    why: Words


@dataclass(frozen=True)
class MarkedDuplicate:
    """`of` is the other incident's reference, `channel` its channel when known."""

    of: str
    channel: str | None = None
