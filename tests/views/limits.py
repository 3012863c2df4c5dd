"""Slack's limits as the server enforces them, above all those that slack_sdk's own models miss.

Each function returns complaints; an empty list means Slack would take it. Also what Slack does not
check but we promise: nothing that calls a crowd, no control characters, no torn entity.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.views import View

from bot.views.kit import Message

TOTAL_TEXT = 13_000
TEXT = 4_000
IN_MESSAGES = {"header", "section", "context", "actions", "divider"}
IN_MODALS = {"section", "input"}
IN_HOME = {"header", "section", "context", "actions", "divider"}

_TOKEN = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^\d+\^[^|<>]*\{[^|<>]*\|[^|<>]*)>"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CROWD = re.compile(r"@(?:channel|here|everyone)\b", re.IGNORECASE)


def of_message(message: Message) -> list[str]:
    """What is wrong with a message."""
    message.validated()
    complaints = list(_mrkdwn(message.text, "text"))
    if not 0 < len(message.text) <= TEXT:
        complaints.append(f"text has {len(message.text)} characters")
    if len(message.blocks) > 50:
        complaints.append(f"{len(message.blocks)} blocks")
    complaints += _blocks(list(message.blocks), IN_MESSAGES)
    total = sum(len(text) for _, text in _texts(list(message.blocks)))
    if total > TOTAL_TEXT:
        complaints.append(f"{total} characters over all blocks")
    return complaints


def of_modal(view: dict[str, Any]) -> list[str]:
    """What is wrong with a modal."""
    complaints = _view(view, IN_MODALS)
    for part in ("title", "submit", "close"):
        if part in view and not 0 < len(view[part]["text"]) <= 24:
            complaints.append(f"{part}: {view[part]}")
    if "title" not in view:
        complaints.append("no title")
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        complaints.append("input without submit")
    return complaints


def of_home(view: dict[str, Any]) -> list[str]:
    """What is wrong with a Home tab."""
    return _view(view, IN_HOME)


def _view(view: dict[str, Any], kinds: set[str]) -> list[str]:
    View(**view).validate_json()
    complaints = _blocks(view["blocks"], kinds)
    if not 0 < len(view["blocks"]) <= 100:
        complaints.append(f"{len(view['blocks'])} blocks")
    if len(view.get("private_metadata", "")) > 3000:
        complaints.append("private_metadata")
    if len(json.dumps(view).encode()) > 250_000:
        complaints.append("view_too_large")
    return complaints


def _blocks(blocks: list[dict[str, Any]], kinds: set[str]) -> list[str]:
    complaints = [f"unsupported {block['type']}" for block in blocks if block["type"] not in kinds]
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    complaints += [f"block_id {one} twice" for one, times in ids.items() if times > 1]
    for block in blocks:
        complaints += _elements(block)
        complaints += [f"field of {len(f['text'])}" for f in block.get("fields", []) if len(f["text"]) > 2000]
        if block["type"] == "header" and block["text"]["type"] != "plain_text":
            complaints.append("a header takes plain_text")
    for kind, text in _texts(blocks):
        if not text.strip():
            complaints.append("empty text")
        complaints += _mrkdwn(text, "mrkdwn") if kind == "mrkdwn" else _plain(text)
    return complaints


def _elements(block: dict[str, Any]) -> Iterator[str]:
    elements = [*block.get("elements", []), *(block[k] for k in ("accessory", "element") if k in block)]
    if block["type"] in ("actions", "context") and not block["elements"]:
        yield f"{block['type']} without elements"
    actions = Counter(element["action_id"] for element in elements if "action_id" in element)
    yield from (f"action_id {one} twice" for one, times in actions.items() if times > 1)
    for element in elements:
        options = element.get("options")
        if options is not None:
            most = 10 if element["type"] in ("checkboxes", "radio_buttons") else 100
            values = [option["value"] for option in options]
            if not 0 < len(options) <= most or len(set(values)) != len(values):
                yield f"{len(options)} options in a {element['type']}"
            for one in [element.get("initial_option"), *element.get("initial_options", [])]:
                if one is not None and one not in options:
                    yield f"initial {one} is not among the options"
        if len(element.get("initial_value", "")) > element.get("max_length", 3000):
            yield "initial_value is too long"
        if element["type"] == "button" and not element.get("value"):
            yield f"button {element['action_id']} says nothing"


def _texts(found: Any) -> Iterator[tuple[str, str]]:
    """(type, text) of every text object inside."""
    if isinstance(found, dict):
        if found.get("type") in ("mrkdwn", "plain_text") and "text" in found:
            yield found["type"], found["text"]
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _texts(value)


def _mrkdwn(text: str, where: str) -> Iterator[str]:
    rest = _TOKEN.sub("", text)
    if "<" in rest or re.search(r"(?<!^)(?<!\n)>", rest.replace("\n> ", "\n")):
        yield f"{where}: a bracket that is no token of ours: {rest[:200]!r}"
    if "&" in _ENTITY.sub("", rest):
        yield f"{where}: a torn or raw entity: {rest[:200]!r}"
    yield from _plain(text)


def _plain(text: str) -> Iterator[str]:
    if _CONTROL.search(text):
        yield f"control character in {text[:80]!r}"
    if _CROWD.search(text) or re.search(r"<!(?:channel|here|everyone)", text):
        yield f"calls a crowd: {text[:80]!r}"
