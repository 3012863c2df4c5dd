"""POST /_sandbox/channels...: what people and administrators do to channels by hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.driver import edge
from sandbox.driver.edge import Body
from sandbox.slack import rooms, seed, shapes
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Deed = Callable[[Team, Channel, str, Body], None]


def _archive(team: Team, room: Channel, by: str, body: Body) -> None:
    rooms.archive(team.workspace, room, by)


def _unarchive(team: Team, room: Channel, by: str, body: Body) -> None:
    rooms.unarchive(team.workspace, room, by)


def _rename(team: Team, room: Channel, by: str, body: Body) -> None:
    rooms.rename(team.workspace, room, str(body["name"]), by)


def _delete(team: Team, room: Channel, by: str, body: Body) -> None:
    rooms.delete(team.workspace, room)


def _remove_bot(team: Team, room: Channel, by: str, body: Body) -> None:
    _bring_in(team, room, by)
    rooms.kick(team.workspace, room, seed.BOT_USER, by)


def _invite(team: Team, room: Channel, by: str, body: Body) -> None:
    """Bring `users` in; without any, the bot."""
    users = [edge.person(team, u).id for u in body.names("users", [seed.BOT_USER])]
    _bring_in(team, room, by)
    rooms.invite(team.workspace, room, users, by)


def _topic(team: Team, room: Channel, by: str, body: Body) -> None:
    _bring_in(team, room, by)
    rooms.describe(team.workspace, room, "topic", str(body["topic"]), by)


def _bring_in(team: Team, room: Channel, by: str) -> None:
    """Who does it must be there; an administrator steps in quietly."""
    if by not in room.members:
        team.workspace.enter(room, by)


_DEEDS: dict[str, Deed] = {
    "archive": _archive,
    "unarchive": _unarchive,
    "rename": _rename,
    "delete": _delete,
    "remove_bot": _remove_bot,
    "invite": _invite,
    "topic": _topic,
}


def _actor(team: Team, body: Body) -> str:
    """Who does it: `by`, or the first person who still works here."""
    if body.get("by"):
        return edge.person(team, str(body["by"])).id
    return next(p.id for p in team.workspace.people.values() if not (p.deleted or p.is_guest or p.is_bot))


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    team = sandbox.team

    def route(deed: Deed) -> edge.Act:
        async def act(request: web.Request, body: Body) -> JSON:
            room = edge.room(team, request.match_info["channel"])
            deed(team, room, _actor(team, body), body)
            return shapes.channel(team.workspace, room)

        return act

    async def create(request: web.Request, body: Body) -> JSON:
        room = rooms.create(
            team.workspace, str(body["name"]), _actor(team, body), private=bool(body.get("private"))
        )
        for user in body.names("members", []):
            team.workspace.enter(room, edge.person(team, str(user)).id)
        return shapes.channel(team.workspace, room)

    app.router.add_post("/_sandbox/channels", edge.handler(create))
    for name, deed in _DEEDS.items():
        app.router.add_post(f"/_sandbox/channels/{{channel}}/{name}", edge.handler(route(deed)))
