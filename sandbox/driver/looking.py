"""GET /_sandbox/...: what is there, for tests and the page: channels, messages, views, files, calls."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.driver import edge
from sandbox.driver.edge import Body, Impossible
from sandbox.slack import addresses, shapes, windows
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def channel(team: Team, room: Channel) -> JSON:
    """A channel with what Slack's window shows around its messages."""
    shown = shapes.channel(team.workspace, room, count=True)
    names = [team.workspace.people[u].name for u in room.members if u != team.bot_user]
    return shown | {
        "name": room.name or f"@{', '.join(names)}",
        "kind": room.kind,
        "members": list(room.members),
        "pins": list(room.pins),
        "bookmarks": [shapes.bookmark(room, b) for b in room.bookmarks.values()],
    }


def messages(team: Team, room: Channel, user: str | None) -> list[JSON]:
    """Everything said there, threads included, oldest first; with a person, also what only they see."""
    found = list(room.messages.values())
    if user:
        found = sorted([*found, *room.whispers.get(user, {}).values()], key=lambda m: m.ts)
    shown = []
    for said in found:
        entry = shapes.message(team.workspace, said)
        if said.seen_by:
            entry["is_ephemeral"] = True
        shown.append(entry)
    return shown


def _since(request: web.Request) -> int:
    word = request.query.get("since") or "0"
    if not word.isdigit():
        raise Impossible("not_a_number", "since is a number")
    return int(word)


def list_channels(sandbox: "Sandbox", request: web.Request) -> JSON:
    team = sandbox.team
    return {"channels": [channel(team, room) for room in team.workspace.channels.values()]}


def list_messages(sandbox: "Sandbox", request: web.Request) -> JSON:
    team, reader = sandbox.team, request.query.get("as")
    room = edge.room(team, request.match_info["channel"])
    user = edge.person(team, reader).id if reader else None
    return {"channel": channel(team, room), "messages": messages(team, room, user)}


def show_views(sandbox: "Sandbox", request: web.Request) -> JSON:
    user = edge.person(sandbox.team, request.match_info["user"]).id
    return windows.seen_by(sandbox.team.workspace, user)


def show_file(sandbox: "Sandbox", request: web.Request) -> JSON:
    ws = sandbox.team.workspace
    paper = ws.files.get(request.match_info["file"])
    if paper is None:
        raise Impossible("file_not_found", "there is no such file", 404)
    text = (paper.content or b"").decode("utf-8", "replace")
    return shapes.file(ws, paper.id) | {"completed": paper.completed, "content": text}


def list_people(sandbox: "Sandbox", request: web.Request) -> JSON:
    ws = sandbox.team.workspace
    groups = [{"id": g.id, "handle": g.handle} for g in ws.groups.values()]
    return {"people": [shapes.user(ws, p) for p in ws.people.values()], "groups": groups}


def list_calls(sandbox: "Sandbox", request: web.Request) -> JSON:
    return {"calls": [c.shown() for c in sandbox.calls.since(_since(request))]}


def list_events(sandbox: "Sandbox", request: web.Request) -> JSON:
    sent, since = sandbox.team.link.sent, _since(request)
    return {"events": [{"n": n, **envelope} for n, envelope in sent.items() if n > since]}


_ROUTES: tuple[tuple[str, Callable[["Sandbox", web.Request], JSON]], ...] = (
    ("channels", list_channels),
    ("channels/{channel}/messages", list_messages),
    ("views/{user}", show_views),
    ("files/{file}", show_file),
    ("people", list_people),
    ("calls", list_calls),
    ("events", list_events),
)


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    def route(look: Callable[["Sandbox", web.Request], JSON]) -> edge.Act:
        async def act(request: web.Request, body: Body) -> JSON:
            return look(sandbox, request)

        return act

    async def raw_file(request: web.Request) -> web.StreamResponse:
        return addresses.raw(sandbox.team, request.match_info["file"])

    for path, look in _ROUTES:
        app.router.add_get(f"/_sandbox/{path}", edge.handler(route(look)))
    app.router.add_get("/_sandbox/files/{file}/raw", raw_file)
