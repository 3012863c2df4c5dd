"""How the driver's handlers meet HTTP: JSON in, JSON out, a plain reason and a 4xx when it cannot be done."""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.slack.records import Channel, Message, Person
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


class Impossible(Exception):
    """What was asked cannot be done; `status` is 400 unless something does not exist."""

    def __init__(self, error: str, detail: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.body = {"error": error, "detail": detail}
        self.status = status


class Body(JSON):
    """The JSON that came in; what is missing or not a number is said, not guessed."""

    def __missing__(self, name: str) -> Any:
        raise Impossible("missing", f"{name} is needed")

    def number(self, name: str, default: float) -> float:
        try:
            value = float(self.get(name, default))
        except (TypeError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            raise Impossible("not_a_number", f"{name} is a number")
        return value

    def names(self, name: str, default: list[str] | None = None) -> list[str]:
        given = self[name] if default is None else self.get(name, default)
        if not isinstance(given, list):
            raise Impossible("not_a_list", f"{name} is a list")
        return [str(part) for part in given]


Act = Callable[[web.Request, Body], Awaitable[Any]]


def handler(act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await act(request, await _body(request)))
        except Impossible as impossible:
            return web.json_response(impossible.body, status=impossible.status)
        except Refusal as refusal:
            return web.json_response({**refusal.body(), "detail": ""}, status=400)

    return handle


async def _body(request: web.Request) -> Body:
    raw = await request.read() if request.can_read_body else b""
    if not raw.strip():
        return Body()
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Impossible("invalid_json") from None
    if not isinstance(body, dict):
        raise Impossible("invalid_json", "send an object")
    return Body(body)


def person(team: Team, word: str) -> Person:
    """Somebody by id or by name."""
    found = team.workspace.people.get(word)
    if found is None:
        found = next((p for p in team.workspace.people.values() if p.name == word), None)
    if found is None:
        raise Impossible("user_not_found", f"nobody is called {word}", 404)
    return found


def room(team: Team, word: str, user: str | None = None) -> Channel:
    """A channel by id or name; "dm" is the person's conversation with the bot."""
    if word == "dm" and user:
        return team.workspace.direct([user, team.bot_user])[0]
    found = team.workspace.named(word)
    if found is None or (user and found.is_closed and user not in found.members):
        raise Impossible("channel_not_found", f"there is no channel {word} for this person", 404)
    return found


def message(where: Channel, ts: str, user: str | None = None) -> Message:
    """A message of a channel, also one only this person sees."""
    found = where.messages.get(ts) or where.whispers.get(user or "", {}).get(ts)
    if found is None:
        raise Impossible("message_not_found", f"nothing was said there at {ts}", 404)
    return found
