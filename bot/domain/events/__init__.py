"""Everything that can have happened in a stream, as facts in the past tense.

A `Fact` is one row of the timeline: the event with who, when and its place in the chain. Events say
only what happened; what it adds up to is `evolve`, what must be done is `followups`. The name of an
event's class is its stored kind: never rename one, add a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, get_args

from bot.domain.events.captures import CaptureRetracted, CaptureRevised, MessageCaptured
from bot.domain.events.changes import (
    ApprovalGiven,
    ChangeApproved,
    ChangeExpired,
    ChangeRejected,
    ChangeWithdrawn,
    FollowEnded,
    Frozen,
    GlassBroken,
    MitigationsKept,
    Operating,
    OperationOpened,
    OutsideChange,
    PlanAsked,
    PlanMade,
    PlanRefused,
    ReadAnswered,
    ReadAsked,
    ReadFailed,
    RunApplied,
    RunDrifted,
    RunFailed,
    RunFinished,
    RunStarted,
    RunUnknown,
    Thawed,
    VerdictDue,
    VerdictTaken,
    VoteCounted,
    VoteNotCounted,
)
from bot.domain.events.deadlines import (
    AcknowledgeMissed,
    ActionItemReminded,
    BotWasAway,
    PostmortemReminded,
    RungClimbed,
    Snoozed,
    UpdateAsked,
    UpdateEscalated,
    UpdateMissed,
)
from bot.domain.events.lifecycle import (
    Cancelled,
    Closed,
    Declared,
    MarkedDuplicate,
    Mitigated,
    Reopened,
    Resolved,
    Retitled,
    SeverityChanged,
    StatusChanged,
)
from bot.domain.events.people import Acknowledged, PeopleInvited, RoleAssigned, RoleReleased
from bot.domain.events.postmortems import PostmortemCompleted, PostmortemDrafted, PostmortemRequested
from bot.domain.events.record import (
    ActionItemAdded,
    ActionItemDone,
    DecisionMade,
    ImpactRecorded,
    MilestoneSet,
    NoteAdded,
    UpdatePosted,
)
from bot.domain.events.world import (
    ChannelArchived,
    ChannelLost,
    ChannelOpened,
    ChannelRegained,
    ChannelRenamed,
    ChannelRestored,
    EffectParked,
    EffectRepaired,
    FileReserved,
    FileShared,
    Posted,
    TextRedacted,
    Unknown,
)

Event: TypeAlias = (
    Declared
    | StatusChanged
    | SeverityChanged
    | Retitled
    | Mitigated
    | Resolved
    | Reopened
    | Closed
    | Cancelled
    | MarkedDuplicate
    | Acknowledged
    | RoleAssigned
    | RoleReleased
    | PeopleInvited
    | UpdatePosted
    | NoteAdded
    | DecisionMade
    | ImpactRecorded
    | ActionItemAdded
    | ActionItemDone
    | MilestoneSet
    | MessageCaptured
    | CaptureRevised
    | CaptureRetracted
    | AcknowledgeMissed
    | UpdateAsked
    | UpdateMissed
    | UpdateEscalated
    | RungClimbed
    | Snoozed
    | BotWasAway
    | PostmortemReminded
    | ActionItemReminded
    | PostmortemRequested
    | PostmortemDrafted
    | PostmortemCompleted
    | ChannelOpened
    | ChannelRenamed
    | ChannelArchived
    | ChannelRestored
    | ChannelLost
    | ChannelRegained
    | Posted
    | FileReserved
    | FileShared
    | EffectParked
    | EffectRepaired
    | TextRedacted
    | Operating
    | Unknown
)

TOCSIN = "tocsin"


@dataclass(frozen=True)
class Fact:
    """One row of a stream's timeline. `actor` is a person's id or `tocsin`; `via` the door it came by."""

    seq: int
    at: datetime
    actor: str
    event: Event
    via: str = "slack"


KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}

__all__ = [
    "KINDS",
    "TOCSIN",
    "AcknowledgeMissed",
    "Acknowledged",
    "ActionItemAdded",
    "ActionItemDone",
    "ActionItemReminded",
    "ApprovalGiven",
    "BotWasAway",
    "Cancelled",
    "CaptureRetracted",
    "CaptureRevised",
    "ChangeApproved",
    "ChangeExpired",
    "ChangeRejected",
    "ChangeWithdrawn",
    "ChannelArchived",
    "ChannelLost",
    "ChannelOpened",
    "ChannelRegained",
    "ChannelRenamed",
    "ChannelRestored",
    "Closed",
    "DecisionMade",
    "Declared",
    "EffectParked",
    "EffectRepaired",
    "Event",
    "Fact",
    "FileReserved",
    "FileShared",
    "FollowEnded",
    "Frozen",
    "GlassBroken",
    "ImpactRecorded",
    "MarkedDuplicate",
    "MessageCaptured",
    "MilestoneSet",
    "Mitigated",
    "MitigationsKept",
    "NoteAdded",
    "Operating",
    "OperationOpened",
    "OutsideChange",
    "PeopleInvited",
    "PlanAsked",
    "PlanMade",
    "PlanRefused",
    "Posted",
    "PostmortemCompleted",
    "PostmortemDrafted",
    "PostmortemReminded",
    "PostmortemRequested",
    "ReadAnswered",
    "ReadAsked",
    "ReadFailed",
    "Reopened",
    "Resolved",
    "Retitled",
    "RoleAssigned",
    "RoleReleased",
    "RunApplied",
    "RunDrifted",
    "RunFailed",
    "RunFinished",
    "RunStarted",
    "RunUnknown",
    "RungClimbed",
    "SeverityChanged",
    "Snoozed",
    "StatusChanged",
    "TextRedacted",
    "Thawed",
    "Unknown",
    "UpdateAsked",
    "UpdateEscalated",
    "UpdateMissed",
    "UpdatePosted",
    "VerdictDue",
    "VerdictTaken",
    "VoteCounted",
    "VoteNotCounted",
]
