"""Reactions, pins and bookmarks. Called by their methods and by the driver; whoever acts is `by`."""

import re
from urllib.parse import urlsplit

from sandbox.slack import shapes, talk
from sandbox.slack.records import Bookmark, Channel, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

_EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
_MOST_PINS = 100
_MOST_BOOKMARKS = 100
_MOST_EMOJI = 50


def react(ws: Workspace, said: Message, name: str, by: str) -> None:
    name = _emoji(name)
    who = said.reactions.setdefault(name, {})
    if by in who:
        raise Refusal("already_reacted")
    if len(said.reactions) > _MOST_EMOJI:
        del said.reactions[name]
        raise Refusal("too_many_emoji")
    who[by] = None
    _announce_reaction(ws, "reaction_added", said, name, by)


def unreact(ws: Workspace, said: Message, name: str, by: str) -> None:
    name = _emoji(name)
    who = said.reactions.get(name, {})
    if by not in who:
        raise Refusal("no_reaction")
    del who[by]
    if not who:
        del said.reactions[name]
    _announce_reaction(ws, "reaction_removed", said, name, by)


def _emoji(name: str) -> str:
    name = name.strip(":")
    if not _EMOJI.fullmatch(name):
        raise Refusal("invalid_name")
    return name


def _announce_reaction(ws: Workspace, kind: str, said: Message, name: str, by: str) -> None:
    room = ws.channels[said.channel]
    item = {"type": "message", "channel": room.id, "ts": said.ts}
    event = {"type": kind, "user": by, "reaction": name, "item": item, "item_user": said.user}
    ws.announce({**event, "event_ts": ws.new_stamp(room)}, room)


def pin(ws: Workspace, room: Channel, said: Message, by: str) -> None:
    if said.ts in room.pins:
        raise Refusal("already_pinned")
    if len(room.pins) >= _MOST_PINS:
        raise Refusal("too_many_pins")
    room.pins[said.ts] = (by, ws.seconds())
    _announce_pin(ws, "pin_added", room, said, by, pinned_item(ws, room, said), {})


def unpin(ws: Workspace, room: Channel, said: Message, by: str) -> None:
    if said.ts not in room.pins:
        raise Refusal("no_pin")
    item = pinned_item(ws, room, said)
    del room.pins[said.ts]
    _announce_pin(ws, "pin_removed", room, said, by, item, {"has_pins": bool(room.pins)})


def pinned_item(ws: Workspace, room: Channel, said: Message) -> JSON:
    by, at = room.pins[said.ts]
    shown = shapes.message(ws, said) | {"permalink": shapes.permalink(ws, said)}
    return {"type": "message", "created": at, "created_by": by, "channel": room.id, "message": shown}


def _announce_pin(
    ws: Workspace, kind: str, room: Channel, said: Message, by: str, item: JSON, more: JSON
) -> None:
    event = {
        "type": kind,
        "user": by,
        "channel_id": room.id,
        "item": item,
        "item_user": said.user,
        "pin_count": len(room.pins),
        "pinned_info": {"channel": room.id, "pinned_by": by, "pinned_ts": ws.seconds()},
        **more,
        "event_ts": ws.new_stamp(room),
    }
    ws.announce(event, room)


def bookmark(ws: Workspace, room: Channel, title: str, link: str, emoji: str, by: str) -> Bookmark:
    if len(room.bookmarks) >= _MOST_BOOKMARKS:
        raise Refusal("too_many_bookmarks")
    now = ws.seconds()
    mark = Bookmark(ws.new_id("Bk"), title, _link(link), _bookmark_emoji(emoji), now, now, by)
    room.bookmarks[mark.id] = mark
    return mark


def change_bookmark(ws: Workspace, mark: Bookmark, changes: dict[str, str], by: str) -> None:
    if "link" in changes:
        mark.link = _link(changes["link"])
    if "emoji" in changes:
        mark.emoji = _bookmark_emoji(changes["emoji"])
    mark.title = changes.get("title") or mark.title
    mark.updated, mark.by = ws.seconds(), by


def _link(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        raise Refusal("invalid_link") from None
    if parts.scheme not in ("http", "https", "mailto", "slack") or not (parts.netloc or parts.path):
        raise Refusal("invalid_link")
    return link


def _bookmark_emoji(emoji: str) -> str:
    if emoji and not (emoji.startswith(":") and emoji.endswith(":") and _EMOJI.fullmatch(emoji.strip(":"))):
        raise Refusal("invalid_emoji")
    return emoji


def marked(room: Channel, ts: str) -> Message:
    """The message a mark is put on or taken from."""
    if not ts:
        raise Refusal("no_item_specified")
    if not re.fullmatch(r"\d+\.\d+", ts):
        raise Refusal("bad_timestamp")
    return talk.find(room, ts)
