"""conversations.*, the part that changes channels and who is in them."""

from sandbox.slack import rooms, shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON, Refusal, complaint
from sandbox.slack.team import Team

_MOST_INVITED = 100
_MOST_OPENED = 8


def _room(team: Team, args: Arguments) -> Channel:
    return team.workspace.visible(args.text("channel"))


def _proper(team: Team, args: Arguments) -> Channel:
    """A channel, not a direct conversation."""
    room = _room(team, args)
    if room.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    return room


def _shown(team: Team, room: Channel) -> JSON:
    return {"channel": shapes.channel(team.workspace, room)}


@method("conversations.create", Tier.TWO)
def create(team: Team, args: Arguments) -> JSON:
    private = args.flag("is_private")
    room = rooms.create(team.workspace, args.text("name"), team.bot_user, private=private)
    return _shown(team, room)


@method("conversations.invite", Tier.THREE, "channel")
def invite(team: Team, args: Arguments) -> JSON:
    room, users = _room(team, args), list(dict.fromkeys(args.words("users")))
    if not users:
        raise Refusal("no_user")
    if len(users) > _MOST_INVITED:
        raise complaint(f"no more than {_MOST_INVITED} items allowed [json-pointer:/users]")
    force = args.flag("force")
    troubles = rooms.invite(team.workspace, room, users, team.bot_user, force=force)
    return _shown(team, room) | ({"errors": troubles} if troubles else {})


@method("conversations.kick", Tier.THREE, "channel")
def kick(team: Team, args: Arguments) -> JSON:
    rooms.kick(team.workspace, _proper(team, args), args.text("user"), team.bot_user)
    return {}


@method("conversations.setTopic", Tier.TWO, "channel")
def set_topic(team: Team, args: Arguments) -> JSON:
    room = _room(team, args)
    if "topic" not in args:
        raise complaint("missing required field: topic")
    rooms.describe(team.workspace, room, "topic", args.text("topic"), team.bot_user)
    return _shown(team, room)


@method("conversations.setPurpose", Tier.TWO, "channel")
def set_purpose(team: Team, args: Arguments) -> JSON:
    room = _room(team, args)
    if "purpose" not in args:
        raise complaint("missing required field: purpose")
    rooms.describe(team.workspace, room, "purpose", args.text("purpose"), team.bot_user)
    return {"purpose": room.purpose["value"], **_shown(team, room)}


@method("conversations.archive", Tier.TWO, "channel")
def archive(team: Team, args: Arguments) -> JSON:
    room = _proper(team, args)
    if not room.archived:
        rooms.need_member(room, team.bot_user)
    rooms.archive(team.workspace, room, team.bot_user)
    return {}


@method("conversations.unarchive", Tier.TWO, "channel")
def unarchive(team: Team, args: Arguments) -> JSON:
    rooms.unarchive(team.workspace, _proper(team, args), team.bot_user)
    return {}


@method("conversations.rename", Tier.TWO, "channel")
def rename(team: Team, args: Arguments) -> JSON:
    room = _proper(team, args)
    rooms.need_member(room, team.bot_user)
    rooms.rename(team.workspace, room, args.text("name"), team.bot_user)
    return _shown(team, room)


@method("conversations.join", Tier.THREE, "channel")
def join(team: Team, args: Arguments) -> JSON:
    room = _room(team, args)
    if rooms.join(team.workspace, room, team.bot_user):
        return _shown(team, room)
    warning = "already_in_channel"
    return _shown(team, room) | {"warning": warning, "response_metadata": {"warnings": [warning]}}


@method("conversations.leave", Tier.THREE, "channel")
def leave(team: Team, args: Arguments) -> JSON:
    room = _proper(team, args)
    if team.bot_user not in room.members:
        return {"ok": False, "not_in_channel": True}
    rooms.leave(team.workspace, room, team.bot_user)
    return {}


@method("conversations.open", Tier.THREE)
def open_direct(team: Team, args: Arguments) -> JSON:
    if args.text("channel"):
        room, there = _room(team, args), True
    else:
        room, there = team.workspace.direct([*_partners(team, args), team.bot_user])
    found = {"no_op": True, "already_open": True} if there else {}
    if args.flag("return_im"):
        return found | _shown(team, room)
    return found | {"channel": {"id": room.id}}


def _partners(team: Team, args: Arguments) -> list[str]:
    users = args.words("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > _MOST_OPENED:
        raise Refusal("too_many_users")
    for user in users:
        if team.workspace.person(user).deleted:
            raise Refusal("user_disabled")
    return users
