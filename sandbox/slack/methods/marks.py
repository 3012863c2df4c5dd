"""pins.*, reactions.* and bookmarks.*."""

from sandbox.slack import marks, rooms, shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.records import Bookmark, Channel, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


def _target(team: Team, args: Arguments) -> tuple[Channel, Message]:
    room = team.workspace.visible(args.text("channel"))
    return room, marks.marked(room, args.text("timestamp"))


@method("pins.add", Tier.TWO, "channel")
def pin(team: Team, args: Arguments) -> JSON:
    room, said = _target(team, args)
    rooms.need_member(room, team.bot_user)
    marks.pin(team.workspace, room, said, team.bot_user)
    return {}


@method("pins.remove", Tier.TWO, "channel")
def unpin(team: Team, args: Arguments) -> JSON:
    room, said = _target(team, args)
    marks.unpin(team.workspace, room, said, team.bot_user)
    return {}


@method("pins.list", Tier.TWO, "channel")
def pins(team: Team, args: Arguments) -> JSON:
    ws = team.workspace
    room = ws.visible(args.text("channel"))
    newest_first = reversed(room.pins)
    return {"items": [marks.pinned_item(ws, room, room.messages[ts]) for ts in newest_first]}


@method("reactions.add", Tier.THREE, "channel", "name", "timestamp")
def react(team: Team, args: Arguments) -> JSON:
    room, said = _target(team, args)
    if room.archived:
        raise Refusal("is_archived")
    marks.react(team.workspace, said, args.text("name"), team.bot_user)
    return {}


@method("reactions.remove", Tier.TWO, "name")
def unreact(team: Team, args: Arguments) -> JSON:
    if not args.text("channel"):
        raise Refusal("no_item_specified")
    _, said = _target(team, args)
    marks.unreact(team.workspace, said, args.text("name"), team.bot_user)
    return {}


@method("reactions.get", Tier.THREE)
def reactions(team: Team, args: Arguments) -> JSON:
    if not args.text("channel"):
        raise Refusal("no_item_specified")
    room, said = _target(team, args)
    shown = shapes.message(team.workspace, said)
    shown |= {"permalink": shapes.permalink(team.workspace, said)}
    return {"type": "message", "channel": room.id, "message": shown}


def _own_room(team: Team, args: Arguments) -> Channel:
    room = team.workspace.visible(args.text("channel_id"))
    if team.bot_user not in room.members:
        raise Refusal("permission_denied")
    return room


def _mark(team: Team, args: Arguments) -> tuple[Channel, Bookmark]:
    room = _own_room(team, args)
    mark = room.bookmarks.get(args.text("bookmark_id"))
    if mark is None:
        raise Refusal("not_found")
    return room, mark


@method("bookmarks.add", Tier.TWO, "channel_id", "title", "type")
def add_bookmark(team: Team, args: Arguments) -> JSON:
    room = _own_room(team, args)
    if args.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    emoji = args.text("emoji")
    mark = marks.bookmark(team.workspace, room, args.text("title"), args.text("link"), emoji, team.bot_user)
    return {"bookmark": shapes.bookmark(room, mark)}


@method("bookmarks.edit", Tier.TWO, "channel_id", "bookmark_id")
def edit_bookmark(team: Team, args: Arguments) -> JSON:
    room, mark = _mark(team, args)
    changes = {k: args.text(k) for k in ("title", "link", "emoji") if k in args}
    marks.change_bookmark(team.workspace, mark, changes, team.bot_user)
    return {"bookmark": shapes.bookmark(room, mark)}


@method("bookmarks.remove", Tier.TWO, "channel_id", "bookmark_id")
def remove_bookmark(team: Team, args: Arguments) -> JSON:
    room, mark = _mark(team, args)
    del room.bookmarks[mark.id]
    return {}


@method("bookmarks.list", Tier.THREE, "channel_id")
def bookmarks(team: Team, args: Arguments) -> JSON:
    room = _own_room(team, args)
    return {"bookmarks": [shapes.bookmark(room, b) for b in room.bookmarks.values()]}
