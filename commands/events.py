"""Events Slack tells us of: type -> what we do about it. Called by `register`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from commands import channels, home, people, timeline
from commands.door import Heard, word

log = logging.getLogger(__name__)


async def cut_off(heard: Heard) -> None:
    """Nothing works in Slack until someone installs the app again; web and terminal still do."""
    log.error("Slack took the tokens away (%s): install the app again", word(heard.body, "event", "type"))


async def nothing(heard: Heard) -> None:
    """Known, and nothing to do."""


EVENTS: dict[str, Callable[[Heard], Awaitable[None]]] = {
    "message": timeline.message,
    "reaction_added": timeline.reaction_added,
    "reaction_removed": timeline.reaction_removed,
    "pin_added": timeline.pin_added,
    "pin_removed": timeline.pin_removed,
    "channel_rename": channels.renamed,
    "group_rename": channels.renamed,
    "channel_archive": channels.archived,
    "group_archive": channels.archived,
    "channel_unarchive": channels.restored,
    "group_unarchive": channels.restored,
    "channel_deleted": channels.deleted,
    "group_deleted": channels.deleted,
    "member_joined_channel": channels.joined,
    "member_left_channel": channels.left,
    "channel_left": channels.removed,
    "group_left": channels.removed,
    "user_change": people.user_changed,
    "subteam_members_changed": people.group_changed,
    "subteam_updated": people.group_changed,
    "app_home_opened": home.opened,
    "tokens_revoked": cut_off,
    "app_uninstalled": cut_off,
    "app_mention": home.mentioned,
}
