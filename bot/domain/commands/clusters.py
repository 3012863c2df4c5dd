"""What can be asked of a cluster, in the imperative: the same for incidents and operations.

What the clusters answered comes back through `usecases.changes`, judged by `deciding.changes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.action import Call
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class OpenOperation:
    """Begin work on a cluster outside an incident. `title` is the first line typed."""

    system: str
    title: Words
    origin: str | None = None


@dataclass(frozen=True)
class AskRead:
    """Look something up, at once; repeated and edited in place for `follow`."""

    call: Call
    line: Words
    follow: timedelta | None = None


@dataclass(frozen=True)
class AskChange:
    """Have a change planned. `id` is fresh and random; `line` is its masked spelling.

    The call's arguments may hold secrets: they are kept apart and never reach an event.
    """

    id: str
    call: Call
    line: Words
    undoes: int | None = None
    replaces: int | None = None


@dataclass(frozen=True)
class Approve:
    number: int


@dataclass(frozen=True)
class Reject:
    number: int
    why: Words


@dataclass(frozen=True)
class Withdraw:
    number: int
    why: Words = EMPTY


@dataclass(frozen=True)
class BreakGlass:
    number: int
    why: Words


@dataclass(frozen=True)
class StopRun:
    """End a change that goes on for a while, such as a drain; what is done stays done."""

    number: int


@dataclass(frozen=True)
class StopFollowing:
    number: int


@dataclass(frozen=True)
class FreezeChanges:
    """`namespace` empty: the whole system."""

    namespace: str
    why: Words


@dataclass(frozen=True)
class ThawChanges:
    namespace: str
    why: Words = EMPTY
