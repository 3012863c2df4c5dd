"""What every stream has: a name, a place in Slack, and the work that was done on clusters.

An incident is one (bot.domain.incident), an operation another (bot.domain.operation). Plans, approvals
and runs are the same in both, so what decides about them takes a `Stream`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.changes import Change, Following
from bot.domain.words import Words


@dataclass(frozen=True)
class Channel:
    """`state` is open, archived or lost (deleted, or the bot was removed)."""

    id: str
    name: str
    state: str = "open"


@dataclass(frozen=True)
class Post:
    """Where a message of ours stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Parked:
    """A job that waits for `/incident repair`; `work` is all of it as data."""

    effect: str
    error: str
    work: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The state of one stream. `last_at` is the time of the newest fact, `count` the number of facts.

    `changes` are those that are under way or still stand, and the newest that are over; `asked` counts
    all there ever were, `reads` the reads; `following` are the reads that are repeated now.
    """

    id: str
    ref: str
    system: str
    title: Words
    count: int = 0
    last_at: datetime | None = None
    channel: Channel | None = None
    posts: dict[str, Post] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    parked: dict[str, Parked] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    asked: int = 0
    reads: int = 0
    following: tuple[Following, ...] = ()

    def change(self, number: int) -> Change | None:
        return next((change for change in self.changes if change.number == number), None)

    @property
    def mitigations(self) -> tuple[Change, ...]:
        """The changes that still stand, could be undone, and were not said to stay."""
        return tuple(change for change in self.changes if change.mitigation and not change.kept)

    @property
    def anchor(self) -> Post | None:
        """The message whose thread holds what is there for who looks."""
        return self.posts.get("card")
