"""How people hear of trouble with Slack or our own work: failed jobs, lost channels, erased texts."""

from __future__ import annotations

from bot.domain import events as e
from bot.views import kit, phrases
from bot.views.said.scene import Scene, Teller, because, line

EFFECTS = {
    "open_channel": "open the channel",
    "restore_channel": "take the channel out of the archive",
    "invite": "invite people",
    "post_card": "post the card",
    "edit_card": "bring the card up to date",
    "pin_card": "pin the card",
    "add_bookmarks": "add the bookmarks",
    "set_topic": "set the topic",
    "announce": "post the announcement",
    "tell": "post a message here",
    "direct": "send a direct message",
    "call": "call people to this channel",
    "page": "call someone by direct message",
    "retell": "take an erased text out of its message",
    "withdraw_files": "take back files that hold an erased text",
    "keep_message": "keep a message in the timeline",
    "release_message": "take a message out of the timeline",
    "look_up_person": "look up a person in Slack",
    "look_up_group": "look up a user group in Slack",
    "refresh_directory": "look up the people and groups of the system files",
    "publish_home": "draw a Home tab",
    "read_back": "read what was written while I was away",
    "draft_postmortem": "draft the postmortem",
    "share_postmortem": "share the postmortem",
    "share_picture": "share the picture of the timeline",
    "greet": "answer a mention",
    "proclaim": "say it in the announce channel",
    "read": "look something up in a cluster",
    "follow": "follow a look-up",
    "fill_form": "fill the menus of a form",
    "plan_change": "plan a change",
    "post_change": "show a plan",
    "edit_change": "bring a change's message up to date",
    "check_vote": "ask a cluster about a vote",
    "run_change": "carry out a change",
    "watch_change": "watch a rollout",
    "take_verdict": "look at a change again",
    "recent_changes": "tell what changed before this",
    "look_outside": "look for changes by others",
    "deadlines": "work out what is due",
}
"""Kinds of jobs in words; one that is not here is shown by its name."""


def effect_words(effect: str) -> str:
    """`pin the card`: what a job does, escaped."""
    return EFFECTS.get(effect) or f"do `{kit.words(effect, 60, mentions=False)}`"


def effect_parked(s: Scene, event: e.EffectParked) -> kit.Message:
    what = effect_words(event.effect)
    why = kit.words(event.error, 300, mentions=False).rstrip(".")
    return line(f"⚠️ I could not {what}: {why}. `/incident repair` tries again.")


def channel_lost(s: Scene, event: e.ChannelLost) -> kit.Message:
    channel = s.incident.channel
    name = kit.channel_link(channel.name if channel else None)
    why = kit.words(event.reason, 200, mentions=False)
    return line(
        f"⚠️ I can no longer post in {name} ({phrases.title(s.incident)}): {why}. "
        "If it still exists, type `/invite @Tocsin` there; the clock keeps running and reminds you here."
    )


def channel_archived(s: Scene, event: e.ChannelArchived) -> kit.Message | None:
    """Only while people work in it: an archived channel of the past is as it should be."""
    if not s.incident.status.open:
        return None
    by = f" by {s.mention(event.by)}" if event.by else ""
    return line(
        f"⚠️ The channel of {phrases.title(s.incident)} was archived{by}, and the incident is still open. "
        "Take it out of the archive in Slack; until then the clock keeps running and reminds you here."
    )


def text_redacted(s: Scene, event: e.TextRedacted) -> kit.Message:
    return line(f"{s.actor} erased the text of timeline entry {event.seq}{because(event.why)}")


TELLERS: dict[type, Teller] = {
    e.EffectParked: effect_parked,
    e.TextRedacted: text_redacted,
}
