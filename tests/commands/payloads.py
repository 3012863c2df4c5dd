"""Slack's payloads, as small as Slack sends them, with the keys that our listeners or Bolt look at."""

from __future__ import annotations

import itertools
from typing import Any

ME, YOU, BOT, TEAM, PLACE = "U0ME", "U0YOU", "U0BOT", "T0TEAM", "C0PLACE"

_numbers = itertools.count(1)


def _common(kind: str, user: str = ME) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "t"},
        "user": {"id": user, "username": "me", "team_id": TEAM},
        "api_app_id": "A0",
        "token": "t",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def trigger() -> str:
    return f"{next(_numbers)}.7890123.abcdef"


def slash(text: str, user: str = ME, channel: str = PLACE) -> dict[str, Any]:
    return {
        "token": "t",
        "team_id": TEAM,
        "team_domain": "t",
        "channel_id": channel,
        "channel_name": "place",
        "user_id": user,
        "user_name": "me",
        "command": "/incident",
        "text": text,
        "api_app_id": "A0",
        "is_enterprise_install": "false",
        "response_url": "",
        "trigger_id": trigger(),
    }


def click(
    action: str, value: str = "", user: str = ME, response_url: str = "", **more: Any
) -> dict[str, Any]:
    element = {
        "action_id": action, "block_id": "b", "type": "button", "value": value,
        "action_ts": f"{next(_numbers)}.1",
    }  # fmt: skip
    return {
        **_common("block_actions", user),
        "container": {"type": "message", "message_ts": "1.1", "channel_id": PLACE, "is_ephemeral": False},
        "channel": {"id": PLACE, "name": "place"},
        "trigger_id": trigger(),
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [element],
        **more,
    }


def modal(view: dict[str, Any], values: dict[str, Any] | None = None) -> dict[str, Any]:
    """A view we made, as it comes back: `values` is {field: state of its element}."""
    blocks = {str(b.get("block_id", "")).partition(":")[0]: b for b in view.get("blocks", [])}
    state = {
        blocks[name]["block_id"]: {blocks[name]["element"]["action_id"]: value}
        for name, value in (values or {}).items()
    }
    number = next(_numbers)
    return {
        "id": f"V{number}", "team_id": TEAM, "hash": f"{number}.h", "private_metadata": "", **view,
        "state": {"values": state},
    }  # fmt: skip


def submit(view: dict[str, Any], user: str = ME) -> dict[str, Any]:
    return {**_common("view_submission", user), "trigger_id": trigger(), "view": view, "response_urls": []}


def shortcut(callback: str, message: dict[str, Any] | None = None, response_url: str = "") -> dict[str, Any]:
    body = {**_common("message_action" if message else "shortcut"), "callback_id": callback}
    body |= {"trigger_id": trigger(), "action_ts": "1.1"}
    if message:
        place = {"id": PLACE, "name": "place"}
        body |= {"channel": place, "message": message, "message_ts": message["ts"]}
        body["response_url"] = response_url
    return body


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "token": "t",
        "team_id": TEAM,
        "api_app_id": "A0",
        "type": "event_callback",
        "event": {"type": kind, "event_ts": "1.1", **fields},
        "event_id": f"Ev{next(_numbers)}",
        "event_time": 1,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }


MESSAGE = {"channel": PLACE, "user": ME, "text": "hi &amp; ho", "ts": "5.5", "channel_type": "channel"}
ITEM = {"type": "message", "channel": PLACE, "ts": "5.5"}
PINNED = {"type": "message", "channel": PLACE, "created": 1, "message": {"ts": "5.5", "user": ME}}
USER = {"id": YOU, "tz": "Europe/Berlin", "profile": {"display_name": "you", "email": "y@x.io"}}

EVENTS = [
    event("message", **MESSAGE),
    event("message", **MESSAGE, subtype="file_share", files=[{"id": "F1"}]),
    event("message", channel=PLACE, subtype="message_changed", hidden=True,
          message={"ts": "5.5", "user": ME, "text": "new"}, previous_message={"ts": "5.5", "text": "old"}),
    event("message", channel=PLACE, subtype="message_deleted", deleted_ts="5.5", previous_message={}),
    event("reaction_added", user=ME, reaction="pushpin", item=ITEM, item_user=YOU),
    event("reaction_removed", user=ME, reaction="pushpin", item=ITEM, item_user=YOU),
    event("pin_added", user=ME, channel_id=PLACE, item=PINNED),
    event("pin_removed", user=ME, channel_id=PLACE, item=PINNED, has_pins=False),
    event("channel_rename", channel={"id": PLACE, "name": "other"}),
    event("channel_archive", channel=PLACE, user=ME),
    event("channel_unarchive", channel=PLACE, user=ME),
    event("channel_deleted", channel=PLACE),
    event("member_joined_channel", user=YOU, channel=PLACE, channel_type="C", team=TEAM),
    event("member_left_channel", user=BOT, channel=PLACE, channel_type="C", team=TEAM),
    event("user_change", user=USER),
    event("subteam_members_changed", subteam_id="S1", added_users=[YOU]),
    event("app_home_opened", user=ME, channel="D1", tab="home"),
    event("app_mention", user=ME, channel=PLACE, text="<@U0BOT>", ts="6.6"),
    event("tokens_revoked", tokens={"bot": [BOT]}),
    event("something_new", user=ME),
]  # fmt: skip
