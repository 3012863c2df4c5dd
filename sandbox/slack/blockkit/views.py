"""Modals and home tabs: judged whole, given ids where the app left them out, and read for initial values.

Called by the view methods (`problems_of_view`) and by `windows` (`fill_ids`, `initial_state`).
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack.blockkit import limits
from sandbox.slack.blockkit.blocks import block_list, problems_of
from sandbox.slack.blockkit.checks import Check, Problem, Problems, anything, boolean, record, string, typed
from sandbox.slack.blockkit.objects import identifier, plain
from sandbox.slack.refusal import JSON

_BOTH: dict[str, Check] = {
    "private_metadata": string(limits.PRIVATE_METADATA),
    "callback_id": identifier,
    "external_id": identifier,
}
_BUTTON = plain(limits.VIEW_TITLE)


def _modal(value: Any, at: str, problems: Problems) -> None:
    if value.get("submit") is None:
        for n, block in enumerate(value["blocks"]):
            if block["type"] == "input":
                where = f"{at}/blocks/{n}/input"
                problems.append(
                    Problem("<app> must define `submit` to use an `input` block in modals", where)
                )
    problems.extend(problems_of(value["blocks"], "modal", f"{at}/blocks"))


def _home(value: Any, at: str, problems: Problems) -> None:
    problems.extend(problems_of(value["blocks"], "home", f"{at}/blocks"))


_VIEW = typed(
    {
        "modal": record(
            {"type": anything, "title": _BUTTON, "blocks": block_list("modal")},
            _BOTH
            | {
                "submit": _BUTTON,
                "close": _BUTTON,
                "submit_disabled": boolean,
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
            _modal,
        ),
        "home": record({"type": anything, "blocks": block_list("home")}, _BOTH, _home),
    }
)


def problems_of_view(view: Any) -> Problems:
    """Everything wrong with a view. Total: never raises."""
    problems: Problems = []
    _VIEW(view, "/view", problems)
    return problems


def too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > limits.VIEW_BYTES


def elements_of(block: JSON) -> Iterator[JSON]:
    """The elements of a block a person can act on."""
    for part in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
        if isinstance(part, dict) and part.get("type") not in (None, "image", "mrkdwn", "plain_text"):
            yield part


def fill_ids(holder: JSON, new_id: Callable[[str], str]) -> JSON:
    """A copy of a view (or anything with `blocks`) in which every block and element has an id."""
    return {**holder, "blocks": [_with_ids(block, new_id) for block in holder.get("blocks") or ()]}


def _with_ids(block: JSON, new_id: Callable[[str], str]) -> JSON:
    filled = {**block, "block_id": block.get("block_id") or new_id("b")}
    if block["type"] in ("section", "actions", "input", "context_actions"):
        for key in ("accessory", "element"):
            if isinstance(block.get(key), dict):
                filled[key] = _with_action_id(block[key], new_id)
        if isinstance(block.get("elements"), list):
            filled["elements"] = [_with_action_id(e, new_id) for e in block["elements"]]
    return filled


def _with_action_id(element: JSON, new_id: Callable[[str], str]) -> JSON:
    if element["type"] == "image":
        return element
    return {**element, "action_id": element.get("action_id") or new_id("a")}


_CARRIED: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "initial_files", []),
}
"""element type -> (key of its value in state, key of its initial value, value when untouched)"""


def carries(kind: str) -> str | None:
    """The key under which an element of this type carries its value, None for buttons and the like."""
    return _CARRIED[kind][0] if kind in _CARRIED else None


def initial_state(holder: JSON) -> dict[str, dict[str, Any]]:
    """What `state.values` says before anybody touched anything."""
    state: dict[str, dict[str, Any]] = {}
    for block in holder.get("blocks") or ():
        if block["type"] not in ("section", "actions", "input"):
            continue
        for element in elements_of(block):
            if element["type"] in _CARRIED:
                key, initial, untouched = _CARRIED[element["type"]]
                value = {"type": element["type"], key: element.get(initial, untouched)}
                state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state
