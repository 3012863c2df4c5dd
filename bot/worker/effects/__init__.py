"""Every kind of job and the function that does it: the worker's map.

Each is safe to repeat: it asks Slack whether an earlier try got through before it does anything twice.
"""

from __future__ import annotations

from bot.worker.effects import (
    captures,
    cards,
    changed,
    changing,
    channel,
    directory,
    files,
    forms,
    plans,
    reads,
    reports,
    runs,
    talk,
)
from bot.worker.world import Effect

EFFECTS: dict[str, Effect] = {
    "open_channel": channel.open_channel,
    "restore_channel": channel.restore_channel,
    "invite": channel.invite,
    "set_topic": channel.set_topic,
    "add_bookmarks": channel.add_bookmarks,
    "post_card": cards.post_card,
    "edit_card": cards.edit_card,
    "pin_card": cards.pin_card,
    "announce": cards.announce,
    "call": talk.call,
    "tell": talk.tell,
    "page": talk.page,
    "direct": talk.direct,
    "retell": talk.retell,
    "greet": talk.greet,
    "proclaim": talk.proclaim,
    "fill_form": forms.fill_form,
    "recent_changes": changed.recent_changes,
    "look_outside": changed.look_outside,
    "read": reads.read,
    "follow": reads.follow,
    "plan_change": plans.plan_change,
    "post_change": changing.post_change,
    "edit_change": changing.edit_change,
    "check_vote": plans.check_vote,
    "run_change": runs.run_change,
    "watch_change": runs.watch_change,
    "take_verdict": runs.take_verdict,
    "keep_message": captures.keep_message,
    "release_message": captures.release_message,
    "read_back": captures.read_back,
    "draft_postmortem": reports.draft_postmortem,
    "share_postmortem": reports.share_postmortem,
    "share_picture": reports.share_picture,
    "withdraw_files": files.withdraw_files,
    "look_up_person": directory.look_up_person,
    "look_up_group": directory.look_up_group,
    "refresh_directory": directory.refresh_directory,
    "publish_home": directory.publish_home,
}
