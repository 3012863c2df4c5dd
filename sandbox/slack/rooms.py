"""Channels and who is in them. Called by the conversation methods and the driver; whoever acts is `by`."""

import re

from sandbox.slack import seed, shapes, talk
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

_NAME = re.compile(r"[a-z0-9_-]+")
_NAME_LENGTH = 80
_TOPIC_LENGTH = 250


def check_name(ws: Workspace, name: str, now: str = "") -> str:
    """The name, if a channel may have it. An archived channel keeps its name; `now` is the asker's own."""
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > _NAME_LENGTH:
        raise Refusal("invalid_name_maxlength")
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name_specials")
    if not name.strip("-_"):
        raise Refusal("invalid_name_punctuation")
    if name in ws.names and name != now:
        raise Refusal("name_taken")
    return name


def create(ws: Workspace, name: str, by: str, *, private: bool = False) -> Channel:
    check_name(ws, name)
    kind = "private" if private else "public"
    room = Channel(ws.new_id("C"), name, kind, by, ws.seconds())
    ws.add_channel(room)
    _come_in(ws, room, by, None)
    return room


def _side(room: Channel) -> str:
    return "channel" if room.kind == "public" else "group"


def _come_in(ws: Workspace, room: Channel, user: str, inviter: str | None) -> None:
    ws.enter(room, user)
    who = {"inviter": inviter} if inviter else {}
    talk.notice(ws, room, user, "channel_join", f"<@{user}> has joined the channel", **who)
    ws.announce(
        {
            "type": "member_joined_channel",
            "user": user,
            "channel": room.id,
            "channel_type": "C" if room.kind == "public" else "G",
            "team": seed.TEAM_ID,
            **who,
            "event_ts": f"{ws.clock.now():.6f}",
        },
        room,
    )


def join(ws: Workspace, room: Channel, user: str) -> bool:
    """Come in by oneself; False when already there. Closed rooms are entered by invitation only."""
    if room.is_closed:
        raise Refusal("method_not_supported_for_channel_type")
    if room.archived:
        raise Refusal("is_archived")
    if user in room.members:
        return False
    _come_in(ws, room, user, None)
    return True


def invite(ws: Workspace, room: Channel, users: list[str], by: str, *, force: bool = False) -> list[JSON]:
    """Bring people in, all or (unless forced) none; answers what could not be done."""
    need_member(room, by)
    if room.archived:
        raise Refusal("is_archived")
    if room.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    troubles = [
        {"user": user, "ok": False, "error": error}
        for user in users
        if (error := _why_not_invited(ws, room, user, by))
    ]
    if troubles and (not force or len(troubles) == len(users)):
        raise Refusal(str(troubles[0]["error"]), errors=troubles)
    refused = {t["user"] for t in troubles}
    for user in users:
        if user not in refused:
            _come_in(ws, room, user, by)
    return troubles


def _why_not_invited(ws: Workspace, room: Channel, user: str, by: str) -> str | None:
    person = ws.people.get(user)
    if person is None:
        return "user_not_found"
    if user == by:
        return "cant_invite_self"
    if person.deleted:
        return "cant_invite"
    return "already_in_channel" if user in room.members else None


def leave(ws: Workspace, room: Channel, user: str) -> None:
    if room.general:
        raise Refusal("cant_leave_general")
    if room.archived:
        raise Refusal("is_archived")
    need_member(room, user)
    _go_out(ws, room, user, f"<@{user}> has left the channel")


def kick(ws: Workspace, room: Channel, user: str, by: str) -> None:
    if user == by:
        raise Refusal("cant_kick_self")
    if room.general:
        raise Refusal("cant_kick_from_general")
    ws.person(user)
    need_member(room, by)
    need_member(room, user)
    _go_out(ws, room, user, f"<@{by}> removed <@{user}> from the channel")


def _go_out(ws: Workspace, room: Channel, user: str, text: str) -> None:
    ws.announce(
        {
            "type": "member_left_channel",
            "user": user,
            "channel": room.id,
            "channel_type": "C" if room.kind == "public" else "G",
            "team": seed.TEAM_ID,
            "event_ts": f"{ws.clock.now():.6f}",
        },
        room,
    )
    ws.exit(room, user)
    if not room.archived:
        talk.notice(ws, room, user, "channel_leave", text)


def describe(ws: Workspace, room: Channel, what: str, value: str, by: str) -> None:
    """Set the topic or the purpose. Raises too_long, not_in_channel, is_archived."""
    need_member(room, by)
    if room.archived:
        raise Refusal("is_archived")
    if len(value) > _TOPIC_LENGTH:
        raise Refusal("too_long")
    entry = {"value": value, "creator": by, "last_set": ws.seconds()}
    setattr(room, what, entry)
    room.updated = ws.seconds()
    words = "topic" if what == "topic" else "description"
    line = f"set the channel {words}: {value}" if value else f"cleared the channel {words}"
    talk.notice(ws, room, by, f"channel_{what}", line, **{what: value})


def rename(ws: Workspace, room: Channel, name: str, by: str) -> None:
    if room.archived:
        raise Refusal("is_archived")
    check_name(ws, name, room.name)
    if room.name == name:
        return
    before, room.name = room.name, name
    ws.names.pop(before, None)
    ws.names[name] = room.id
    room.previous_names.insert(0, before)
    room.updated = ws.seconds()
    line = f'has renamed the channel from "{before}" to "{name}"'
    talk.notice(ws, room, by, "channel_name", line, old_name=before, name=name)
    ws.announce({"type": f"{_side(room)}_rename", "channel": _renamed(ws, room), **_when(ws)}, room)


def _renamed(ws: Workspace, room: Channel) -> JSON:
    shown = shapes.channel(ws, room)
    return {k: shown[k] for k in ("id", "name", "name_normalized", "created", "is_channel", "is_mpim")}


def _when(ws: Workspace) -> JSON:
    return {"event_ts": f"{ws.clock.now():.6f}"}


def archive(ws: Workspace, room: Channel, by: str) -> None:
    if room.general:
        raise Refusal("cant_archive_general")
    if room.archived:
        raise Refusal("already_archived")
    talk.notice(ws, room, by, "channel_archive", f"<@{by}> archived the channel", members=list(room.members))
    room.archived, room.updated = True, ws.seconds()
    ws.announce({"type": f"{_side(room)}_archive", "channel": room.id, "user": by, **_when(ws)}, room)


def unarchive(ws: Workspace, room: Channel, by: str) -> None:
    if not room.archived:
        raise Refusal("not_archived")
    room.archived, room.updated = False, ws.seconds()
    talk.notice(ws, room, by, "channel_unarchive", f"<@{by}> un-archived the channel")
    ws.announce({"type": f"{_side(room)}_unarchive", "channel": room.id, "user": by, **_when(ws)}, room)


def delete(ws: Workspace, room: Channel) -> None:
    """Remove a channel for good, as an administrator can; its name is free again."""
    if room.general:
        raise Refusal("cant_delete_general")
    ws.announce({"type": f"{_side(room)}_deleted", "channel": room.id, **_when(ws)}, room)
    for user in list(room.members):
        ws.exit(room, user)
    ws.names.pop(room.name, None)
    del ws.channels[room.id]


def need_member(room: Channel, user: str) -> None:
    if user not in room.members:
        raise Refusal("not_in_channel")
