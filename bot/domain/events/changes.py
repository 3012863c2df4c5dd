"""What was asked of a cluster, agreed to, done, and what came of it.

Nothing here holds a request's body: that may carry a secret. It is kept apart and known by `digest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.action import Call, Health
from bot.domain.changes import Plan
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class OperationOpened:
    """Work on a cluster outside an incident began: `/ops` in a channel of the system, or anywhere."""

    ref: str
    system: str
    title: Words
    origin: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class ReadAsked:
    """Something was looked up. `until` is set when it is repeated and edited in place until then."""

    number: int
    action: str
    line: Words
    call: Call
    until: datetime | None = None


@dataclass(frozen=True)
class ReadAnswered:
    """`summary` is one line (14 pods); the output itself is in Slack, `masked` values of it hidden."""

    number: int
    summary: Words
    masked: int = 0


@dataclass(frozen=True)
class ReadFailed:
    number: int
    why: Words


@dataclass(frozen=True)
class FollowEnded:
    """A repeated read ended: by Stop (`by`), because its time was up, or with what it followed."""

    number: int
    by: str = ""


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


@dataclass(frozen=True)
class MitigationsKept:
    """The incident ends with these changes standing, and somebody said why."""

    numbers: tuple[int, ...]
    why: Words


@dataclass(frozen=True)
class Frozen:
    """No change may be made, approved or begun in `namespace` (empty: the whole system)."""

    system: str
    namespace: str
    why: Words


@dataclass(frozen=True)
class Thawed:
    system: str
    namespace: str
    why: Words = EMPTY
