"""POST /_sandbox/people/{user}/{verb}: act as somebody. Each verb is one small function in a table."""

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.driver import acting, edge, wording
from sandbox.driver.edge import Body, Impossible
from sandbox.slack import answers, marks, papers, rooms, shapes, talk, windows
from sandbox.slack.interactions import Interaction
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Verb = Callable[[Team, str, Body], Awaitable[JSON]]


def _present(team: Team, user: str, body: Body) -> Channel:
    """The channel somebody writes in. Who is not in a public one joins it first, as Slack makes them."""
    room = edge.room(team, str(body["channel"]), user)
    if user not in room.members:
        if team.workspace.people[user].is_guest:
            raise Impossible("not_in_channel", "guests cannot join by themselves", 403)
        rooms.join(team.workspace, room, user)
    return room


async def command(team: Team, user: str, body: Body) -> JSON:
    word, _, rest = str(body["text"]).strip().partition(" ")
    if not word.startswith("/"):
        raise Impossible("not_a_command", "text starts with the command: /incident declare p1")
    room = _present(team, user, body)
    if room.archived:
        raise Impossible("is_archived", "nobody can write in an archived channel")
    text = wording.encode(team.workspace, rest.strip(), with_names=True)
    return await answers.command(team, user, room, word, text, acting.linger(body))


async def say(team: Team, user: str, body: Body) -> JSON:
    room = _present(team, user, body)
    text = wording.encode(team.workspace, str(body["text"]), with_names=False)
    said = talk.person_says(team.workspace, room, user, text, body.get("thread_ts"))
    return {"channel": room.id, "ts": said.ts}


async def edit(team: Team, user: str, body: Body) -> JSON:
    ws, room = team.workspace, edge.room(team, str(body["channel"]), user)
    said = edge.message(room, str(body["ts"]))
    text = wording.encode(ws, str(body["text"]), with_names=False)
    talk.update(
        ws, room, said, user, {"text": text, "blocks": talk.rich_text(ws, text)}, "cant_update_message"
    )
    return {"channel": room.id, "ts": said.ts}


async def delete(team: Team, user: str, body: Body) -> JSON:
    room = edge.room(team, str(body["channel"]), user)
    talk.delete(team.workspace, room, edge.message(room, str(body["ts"])), user)
    return {"channel": room.id}


async def react(team: Team, user: str, body: Body) -> JSON:
    said = edge.message(edge.room(team, str(body["channel"]), user), str(body["ts"]))
    marks.react(team.workspace, said, str(body["name"]), user)
    return {}


async def unreact(team: Team, user: str, body: Body) -> JSON:
    said = edge.message(edge.room(team, str(body["channel"]), user), str(body["ts"]))
    marks.unreact(team.workspace, said, str(body["name"]), user)
    return {}


async def pin(team: Team, user: str, body: Body) -> JSON:
    room = edge.room(team, str(body["channel"]), user)
    marks.pin(team.workspace, room, edge.message(room, str(body["ts"])), user)
    return {}


async def unpin(team: Team, user: str, body: Body) -> JSON:
    room = edge.room(team, str(body["channel"]), user)
    marks.unpin(team.workspace, room, edge.message(room, str(body["ts"])), user)
    return {}


async def join(team: Team, user: str, body: Body) -> JSON:
    room = edge.room(team, str(body["channel"]), user)
    return {"joined": rooms.join(team.workspace, room, user)}


async def leave(team: Team, user: str, body: Body) -> JSON:
    rooms.leave(team.workspace, edge.room(team, str(body["channel"]), user), user)
    return {}


async def upload(team: Team, user: str, body: Body) -> JSON:
    """Share a file: `content` is its text, `base64` its bytes."""
    ws, room = team.workspace, _present(team, user, body)
    content = _decoded(body["base64"]) if "base64" in body else str(body["content"]).encode()
    paper = papers.expect(ws, str(body["name"]), len(content), user)
    paper.content, paper.completed = content, True
    ws.uploads.pop(paper.upload, None)
    text = wording.encode(ws, str(body.get("text", "")), with_names=False)
    said = papers.share(ws, room, [paper], user, text, thread_ts=body.get("thread_ts"))
    return {"channel": room.id, "ts": said.ts, "file": shapes.file(ws, paper.id)}


def _decoded(word: object) -> bytes:
    try:
        return base64.b64decode(str(word), validate=True)
    except ValueError:
        raise Impossible("invalid_base64", "base64 holds the file's bytes") from None


async def home(team: Team, user: str, body: Body) -> JSON:
    """Open the app's home tab, and wait a moment for it to be drawn anew."""
    ws = team.workspace
    room, _ = ws.direct([user, team.bot_user])
    event: JSON = {"type": "app_home_opened", "user": user, "channel": room.id, "tab": "home"}
    now = windows.seen_by(ws, user)["home"]
    if now:
        event["view"] = now
    doing = team.interactions.begin(Interaction(user, view_id="home"))
    try:
        ws.announce({**event, "event_ts": f"{team.clock.now():.6f}"})
        await answers.settle(doing, acting.linger(body))
    finally:
        team.interactions.end(doing)
    return {"channel": room.id, "view": windows.seen_by(ws, user)["home"]}


VERBS: dict[str, Verb] = {
    "command": command,
    "message": say,
    "edit": edit,
    "delete": delete,
    "click": acting.click,
    "options": acting.options,
    "submit": acting.submit,
    "close": acting.close,
    "shortcut": acting.shortcut,
    "react": react,
    "unreact": unreact,
    "pin": pin,
    "unpin": unpin,
    "join": join,
    "leave": leave,
    "upload": upload,
    "home": home,
}


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    team = sandbox.team

    def route(verb: Verb) -> edge.Act:
        async def act(request: web.Request, body: Body) -> JSON:
            person = edge.person(team, request.match_info["user"])
            if person.deleted or person.is_bot:
                raise Impossible("account_inactive", f"{person.name} cannot act", 403)
            return await verb(team, person.id, body)

        return act

    for name, verb in VERBS.items():
        app.router.add_post(f"/_sandbox/people/{{user}}/{name}", edge.handler(route(verb)))
