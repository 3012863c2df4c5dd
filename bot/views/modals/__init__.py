"""Forms: each file has the view and, beside it, the reader of what came back, so both stay in step.

The doors open them, the readers return plain dicts, and errors are `{block_id: what to do}`, shown by
Slack beside the field with everything typed still there.
"""

from bot.views.modals.declare import beside, declare, read_declare, wrong_declare
from bot.views.modals.frame import View, meta_of
from bot.views.modals.record import (
    action_item,
    loading,
    milestones,
    notice,
    read_action_item,
    read_milestones,
    read_timeline_entry,
    timeline_entry,
)
from bot.views.modals.steer import (
    read_reopen,
    read_resolve,
    read_severity,
    read_update,
    reopen,
    resolve,
    severity,
    update,
)

__all__ = [
    "View",
    "action_item",
    "beside",
    "declare",
    "loading",
    "meta_of",
    "milestones",
    "notice",
    "read_action_item",
    "read_declare",
    "read_milestones",
    "read_reopen",
    "read_resolve",
    "read_severity",
    "read_timeline_entry",
    "read_update",
    "reopen",
    "resolve",
    "severity",
    "timeline_entry",
    "update",
    "wrong_declare",
]
