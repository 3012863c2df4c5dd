"""A change to a cluster from asked to judged: its state, as it stands in the stream it belongs to.

    planning -> pending -> approved -> running -> applied -> done | failed
             -> refused    -> rejected, withdrawn, expired, drifted, unknown

`planning`: the worker previews it. `pending`: a frozen plan waits for votes. `approved`: enough people
agreed, a worker may begin within minutes. `running`: a worker has won the gate and may have sent it.
`applied`: the API server has taken it, the rollout is watched. The texts here are masked already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.action import Call, Health, Target
from bot.domain.words import EMPTY, Words

VERDICTS = (timedelta(minutes=2), timedelta(minutes=10))
"""How long after it was applied a change is looked at again."""


class Stage(Enum):
    """Where a change is; see the module's picture."""

    PLANNING = "planning"
    PENDING = "pending"
    APPROVED = "approved"
    RUNNING = "running"
    APPLIED = "applied"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DRIFTED = "drifted"

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it by itself (its verdict may still come)."""
        return self not in _UNDER_WAY


_UNDER_WAY = (Stage.PLANNING, Stage.PENDING, Stage.APPROVED, Stage.RUNNING, Stage.APPLIED)

CHECKING, COUNTED, NOT_COUNTED = "checking", "counted", "not counted"


@dataclass(frozen=True)
class Vote:
    """One person's yes. It counts only once the cluster says that they may do it themselves.

    `says` is the binding that grants it, or why it does not count.
    """

    person: str
    at: datetime
    state: str = CHECKING
    says: Words = EMPTY


@dataclass(frozen=True)
class Plan:
    """A frozen plan, as people see it. The exact request is kept apart, under `digest` (SHA-256).

    `title` says what will happen in one line; `diff` is what the cluster's dry run would change, masked
    (a value that changes is still seen to change); `binding` is the rule that lets the requester do it;
    `request` is method and path. `undo` is the inverse as a call of its own, None when there is none;
    then `undo_title` may say why none is needed. `stoppable`: it goes on for a while and may be
    ended in between. `watched`: a rollout follows.
    """

    target: Target
    title: Words
    diff: Words
    digest: str
    risk: str
    request: str
    generation: int = 0
    revision: str = ""
    warnings: tuple[Words, ...] = ()
    binding: Words = EMPTY
    masked: int = 0
    undo: Call | None = None
    undo_title: Words = EMPTY
    watched: bool = True
    dropped: tuple[Words, ...] = ()
    stoppable: bool = False


@dataclass(frozen=True)
class Change:
    """One change of a stream. `id` is what its buttons carry: random, known to nobody before.

    `planned` is the number of the fact that holds the plan. `expires` is when a pending plan, or an
    approval that was not run, is void.
    """

    number: int
    id: str
    action: str
    line: Words
    requester: str
    asked_at: datetime
    cluster: str = ""
    namespace: str = ""
    stage: Stage = Stage.PLANNING
    planned: int = 0
    target: Target | None = None
    title: Words = EMPTY
    digest: str = ""
    risk: str = ""
    watched: bool = True
    stoppable: bool = False
    approvers: int = 0
    groups: tuple[str, ...] = ()
    run_as: str = ""
    expires: datetime | None = None
    votes: tuple[Vote, ...] = ()
    ended_by: str = ""
    why: Words = EMPTY
    glass: bool = False
    undo: Call | None = None
    undo_title: Words = EMPTY
    undoes: int | None = None
    replaces: int | None = None
    followed: int | None = None
    undone: int | None = None
    kept: bool = False
    begun: datetime | None = None
    applied: datetime | None = None
    ended: datetime | None = None
    runner: str = ""
    health: dict[str, Health] = field(default_factory=dict)
    verdicts_asked: tuple[int, ...] = ()

    @property
    def counted(self) -> tuple[Vote, ...]:
        return tuple(vote for vote in self.votes if vote.state == COUNTED)

    @property
    def missing(self) -> int:
        """How many more votes it needs."""
        return max(0, self.approvers - len(self.counted))

    @property
    def mitigation(self) -> bool:
        """Whether it still stands and could be undone: what an incident must not close over in silence."""
        sent = self.applied is not None or self.stage is Stage.UNKNOWN
        return sent and self.undo is not None and self.undone is None and self.undoes is None

    def vote_of(self, person: str) -> Vote | None:
        return next((vote for vote in self.votes if vote.person == person), None)


@dataclass(frozen=True)
class Following:
    """A read that is repeated and edited in place until `until`, or until somebody presses Stop."""

    number: int
    line: Words
    person: str
    until: datetime
