"""From what a test gives ("p1", a list, a user) to the value an element carries. Used by `acting`."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.driver.edge import Impossible
from sandbox.slack import shapes
from sandbox.slack.blockkit.views import carries
from sandbox.slack.refusal import JSON
from sandbox.slack.workspace import Workspace

Typed = Callable[[Workspace, JSON, Any], Any]


def value(ws: Workspace, element: JSON, given: Any) -> JSON:
    """The state entry of an element with this put in. Raises Impossible for what a client refuses."""
    kind = element["type"]
    key = carries(kind)
    if key is None:
        raise Impossible("not_an_input", f"{kind} carries no value")
    if given is None or given in ("", []):
        return {"type": kind, key: [] if key.endswith("s") and key != "files" else None}
    return {"type": kind, key: _BY_KEY[key](ws, element, given)}


def option(element: JSON, given: Any) -> JSON:
    """One of the element's options, by value or by text; a menu fed by the app takes what it gets."""
    if isinstance(given, dict) and "value" in given:
        given = given if "external" in element["type"] else given["value"]
    if "external" in element["type"]:
        made = {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}
        return given if isinstance(given, dict) else made
    groups = [g["options"] for g in element.get("option_groups") or ()]
    for found in [*(element.get("options") or ()), *(o for group in groups for o in group)]:
        if str(given) in (found.get("value"), found["text"]["text"]):
            chosen: JSON = found
            return chosen
    raise Impossible("no_such_option", f"{element.get('action_id')} does not offer {given}")


def _text(ws: Workspace, element: JSON, given: Any) -> str:
    return given if isinstance(given, str) else str(given)


def _many(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _user(ws: Workspace, element: JSON, given: Any) -> str:
    word = str(given).strip("<@>")
    for person in ws.people.values():
        if word in (person.id, person.name):
            return person.id
    raise Impossible("user_not_found", f"nobody is called {given}", 404)


def _room(ws: Workspace, element: JSON, given: Any) -> str:
    found = ws.named(str(given))
    if found is None:
        raise Impossible("channel_not_found", f"there is no channel {given}", 404)
    return found.id


def _formed(pattern: str) -> Typed:
    def check(ws: Workspace, element: JSON, given: Any) -> str:
        if not re.fullmatch(pattern, str(given)):
            raise Impossible("invalid_value", f"{given} is not what {element['type']} takes")
        return str(given)

    return check


def _moment(ws: Workspace, element: JSON, given: Any) -> int:
    if isinstance(given, float) or not re.fullmatch(r"[0-9]{10}", str(given)):
        raise Impossible("invalid_value", f"{given} is not a moment in Unix seconds")
    return int(given)


_BY_KEY: dict[str, Typed] = {
    "value": _text,
    "rich_text_value": lambda ws, element, given: given if isinstance(given, dict) else _rich(str(given)),
    "selected_option": lambda ws, element, given: option(element, given),
    "selected_options": lambda ws, element, given: [option(element, g) for g in _many(given)],
    "selected_user": _user,
    "selected_users": lambda ws, element, given: [_user(ws, element, g) for g in _many(given)],
    "selected_conversation": _room,
    "selected_conversations": lambda ws, element, given: [_room(ws, element, g) for g in _many(given)],
    "selected_channel": _room,
    "selected_channels": lambda ws, element, given: [_room(ws, element, g) for g in _many(given)],
    "selected_date": _formed(r"\d{4}-\d\d-\d\d"),
    "selected_time": _formed(r"\d\d:\d\d"),
    "selected_date_time": _moment,
    "files": lambda ws, element, given: [shapes.file(ws, str(g)) for g in _many(given)],
}


def _rich(text: str) -> JSON:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def objection(element: JSON, entry: JSON, optional: bool) -> str | None:
    """What Slack's client says under a field before it sends anything, None when it is content."""
    key = carries(element["type"])
    held = entry.get(key or "")
    if held in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "plain_text_input":
        if len(held) > element.get("max_length", 3000):
            return f"Must be less than {element.get('max_length', 3000) + 1} characters."
        if len(held) < element.get("min_length", 0):
            return f"Must be more than {element['min_length'] - 1} characters."
    if element["type"] == "number_input" and not re.fullmatch(r"-?\d+(\.\d+)?", held):
        return "Must be a number."
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", held):
        return "Must be a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+", held):
        return "Must be a valid URL."
    return None
