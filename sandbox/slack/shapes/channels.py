"""Channels and their bookmarks as Slack's JSON shows them."""

from sandbox.slack import seed
from sandbox.slack.records import Bookmark, Channel
from sandbox.slack.refusal import JSON
from sandbox.slack.workspace import Workspace


def channel(ws: Workspace, room: Channel, *, count: bool = False) -> JSON:
    if room.kind == "im":
        other = next((m for m in room.members if m != seed.BOT_USER), seed.BOT_USER)
        return {
            "id": room.id,
            "created": room.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": other,
            "is_user_deleted": ws.people[other].deleted,
            "priority": 0,
        }
    shown: JSON = {
        "id": room.id,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": room.kind == "public",
        "is_group": room.kind == "private",
        "is_im": False,
        "is_mpim": room.kind == "mpim",
        "is_private": room.is_closed,
        "is_archived": room.archived,
        "is_general": room.general,
        "is_member": seed.BOT_USER in room.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "created": room.created,
        "creator": room.creator,
        "unlinked": 0,
        "topic": dict(room.topic),
        "purpose": dict(room.purpose),
        "previous_names": list(room.previous_names),
        "context_team_id": seed.TEAM_ID,
        "updated": room.updated * 1000,
    }
    if count:
        shown["num_members"] = len(room.members)
    return shown


def bookmark(room: Channel, b: Bookmark) -> JSON:
    return {
        "id": b.id,
        "channel_id": room.id,
        "title": b.title,
        "link": b.link,
        "emoji": b.emoji or None,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": b.created,
        "date_updated": b.updated,
        "rank": "i",
        "last_updated_by_user_id": b.by,
        "last_updated_by_team_id": seed.TEAM_ID,
        "shortcut_id": None,
        "app_id": seed.APP_ID,
    }
