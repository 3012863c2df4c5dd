"""conversations.*, the part that reads: history, replies, members, info, lists."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from sandbox.slack import shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods.registry import limit_of, make_cursor, method, page, read_cursor
from sandbox.slack.rates import Tier
from sandbox.slack.records import Channel, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def _stamp(args: Arguments, name: str) -> str:
    """A bound of a time range in the form stamps are sorted in; "" when not given."""
    word = args.text(name)
    if not word or word in ("0", "now"):
        return ""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{0,6})[0-9]*)?", word)
    if found is None:
        raise Refusal(f"invalid_ts_{name}")
    return f"{int(found[1]):010d}.{found[2] or '':0<6}"


def _range(stamps: list[str], args: Arguments) -> tuple[int, int]:
    """Where the asked time range begins and ends in a sorted list; bounds are left out unless inclusive."""
    oldest, latest, inclusive = _stamp(args, "oldest"), _stamp(args, "latest"), args.flag("inclusive")
    start = (bisect_left if inclusive else bisect_right)(stamps, oldest) if oldest else 0
    end = (bisect_right if inclusive else bisect_left)(stamps, latest) if latest else len(stamps)
    return start, max(start, end)


def _messages(team: Team, args: Arguments, found: Iterable[Message]) -> list[JSON]:
    with_metadata = args.flag("include_all_metadata")
    return [shapes.message(team.workspace, m, metadata=with_metadata) for m in found]


@method("conversations.history", Tier.THREE, "channel")
def history(team: Team, args: Arguments) -> JSON:
    """Newest first. The cursor is a stamp, so that what is posted meanwhile moves nothing."""
    room = team.workspace.visible(args.text("channel"))
    if team.bot_user not in room.members:
        raise Refusal("not_in_channel")
    start, end = _range(room.shown, args)
    before = read_cursor(args.text("cursor"))
    if before:
        end = min(end, bisect_left(room.shown, f"{before // 1_000_000}.{before % 1_000_000:06d}"))
    first = max(start, end - limit_of(args, 100))
    chosen = room.shown[first:end]
    answer = {
        "messages": _messages(team, args, (room.messages[ts] for ts in reversed(chosen))),
        "has_more": first > start,
        "pin_count": len(room.pins),
    }
    if first > start:
        answer["response_metadata"] = {"next_cursor": make_cursor(int(chosen[0].replace(".", "")))}
    return answer


@method("conversations.replies", Tier.THREE, "channel", "ts")
def replies(team: Team, args: Arguments) -> JSON:
    """The parent, then its replies from the oldest on."""
    room = team.workspace.visible(args.text("channel"))
    if team.bot_user not in room.members:
        raise Refusal("not_in_channel")
    parent = room.messages.get(args.text("ts"))
    if parent is None:
        raise Refusal("thread_not_found")
    start, end = _range(parent.replies, args)
    stamps, more = page(parent.replies[start:end], args)
    found = [*([] if args.text("cursor") else [parent]), *(room.messages[ts] for ts in stamps)]
    answer = {"messages": _messages(team, args, found), "has_more": bool(more["next_cursor"])}
    return answer | ({"response_metadata": more} if more["next_cursor"] else {})


@method("conversations.members", Tier.FOUR, "channel")
def members(team: Team, args: Arguments) -> JSON:
    room = team.workspace.visible(args.text("channel"))
    shown, more = page(list(room.members), args)
    return {"members": shown, "response_metadata": more}


@method("conversations.info", Tier.THREE, "channel")
def info(team: Team, args: Arguments) -> JSON:
    room = team.workspace.visible(args.text("channel"))
    return {"channel": shapes.channel(team.workspace, room, count=args.flag("include_num_members"))}


def _listed(team: Team, args: Arguments, rooms: Iterable[Channel]) -> JSON:
    kinds = args.words("types") or ["public_channel"]
    if not set(kinds) <= set(_KINDS):
        raise Refusal("invalid_types")
    wanted = {_KINDS[k] for k in kinds}
    hide_archived = args.flag("exclude_archived")
    found = [r for r in rooms if r.kind in wanted and not (hide_archived and r.archived)]
    shown, more = page(found, args)
    return {"channels": [shapes.channel(team.workspace, r) for r in shown], "response_metadata": more}


@method("conversations.list", Tier.TWO)
def list_all(team: Team, args: Arguments) -> JSON:
    rooms = team.workspace.channels.values()
    seen = (r for r in rooms if not r.is_closed or team.bot_user in r.members)
    return _listed(team, args, seen)


@method("users.conversations", Tier.TWO)
def list_of_user(team: Team, args: Arguments) -> JSON:
    """The channels somebody is in, of those the app may know of."""
    ws = team.workspace
    user = ws.person(args.text("user") or team.bot_user).id
    rooms = (ws.channels[id_] for id_ in ws.rooms_of[user])
    return _listed(team, args, (r for r in rooms if not r.is_closed or team.bot_user in r.members))
