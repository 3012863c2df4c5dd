"""What people put on record: updates, notes, decisions, impact, action items, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class UpdatePosted:
    """A status update: what we know, what we do, and by when the next one is promised."""

    known: Words
    doing: Words = EMPTY
    next_by: datetime | None = None


@dataclass(frozen=True)
class NoteAdded:
    text: Words
    when: datetime | None = None


@dataclass(frozen=True)
class DecisionMade:
    text: Words
    when: datetime | None = None


@dataclass(frozen=True)
class ImpactRecorded:
    """`name` is one of the system's impact fields (users_affected, downtime, data_loss, cost, ...)."""

    name: str
    value: Words


@dataclass(frozen=True)
class ActionItemAdded:
    number: int
    text: Words
    owner: str | None = None
    due: datetime | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class ActionItemDone:
    number: int


@dataclass(frozen=True)
class MilestoneSet:
    """`was` is the earlier value when this corrects one; both stay in the timeline."""

    name: str
    when: datetime
    was: datetime | None = None
