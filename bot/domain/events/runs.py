"""What was done to a cluster, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.action import Health
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class RunStarted:
    """A worker has won the gate; from here on it may have been sent. `runner` is the cluster's user."""

    number: int
    runner: str
    before: Health | None = None


@dataclass(frozen=True)
class RunApplied:
    """The API server took it. `reply` is what it said in a line; `again`: an earlier try had sent it."""

    number: int
    reply: Words
    generation: int = 0
    health: Health | None = None
    again: bool = False


@dataclass(frozen=True)
class RunDrifted:
    """The API server refused it, because the object is not what it was when the plan was made."""

    number: int
    moved: Words


@dataclass(frozen=True)
class RunFailed:
    """It was refused, or what followed did not become ready. `sent` tells whether the cluster changed."""

    number: int
    why: Words
    sent: bool = False
    health: Health | None = None


@dataclass(frozen=True)
class RunUnknown:
    """It may or may not have been sent; `now` is what the cluster says about the object."""

    number: int
    now: Words


@dataclass(frozen=True)
class RunFinished:
    """The rollout is through."""

    number: int
    summary: Words
    health: Health | None = None


@dataclass(frozen=True)
class VerdictDue:
    """`minutes` after it was applied, the change is looked at again."""

    number: int
    minutes: int


@dataclass(frozen=True)
class VerdictTaken:
    """How the workload stands now; `word` is better, unchanged or worse than before the change."""

    number: int
    minutes: int
    word: str
    health: Health | None = None
    note: Words = EMPTY
