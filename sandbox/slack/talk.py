"""What is said: posting, editing, deleting, whispering. Called by the chat methods, the driver and `replies`.

Every rule is here once, whoever speaks: a person or the app.
"""

import uuid
from bisect import bisect_left
from typing import Any

from sandbox.slack import seed, shapes
from sandbox.slack.records import Channel, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

_KIND_OF_CHANNEL = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
_TEXT_TO_KEEP = 40_000


def post(ws: Workspace, room: Channel, user: str, text: str, **rest: Any) -> Message:
    """Say something; `rest` are fields of Message. Raises is_archived, cannot_reply_to_message."""
    if room.archived:
        raise Refusal("is_archived")
    thread = rest.pop("thread_ts", None)
    said = Message(ws.new_stamp(room), room.id, user, text[:_TEXT_TO_KEEP], **rest)
    if thread:
        _reply(room, said, thread)
    room.messages[said.ts] = said
    if not said.thread_ts or said.broadcast:
        room.shown.append(said.ts)
    _announce_said(ws, room, said)
    return said


def person_says(ws: Workspace, room: Channel, user: str, text: str, thread_ts: str | None = None) -> Message:
    """Post what somebody typed, as Slack's own clients do: with a client id and a rich text block."""
    client_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{room.id}/{user}/{room.latest}"))
    rich = rich_text(ws, text)
    return post(ws, room, user, text, thread_ts=thread_ts, blocks=rich, client_msg_id=client_id)


def rich_text(ws: Workspace, text: str) -> list[JSON]:
    """Typed text as the block Slack makes of it; what is inside stays one run of text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": ws.new_id("b"), "elements": [section]}]


def notice(ws: Workspace, room: Channel, user: str, subtype: str, text: str, **extra: Any) -> Message:
    """A line Slack itself writes: joined, left, set the topic."""
    return post(ws, room, user, text, subtype=subtype, extra=extra)


def _reply(room: Channel, said: Message, thread: str) -> None:
    parent = room.messages.get(thread)
    if parent and parent.thread_ts and parent.thread_ts != parent.ts:
        parent = room.messages.get(parent.thread_ts)
    if parent is None:
        raise Refusal("cannot_reply_to_message")
    said.thread_ts = parent.ts
    parent.replies.append(said.ts)
    parent.reply_users[said.user] = None


def _announce_said(ws: Workspace, room: Channel, said: Message) -> None:
    kind = {"channel": room.id, "event_ts": said.ts, "channel_type": _KIND_OF_CHANNEL[room.kind]}
    shown = shapes.message(ws, said)
    if said.broadcast:
        shown["subtype"] = "thread_broadcast"
    ws.announce({**shown, **kind}, room)
    mentioned = f"<@{seed.BOT_USER}>" in said.text or f"<@{seed.BOT_USER}|" in said.text
    if mentioned and said.user != seed.BOT_USER and not room.is_direct and not said.subtype:
        keys = ("user", "text", "ts", "team", "blocks", "client_msg_id", "thread_ts", "files")
        mention = {k: shown[k] for k in keys if k in shown}
        ws.announce({"type": "app_mention", **mention, "channel": room.id, "event_ts": said.ts}, room)


def find(room: Channel, ts: str, error: str = "message_not_found") -> Message:
    message = room.messages.get(ts)
    if message is None:
        raise Refusal(error)
    return message


def update(ws: Workspace, room: Channel, said: Message, user: str, changes: JSON, error: str) -> Message:
    """Change a message of one's own; `changes` are fields of Message. Raises `error` for anyone else's."""
    if said.user != user or (said.subtype and said.subtype not in ("file_share", "bot_message")):
        raise Refusal(error)
    before = shapes.message(ws, said)
    for name, value in changes.items():
        setattr(said, name, value)
    said.edited = {"user": user, "ts": f"{ws.seconds()}.000000"}
    _announce_changed(ws, room, shapes.message(ws, said), before)
    return said


def _announce_changed(ws: Workspace, room: Channel, after: JSON, before: JSON) -> None:
    stamp = ws.new_stamp(room)
    ws.announce(
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": after,
            "previous_message": before,
            "channel": room.id,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": _KIND_OF_CHANNEL[room.kind],
        },
        room,
    )


def delete(ws: Workspace, room: Channel, said: Message, user: str) -> None:
    """Take a message back. A thread's parent leaves a tombstone. Raises cant_delete_message."""
    if said.user != user:
        raise Refusal("cant_delete_message")
    before = shapes.message(ws, said)
    room.pins.pop(said.ts, None)
    if said.replies:
        _bury(said)
        _announce_changed(ws, room, shapes.message(ws, said), before)
        return
    del room.messages[said.ts]
    place = bisect_left(room.shown, said.ts)
    if room.shown[place : place + 1] == [said.ts]:
        del room.shown[place]
    _leave_thread(room, said)
    stamp = ws.new_stamp(room)
    ws.announce(
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": said.ts,
            "previous_message": before,
            "channel": room.id,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": _KIND_OF_CHANNEL[room.kind],
        },
        room,
    )


def _bury(said: Message) -> None:
    said.text, said.subtype, said.user = "This message was deleted.", "tombstone", "USLACKBOT"
    said.blocks, said.attachments, said.files, said.reactions = [], [], [], {}
    said.extra, said.metadata, said.edited, said.by_app = {"hidden": True}, None, None, False


def _leave_thread(room: Channel, said: Message) -> None:
    parent = room.messages.get(said.thread_ts or "")
    if parent and said.ts in parent.replies:
        parent.replies.remove(said.ts)
        parent.reply_users = {room.messages[ts].user: None for ts in parent.replies}


def whisper(ws: Workspace, room: Channel, user: str, text: str, **rest: Any) -> Message:
    """Say something from the app that only one person sees; it is in no history."""
    said = Message(ws.new_stamp(room), room.id, seed.BOT_USER, text, by_app=True, seen_by=user, **rest)
    room.whispers.setdefault(user, {})[said.ts] = said
    return said
