"""What the clock did: reminders, rungs of the ladder, time the bot was away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import Words


@dataclass(frozen=True)
class AcknowledgeMissed:
    due: datetime


@dataclass(frozen=True)
class UpdateAsked:
    """Shortly before an update is due, its owner is asked in a thread."""

    due: datetime
    person: str | None = None


@dataclass(frozen=True)
class UpdateMissed:
    """An update was due and did not come. `count` is above 1 when several fell into a time away."""

    due: datetime
    count: int = 1


@dataclass(frozen=True)
class UpdateEscalated:
    """Twice the cadence without an update: the next rung of the ladder hears of it."""

    due: datetime
    rung: int | None = None


@dataclass(frozen=True)
class RungClimbed:
    """A rung of the escalation ladder was due and has been called. `people` may be user or group ids."""

    index: int
    label: str
    due: datetime
    people: tuple[str, ...] = ()
    skipped: bool = False


@dataclass(frozen=True)
class Snoozed:
    until: datetime
    why: Words


@dataclass(frozen=True)
class BotWasAway:
    """No replica was alive between `since` and `until`; `missed` names what was due meanwhile."""

    since: datetime
    until: datetime
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostmortemReminded:
    due: datetime


@dataclass(frozen=True)
class ActionItemReminded:
    number: int
    due: datetime
