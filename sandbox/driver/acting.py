"""Clicking, submitting, closing: finds what the person acts on and tells the app. Used by `people`."""

from typing import Any

from sandbox.driver import edge, typing_in
from sandbox.driver.edge import Body, Impossible
from sandbox.slack import answers
from sandbox.slack.blockkit.views import carries, elements_of, initial_state
from sandbox.slack.records import Message, View
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

Place = Message | View


def linger(body: Body) -> float:
    """Seconds to wait after the ack for what comes by other ways; tests may ask for less or more."""
    return body.number("wait", answers.LINGER)


def place(team: Team, user: str, body: Body) -> Place:
    """The message or view the body points at, if this person has it before them."""
    if body.get("view_id"):
        view = team.workspace.views.get(str(body["view_id"]))
        if view is None or view.user != user:
            raise Impossible("view_not_found", "this person has no such view open", 404)
        return view
    return edge.message(edge.room(team, str(body["channel"]), user), str(body["ts"]), user)


def _blocks(where: Place) -> list[JSON]:
    if isinstance(where, View):
        blocks: list[JSON] = where.given["blocks"]
        return blocks
    inside = [b for a in where.attachments for b in a.get("blocks", ())]
    return [*where.blocks, *inside]


def find(where: Place, body: Body) -> tuple[JSON, JSON]:
    """(block, element) by action_id, and where that is not enough by block_id and value."""
    wanted = str(body["action_id"])
    found = [
        (block, element)
        for block in _blocks(where)
        for element in elements_of(block)
        if element.get("action_id") == wanted and body.get("block_id") in (None, block.get("block_id"))
    ]
    if len(found) > 1 and body.get("value") is not None:
        found = [f for f in found if f[1].get("value") == body["value"]] or found
    if not found:
        raise Impossible("element_not_found", f"there is no {wanted} to act on", 404)
    return found[0]


async def click(team: Team, user: str, body: Body) -> JSON:
    where = place(team, user, body)
    block, element = find(where, body)
    action: JSON = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    given = body.get("selected", body.get("value"))
    state = where.state if isinstance(where, View) else initial_state({"blocks": _blocks(where)})
    if carries(element["type"]):
        entry = typing_in.value(team.workspace, element, given)
        state.setdefault(block["block_id"], {})[element["action_id"]] = entry
        action |= {k: v for k, v in element.items() if k.startswith("initial_") or k == "placeholder"} | entry
    elif element["type"] == "overflow":
        action["selected_option"] = typing_in.option(element, given)
    else:
        action |= {k: element[k] for k in ("text", "value", "style", "url") if k in element}
    if "confirm" in element:
        action["confirm"] = element["confirm"]
    return await answers.click(team, user, action, where, state, linger(body))


async def options(team: Team, user: str, body: Body) -> JSON:
    """Type into a menu the app feeds; answers the options it offered in `ack`."""
    where = place(team, user, body)
    block, element = find(where, body)
    return await answers.suggest(team, user, element, block["block_id"], str(body.get("value", "")), where)


async def submit(team: Team, user: str, body: Body) -> JSON:
    view = place(team, user, Body(view_id=body["view_id"]))
    if not isinstance(view, View) or view.kind != "modal":
        raise Impossible("not_a_modal", "only modals are submitted")
    state = {block: dict(fields) for block, fields in view.state.items()}
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise Impossible("invalid_values", "values is {block_id: {action_id: value}}")
    for block_id, fields in values.items():
        _fill(team, view, state, str(block_id), fields)
    errors = _objections(view, state)
    if errors:
        return {**_NOT_SENT, "errors": errors, "closed": False}
    view.state = state
    return await answers.submit(team, view, linger(body))


_NOT_SENT: JSON = {
    "acked": False,
    "ack": None,
    "text": None,
    "ephemeral": [],
    "view": None,
    "seconds": 0.0,
    "error": None,
}


def _fill(team: Team, view: View, state: dict[str, dict[str, Any]], block_id: str, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise Impossible("invalid_values", "values is {block_id: {action_id: value}}")
    for action_id, given in fields.items():
        _, element = find(view, Body(action_id=action_id, block_id=block_id))
        state.setdefault(block_id, {})[action_id] = typing_in.value(team.workspace, element, given)


def _objections(view: View, state: dict[str, dict[str, Any]]) -> dict[str, str]:
    errors = {}
    for block in view.given["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            entry = state[block["block_id"]][element["action_id"]]
            trouble = typing_in.objection(element, entry, bool(block.get("optional")))
            if trouble:
                errors[block["block_id"]] = trouble
    return errors


async def close(team: Team, user: str, body: Body) -> JSON:
    view = place(team, user, Body(view_id=body["view_id"]))
    if not isinstance(view, View) or view.kind != "modal":
        raise Impossible("not_a_modal", "only modals are closed")
    return await answers.close(team, view)


async def shortcut(team: Team, user: str, body: Body) -> JSON:
    said = None
    if body.get("channel") or body.get("ts"):
        said = edge.message(edge.room(team, str(body["channel"]), user), str(body["ts"]), user)
    return await answers.shortcut(team, user, str(body["callback_id"]), said, linger(body))
