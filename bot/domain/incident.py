"""What the events of one incident add up to: bounded, rebuilt at any time by folding `evolve`.

Nothing here grows with the length of the timeline except what people open and close themselves
(roles, action items, parked jobs), so event 10,000 costs what event 10 costs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.domain.stream import Stream
from bot.domain.words import EMPTY, Words


class Status(Enum):
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"

    @property
    def open(self) -> bool:
        """Whether the clock runs: people are working on it."""
        return self in OPEN

    @property
    def over(self) -> bool:
        """Whether nothing but corrections may be added."""
        return self in (Status.CLOSED, Status.CANCELLED, Status.DUPLICATE)


OPEN = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING})

MILESTONES = ("started", "detected", "declared", "acknowledged", "mitigated", "resolved")


@dataclass(frozen=True)
class Update:
    known: Words
    doing: Words
    at: datetime
    by: str
    next_by: datetime | None = None


@dataclass(frozen=True)
class ActionItem:
    number: int
    text: Words
    owner: str | None = None
    due: datetime | None = None
    zone: str = "UTC"
    done: bool = False
    reminded: datetime | None = None


@dataclass(frozen=True)
class Watch:
    """What the clock has already said since `base`, the moment the present wait for an update began.

    `misses` counts the promises missed in a row; `promised` is the time a person named for the next one.
    """

    base: datetime
    asked: bool = False
    misses: int = 0
    promised: datetime | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True)
class Climb:
    """The escalation ladder since `base`: rungs below `next` have been called or skipped."""

    base: datetime
    next: int = 0
    called: tuple[int, ...] = ()
    ack_missed: bool = False


@dataclass(frozen=True, kw_only=True)
class Incident(Stream):
    """The state of one incident."""

    severity: str
    declared_by: str
    declared_at: datetime
    watch: Watch
    climb: Climb
    service: str | None = None
    kind: str | None = None
    private: bool = False
    drill: bool = False
    origin: str | None = None
    status: Status = Status.INVESTIGATING
    roles: dict[str, str] = field(default_factory=dict)
    responders: tuple[str, ...] = ()
    zones: dict[str, str] = field(default_factory=dict)
    acknowledged_by: str | None = None
    milestones: dict[str, datetime] = field(default_factory=dict)
    update: Update | None = None
    impact: dict[str, Words] = field(default_factory=dict)
    items: tuple[ActionItem, ...] = ()
    resolution: Words = EMPTY
    cause_known: bool | None = None
    ended_at: datetime | None = None
    duplicate_of: str | None = None
    drafts: int = 0
    postmortem_done: bool = False
    postmortem_reminded: datetime | None = None

    @property
    def open_items(self) -> tuple[ActionItem, ...]:
        return tuple(item for item in self.items if not item.done)

    def holder(self, *roles: str) -> str | None:
        """Who holds the first of `roles` that anybody holds."""
        return next((self.roles[role] for role in roles if role in self.roles), None)
