"""What was asked of a cluster and who agreed to it.

Nothing here holds a request's body: that may carry a secret. It is kept apart and known by its digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.changes import Plan
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class PlanAsked:
    """Someone asked for a change; nothing was touched. `undoes` and `replaces` are numbers of changes."""

    number: int
    id: str
    action: str
    line: Words
    cluster: str
    namespace: str
    undoes: int | None = None
    replaces: int | None = None


@dataclass(frozen=True)
class PlanRefused:
    """There is no plan: no right, no such object, nothing to change, no dry run."""

    number: int
    why: Words


@dataclass(frozen=True)
class PlanMade:
    """The frozen plan, and what the system file asks for it."""

    number: int
    plan: Plan
    approvers: int
    groups: tuple[str, ...]
    run_as: str
    expires: datetime


@dataclass(frozen=True)
class ApprovalGiven:
    """The actor pressed Approve; the cluster is asked whether they may do it themselves."""

    number: int


@dataclass(frozen=True)
class VoteCounted:
    number: int
    person: str
    binding: Words = EMPTY


@dataclass(frozen=True)
class VoteNotCounted:
    number: int
    person: str
    why: Words


@dataclass(frozen=True)
class ChangeApproved:
    """Enough people agreed, or the policy asks for nobody (`approvers` 0). It must begin by `run_by`."""

    number: int
    run_by: datetime


@dataclass(frozen=True)
class GlassBroken:
    """The actor ran it without approval, as the system file allows a named group. Reviewed afterwards."""

    number: int
    why: Words
    run_by: datetime


@dataclass(frozen=True)
class ChangeRejected:
    number: int
    why: Words


@dataclass(frozen=True)
class ChangeWithdrawn:
    number: int
    why: Words = EMPTY


@dataclass(frozen=True)
class ChangeExpired:
    """Nobody approved in time, or nobody ran what was approved; `approved` tells which."""

    number: int
    due: datetime
    approved: bool = False
