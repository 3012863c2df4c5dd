"""Everything that can be asked of a stream, in the imperative. `decide` answers with events.

Doors build these (commands/ from Slack, the web door from JSON); the sweep builds `Tick`; what the
world answered comes back as plain events through `usecases.settle`, not as a command.
"""

from __future__ import annotations

from typing import TypeAlias

from bot.domain.commands.clusters import (
    Approve,
    AskChange,
    AskRead,
    BreakGlass,
    FreezeChanges,
    OpenOperation,
    Reject,
    StopFollowing,
    StopRun,
    ThawChanges,
    Withdraw,
)
from bot.domain.commands.incident import (
    Acknowledge,
    AddActionItem,
    AddNote,
    AssignRole,
    Cancel,
    CaptureMessage,
    ChangeSeverity,
    ChangeStatus,
    Close,
    CompleteActionItem,
    CompletePostmortem,
    Declare,
    DraftPostmortem,
    MarkDuplicate,
    Mitigate,
    PostUpdate,
    RecordDecision,
    RecordImpact,
    Redact,
    Reopen,
    Repair,
    Resolve,
    Retitle,
    RetractMessage,
    ReviseMessage,
    SetMilestone,
    Snooze,
    Tick,
)

OnCluster: TypeAlias = (
    AskRead
    | AskChange
    | Approve
    | Reject
    | Withdraw
    | BreakGlass
    | StopFollowing
    | StopRun
    | FreezeChanges
    | ThawChanges
)
OnIncident: TypeAlias = (
    Declare
    | ChangeStatus
    | ChangeSeverity
    | Retitle
    | Acknowledge
    | AssignRole
    | PostUpdate
    | AddNote
    | RecordDecision
    | RecordImpact
    | AddActionItem
    | CompleteActionItem
    | SetMilestone
    | Mitigate
    | Resolve
    | Reopen
    | Close
    | Cancel
    | MarkDuplicate
    | Snooze
    | CaptureMessage
    | ReviseMessage
    | RetractMessage
    | DraftPostmortem
    | CompletePostmortem
    | Redact
    | Repair
    | Tick
)
Command: TypeAlias = OnIncident | OnCluster

__all__ = [
    "Acknowledge",
    "AddActionItem",
    "AddNote",
    "Approve",
    "AskChange",
    "AskRead",
    "AssignRole",
    "BreakGlass",
    "Cancel",
    "CaptureMessage",
    "ChangeSeverity",
    "ChangeStatus",
    "Close",
    "Command",
    "CompleteActionItem",
    "CompletePostmortem",
    "Declare",
    "DraftPostmortem",
    "FreezeChanges",
    "MarkDuplicate",
    "Mitigate",
    "OnCluster",
    "OnIncident",
    "OpenOperation",
    "PostUpdate",
    "RecordDecision",
    "RecordImpact",
    "Redact",
    "Reject",
    "Reopen",
    "Repair",
    "Resolve",
    "Retitle",
    "RetractMessage",
    "ReviseMessage",
    "SetMilestone",
    "Snooze",
    "StopFollowing",
    "StopRun",
    "ThawChanges",
    "Tick",
    "Withdraw",
]
