"""The bodies of what people do to an app: commands, clicks, submissions, shortcuts. Built for `answers`."""

from typing import Any

from sandbox.slack import seed, shapes
from sandbox.slack.interactions import Interaction
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

_TEAM = {"id": seed.TEAM_ID, "domain": seed.DOMAIN}


def channel_name(room: Channel) -> str:
    """The name an app is told: it does not learn those of closed rooms."""
    return {"public": room.name, "private": "privategroup", "im": "directmessage", "mpim": "mpdm"}[room.kind]


def command(team: Team, doing: Interaction, room: Channel, word: str, text: str) -> JSON:
    return {
        "token": seed.VERIFICATION_TOKEN,
        "team_id": seed.TEAM_ID,
        "team_domain": seed.DOMAIN,
        "channel_id": room.id,
        "channel_name": channel_name(room),
        "user_id": doing.user,
        "user_name": team.workspace.people[doing.user].name,
        "command": word,
        "text": text,
        "api_app_id": seed.APP_ID,
        "is_enterprise_install": "false",
        "response_url": team.interactions.new_reply_url(doing),
        "trigger_id": team.interactions.new_trigger(doing),
    }


def _head(team: Team, doing: Interaction, kind: str) -> JSON:
    name = team.workspace.people[doing.user].name
    return {
        "type": kind,
        "user": {"id": doing.user, "username": name, "name": name, "team_id": seed.TEAM_ID},
        "api_app_id": seed.APP_ID,
        "token": seed.VERIFICATION_TOKEN,
        "team": dict(_TEAM),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _stamp(team: Team) -> str:
    return f"{team.clock.now():.6f}"


def click(team: Team, doing: Interaction, action: JSON, place: Message | View, state: dict[str, Any]) -> JSON:
    """block_actions, in a message or in a view."""
    body = _head(team, doing, "block_actions")
    body["trigger_id"] = team.interactions.new_trigger(doing)
    body["actions"] = [action | {"action_ts": _stamp(team)}]
    if isinstance(place, View):
        shown = shapes.view(place)
        return body | {"container": {"type": "view", "view_id": place.id}, "view": shown}
    room = team.workspace.channels[place.channel]
    container: JSON = {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": room.id,
        "is_ephemeral": place.seen_by is not None,
    }
    if place.thread_ts:
        container["thread_ts"] = place.thread_ts
    if place.seen_by is None:
        body["message"] = shapes.message(team.workspace, place)
    return body | {
        "container": container,
        "channel": {"id": room.id, "name": channel_name(room)},
        "state": {"values": state},
        "response_url": team.interactions.new_reply_url(doing),
    }


def submission(team: Team, doing: Interaction, view: View) -> JSON:
    body = _head(team, doing, "view_submission")
    body["trigger_id"] = team.interactions.new_trigger(doing)
    return body | {"view": shapes.view(view), "response_urls": _asked_urls(team, doing, view)}


def _asked_urls(team: Team, doing: Interaction, view: View) -> list[JSON]:
    """A url for each conversation menu that asked for one with response_url_enabled."""
    urls = []
    for block in view.given["blocks"]:
        element = block.get("element") or {}
        if element.get("response_url_enabled"):
            value = view.state[block["block_id"]][element["action_id"]]
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if channel:
                answer = Interaction(doing.user, channel)
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": team.interactions.new_reply_url(answer),
                    }
                )
    return urls


def closing(team: Team, doing: Interaction, view: View, cleared: bool) -> JSON:
    shown = shapes.view(view)
    shown["state"] = {"values": {}}
    return _head(team, doing, "view_closed") | {"view": shown, "is_cleared": cleared}


def suggestion(
    team: Team, doing: Interaction, element: JSON, block_id: str, typed: str, place: Message | View
) -> JSON:
    body = _head(team, doing, "block_suggestion")
    body |= {"action_id": element["action_id"], "block_id": block_id, "value": typed}
    if isinstance(place, View):
        return body | {"container": {"type": "view", "view_id": place.id}, "view": shapes.view(place)}
    room = team.workspace.channels[place.channel]
    return body | {
        "container": {
            "type": "message",
            "message_ts": place.ts,
            "channel_id": room.id,
            "is_ephemeral": False,
        },
        "channel": {"id": room.id, "name": channel_name(room)},
        "message": shapes.message(team.workspace, place),
    }


def shortcut(team: Team, doing: Interaction, callback_id: str, said: Message | None) -> JSON:
    """A global shortcut, or with a message the kind that hangs on it."""
    body = _head(team, doing, "message_action" if said else "shortcut")
    body |= {
        "action_ts": _stamp(team),
        "callback_id": callback_id,
        "trigger_id": team.interactions.new_trigger(doing),
    }
    if said is None:
        return body
    room = team.workspace.channels[said.channel]
    return body | {
        "message_ts": said.ts,
        "channel": {"id": room.id, "name": channel_name(room)},
        "message": shapes.message(team.workspace, said),
        "response_url": team.interactions.new_reply_url(doing),
    }
