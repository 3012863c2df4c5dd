"""All that can happen to clusters in a stream, as one union: reads, plans, votes, runs, verdicts."""

from __future__ import annotations

from typing import TypeAlias

from bot.domain.events.operations import (
    FollowEnded,
    Frozen,
    MitigationsKept,
    OperationOpened,
    OutsideChange,
    ReadAnswered,
    ReadAsked,
    ReadFailed,
    Thawed,
)
from bot.domain.events.plans import (
    ApprovalGiven,
    ChangeApproved,
    ChangeExpired,
    ChangeRejected,
    ChangeWithdrawn,
    GlassBroken,
    PlanAsked,
    PlanMade,
    PlanRefused,
    VoteCounted,
    VoteNotCounted,
)
from bot.domain.events.runs import (
    RunApplied,
    RunDrifted,
    RunFailed,
    RunFinished,
    RunStarted,
    RunUnknown,
    VerdictDue,
    VerdictTaken,
)

Operating: TypeAlias = (
    OperationOpened
    | ReadAsked
    | ReadAnswered
    | ReadFailed
    | FollowEnded
    | Frozen
    | Thawed
    | MitigationsKept
    | OutsideChange
    | PlanAsked
    | PlanRefused
    | PlanMade
    | ApprovalGiven
    | VoteCounted
    | VoteNotCounted
    | ChangeApproved
    | GlassBroken
    | ChangeRejected
    | ChangeWithdrawn
    | ChangeExpired
    | RunStarted
    | RunApplied
    | RunDrifted
    | RunFailed
    | RunUnknown
    | RunFinished
    | VerdictDue
    | VerdictTaken
)

__all__ = [
    "ApprovalGiven",
    "ChangeApproved",
    "ChangeExpired",
    "ChangeRejected",
    "ChangeWithdrawn",
    "FollowEnded",
    "Frozen",
    "GlassBroken",
    "MitigationsKept",
    "Operating",
    "OperationOpened",
    "OutsideChange",
    "PlanAsked",
    "PlanMade",
    "PlanRefused",
    "ReadAnswered",
    "ReadAsked",
    "ReadFailed",
    "RunApplied",
    "RunDrifted",
    "RunFailed",
    "RunFinished",
    "RunStarted",
    "RunUnknown",
    "Thawed",
    "VerdictDue",
    "VerdictTaken",
    "VoteCounted",
    "VoteNotCounted",
]
