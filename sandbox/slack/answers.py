"""Acting as a person towards the app: send the act, take the ack in, say what the person saw.

Called by the driver. All of it ends in the same answer: acked, ack, text, ephemeral, view, seconds, error.
"""

import asyncio
from typing import Any

from sandbox.slack import payloads, replies, shapes, windows
from sandbox.slack.blockkit.views import problems_of_view
from sandbox.slack.interactions import Interaction
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.socket import Answer
from sandbox.slack.team import Team

LINGER = 0.4
"""real seconds to wait after an ack for what comes by other ways"""


async def command(team: Team, user: str, room: Channel, word: str, text: str, linger: float = LINGER) -> JSON:
    doing = team.interactions.begin(Interaction(user, room.id, is_command=True))
    try:
        body = payloads.command(team, doing, room, word, text)
        answer = await team.link.ask("slash_commands", body)
        trouble = _take_in_text(team, room, doing, answer.payload)
        await _settle(doing, answer, 0.0 if trouble else linger)
    finally:
        team.interactions.end(doing)
    return _report(doing, answer, error=trouble)


def _take_in_text(team: Team, room: Channel, doing: Interaction, payload: JSON | None) -> str | None:
    """A command's ack may be a message; a bad one is a failure the person sees."""
    if not payload:
        return None
    try:
        replies.say(team, room, doing, payload)
    except Refusal:
        return "invalid_command_response"
    return None


async def click(
    team: Team,
    user: str,
    action: JSON,
    place: Message | View,
    state: dict[str, Any],
    linger: float = LINGER,
) -> JSON:
    doing = _doing_at(user, place)
    team.interactions.begin(doing)
    try:
        answer = await team.link.ask("interactive", payloads.click(team, doing, action, place, state))
        await _settle(doing, answer, linger)
    finally:
        team.interactions.end(doing)
    return _report(doing, answer)


def _doing_at(user: str, place: Message | View) -> Interaction:
    if isinstance(place, View):
        return Interaction(user, view_id=place.id)
    return Interaction(user, place.channel, message_ts=place.ts, thread_ts=place.thread_ts)


async def suggest(
    team: Team, user: str, element: JSON, block: str, typed: str, place: Message | View
) -> JSON:
    """Ask the app for the options of an external menu."""
    doing = _doing_at(user, place)
    body = payloads.suggestion(team, doing, element, block, typed, place)
    answer = await team.link.ask("interactive", body)
    return _report(doing, answer)


async def shortcut(
    team: Team, user: str, callback_id: str, said: Message | None, linger: float = LINGER
) -> JSON:
    doing = _doing_at(user, said) if said else Interaction(user)
    team.interactions.begin(doing)
    try:
        answer = await team.link.ask("interactive", payloads.shortcut(team, doing, callback_id, said))
        await _settle(doing, answer, linger)
    finally:
        team.interactions.end(doing)
    return _report(doing, answer)


async def submit(team: Team, view: View, linger: float = LINGER) -> JSON:
    """Send a filled-in modal and do with it what the app's answer says."""
    doing = team.interactions.begin(Interaction(view.user, view_id=view.id))
    try:
        answer = await team.link.ask("interactive", payloads.submission(team, doing, view))
        more = _respond(team, doing, view, answer) if answer.acked else {}
        if not more.get("errors"):
            await _settle(doing, answer, linger)
    finally:
        team.interactions.end(doing)
    return _report(doing, answer, **more)


def _respond(team: Team, doing: Interaction, view: View, answer: Answer) -> JSON:
    """Carry out a response_action. What Slack cannot make sense of, the person sees as an error."""
    ws = team.workspace
    action = (answer.payload or {}).get("response_action")
    if view.id not in ws.views:
        return {"closed": True}
    if action == "errors":
        errors = (answer.payload or {}).get("errors")
        inputs = {b["block_id"] for b in view.given["blocks"] if b["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return {"error": "invalid_response_action", "closed": False}
        return {"errors": errors, "closed": False}
    if action in ("update", "push"):
        return _next_view(team, doing, view, action, (answer.payload or {}).get("view"))
    windows.close(ws, view, all_of_them=action == "clear")
    return {"closed": True}


def _next_view(team: Team, doing: Interaction, view: View, action: str, given: Any) -> JSON:
    problems = [str(p) for p in problems_of_view(given)]
    if problems:
        return {"error": "invalid_view", "problems": problems, "closed": False}
    try:
        if action == "update":
            shown = windows.update(team.workspace, view, given)
        else:
            shown = windows.push(team.workspace, view.user, given)
    except Refusal as refusal:
        return {"error": refusal.error, "closed": False}
    doing.saw_view(shapes.view(shown))
    return {"closed": False}


async def close(team: Team, view: View) -> JSON:
    """Close a modal by hand. The app hears of it only if its view asked to."""
    closed = windows.close(team.workspace, view, all_of_them=bool(view.given.get("clear_on_close")))
    answer = Answer(True, None, 0.0)
    for going in closed:
        if going.given.get("notify_on_close"):
            doing = Interaction(going.user, view_id=going.id)
            body = payloads.closing(team, doing, going, len(closed) > 1)
            answer = await team.link.ask("interactive", body)
    return _report(Interaction(view.user), answer, closed=True)


async def _settle(doing: Interaction, answer: Answer, linger: float) -> None:
    """After the ack, give replies that come by other ways a moment to arrive."""
    if answer.acked:
        await settle(doing, linger)


async def settle(doing: Interaction, linger: float) -> None:
    """Wait until something reached the person, `linger` seconds at most."""
    if linger <= 0:
        return
    try:
        await asyncio.wait_for(doing.stirred.wait(), linger)
    except TimeoutError:
        return  # nothing more came, which is as good an answer as any


def _report(doing: Interaction, answer: Answer, error: str | None = None, **more: Any) -> JSON:
    return {
        "acked": answer.acked,
        "ack": answer.payload,
        "text": next((m["text"] for m in doing.seen), (answer.payload or {}).get("text")),
        "ephemeral": doing.seen,
        "view": doing.view,
        "seconds": answer.seconds,
        "error": answer.error or error,
        **more,
    }
