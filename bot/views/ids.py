"""Names that Slack sends back to us: they stand in messages for years, so they never change.

Used by the views that draw them and by the routers of `commands/` that receive them. A button's value
is the stream's id, or `stream|n` where it speaks of one thing of that stream (`join`, `split`). Those
of a change carry its own random id and nothing else: a value finds the way, it never gives a right.
"""

from __future__ import annotations

ACKNOWLEDGE = "ack"
TAKE_COMMAND = "take_command"
POST_UPDATE = "post_update"
CHANGE_SEVERITY = "change_severity"
MITIGATED = "mitigated"
RESOLVE = "resolve"
REOPEN = "reopen"
OPEN_POSTMORTEM = "open_postmortem"
POSTMORTEM_DONE = "postmortem_done"
SNOOZE_15 = "snooze_15"
COMPLETE_ACTION_ITEM = "complete_action_item"
RETRY = "retry"
MORE_TIMELINE = "more_timeline"
JOIN_TWIN = "join_twin"
DECLARE_ANYWAY = "declare_anyway"
DECLARE = "declare"
DECLARE_SYSTEM = "declare_system"
APPROVE_CHANGE = "approve_change"
REJECT_CHANGE = "reject_change"
WITHDRAW_CHANGE = "withdraw_change"
BREAK_GLASS = "break_glass"
REPLAN_CHANGE = "replan_change"
UNDO_CHANGE = "undo_change"
STOP_CHANGE = "stop_change"
STOP_FOLLOWING = "stop_following"
OPEN_CHANNEL = "open_channel"
"""A link button: Slack still sends the click, and it still must be acked; nothing else to do."""

DECLARE_INCIDENT = "declare_incident"
DECLARE_FROM_MESSAGE = "declare_from_message"
ADD_TO_TIMELINE = "add_to_timeline"
MAKE_ACTION_ITEM = "make_action_item"

DECLARE_MODAL = "declare_modal"
UPDATE_MODAL = "update_modal"
RESOLVE_MODAL = "resolve_modal"
REOPEN_MODAL = "reopen_modal"
SEVERITY_MODAL = "severity_modal"
ACTION_ITEM_MODAL = "action_item_modal"
TIMELINE_MODAL = "timeline_modal"
MILESTONES_MODAL = "milestones_modal"
REJECT_MODAL = "reject_modal"
BREAK_GLASS_MODAL = "break_glass_modal"
OPS_MODAL = "ops_modal"
NOTICE_MODAL = "notice_modal"
"""A modal that only tells; it has nothing to submit."""

HOME = "home"

BUTTONS = frozenset(
    {
        ACKNOWLEDGE, TAKE_COMMAND, POST_UPDATE, CHANGE_SEVERITY, MITIGATED, RESOLVE, REOPEN,
        OPEN_POSTMORTEM, POSTMORTEM_DONE, SNOOZE_15, COMPLETE_ACTION_ITEM, RETRY, MORE_TIMELINE,
        JOIN_TWIN, DECLARE_ANYWAY, DECLARE, DECLARE_SYSTEM, OPEN_CHANNEL,
        APPROVE_CHANGE, REJECT_CHANGE, WITHDRAW_CHANGE, BREAK_GLASS, REPLAN_CHANGE, UNDO_CHANGE,
        STOP_FOLLOWING, STOP_CHANGE,
    }
)  # fmt: skip
SHORTCUTS = frozenset({DECLARE_INCIDENT, DECLARE_FROM_MESSAGE, ADD_TO_TIMELINE, MAKE_ACTION_ITEM})
MODALS = frozenset(
    {
        DECLARE_MODAL, UPDATE_MODAL, RESOLVE_MODAL, REOPEN_MODAL, SEVERITY_MODAL,
        ACTION_ITEM_MODAL, TIMELINE_MODAL, MILESTONES_MODAL, NOTICE_MODAL,
        REJECT_MODAL, BREAK_GLASS_MODAL, OPS_MODAL,
    }
)  # fmt: skip


def join(stream: str, part: str | int) -> str:
    """The value of a button about one thing of a stream."""
    return f"{stream}|{part}"


def split(value: str) -> tuple[str, str]:
    """The stream and the part of a button's value; the part is empty when there is none."""
    stream, _, part = value.partition("|")
    return stream, part
