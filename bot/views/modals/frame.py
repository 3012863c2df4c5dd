"""What every modal is made of: the frame, the inputs, and how their answers are read back.

An input's block_id and action_id are its field's name (`severity:shop` is the field `severity`), so a
reader needs only the name. Used by the other files of `modals` and by nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.views import kit

View = dict[str, Any]
Option = tuple[str, str, str]
"""Value, label, description (may be empty)."""

META = 3000
LONGEST = 3000


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[kit.Block | None],
    submit: str = "",
    meta: Mapping[str, Any] | None = None,
    close: str = "Cancel",
) -> View:
    """A modal; without `submit` it only tells. `meta` comes back with the submit (see `meta_of`)."""
    made: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": kit.plain_text(title, 24),
        "close": kit.plain_text(close, 24),
        "blocks": [block for block in blocks if block is not None][:100],
    }
    if submit:
        made["submit"] = kit.plain_text(submit, 24)
    if meta:
        made["private_metadata"] = json.dumps(meta, ensure_ascii=False, separators=(",", ":"))
        if len(made["private_metadata"]) > META:
            raise ValueError(f"private_metadata of {callback_id} is too long: keep ids in it, not texts")
    return made


def text(
    name: str,
    label: str,
    initial: str = "",
    *,
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
) -> kit.Block:
    element: kit.Element = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": multiline,
        "max_length": LONGEST,
    }
    if initial.strip():
        element["initial_value"] = kit.cut(kit.clean(initial), LONGEST)
    if placeholder:
        element["placeholder"] = kit.plain_text(placeholder, 150)
    return _input(name, label, element, optional, hint)


def select(
    name: str,
    label: str,
    options: Sequence[Option],
    chosen: str | None = None,
    *,
    optional: bool = False,
    part: str = "",
    hint: str = "",
    action_id: str = "",
) -> kit.Block | None:
    """A menu; None without options. `action_id` is given where a choice must be told at once."""
    if not options:
        return None
    shown = [_option(*option) for option in _with(options, chosen)]
    element: kit.Element = {"type": "static_select", "action_id": action_id or name, "options": shown}
    if initial := next((option for option in shown if option["value"] == chosen), None):
        element["initial_option"] = initial
    block = _input(f"{name}:{part}" if part else name, label, element, optional, hint)
    return {**block, "dispatch_action": True} if action_id else block


def boxes(name: str, label: str, options: Sequence[Option], chosen: Sequence[str] = ()) -> kit.Block:
    """Checkboxes, none of them required."""
    shown = [_option(*option) for option in options[:10]]
    element: kit.Element = {"type": "checkboxes", "action_id": name, "options": shown}
    if initial := [option for option in shown if option["value"] in chosen]:
        element["initial_options"] = initial
    return _input(name, label, element, True, "")


def radio(name: str, label: str, options: Sequence[Option], chosen: str | None = None) -> kit.Block:
    shown = [_option(*option) for option in options[:10]]
    element: kit.Element = {"type": "radio_buttons", "action_id": name, "options": shown}
    if initial := next((option for option in shown if option["value"] == chosen), None):
        element["initial_option"] = initial
    return _input(name, label, element, True, "")


def person(name: str, label: str, chosen: str | None = None, hint: str = "") -> kit.Block:
    element: kit.Element = {"type": "users_select", "action_id": name}
    if chosen:
        element["initial_user"] = chosen
    return _input(name, label, element, True, hint)


def day(name: str, label: str, chosen: date | None = None) -> kit.Block:
    element: kit.Element = {"type": "datepicker", "action_id": name}
    if chosen:
        element["initial_date"] = chosen.isoformat()
    return _input(name, label, element, True, "")


def moment(name: str, label: str, chosen: datetime | None = None, hint: str = "") -> kit.Block:
    """A time, which Slack shows and takes in the reader's own zone."""
    element: kit.Element = {"type": "datetimepicker", "action_id": name}
    if chosen and 10**9 <= chosen.timestamp() < 10**10:  # Slack takes ten digits
        element["initial_date_time"] = int(chosen.timestamp())
    return _input(name, label, element, True, hint)


def meta_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """What `modal` was given as `meta`; empty when there is none or it is not ours."""
    try:
        return _dict(json.loads(str(view.get("private_metadata") or "{}")))
    except ValueError:
        return {}


def answer(view: Mapping[str, Any], name: str) -> Any:
    """What was typed or chosen: str, list of values, a user's id, a date, epoch seconds; None untouched."""
    for block_id, elements in _dict(_dict(view.get("state")).get("values")).items():
        if str(block_id).partition(":")[0] == name:
            for element in _dict(elements).values():
                return _value(_dict(element))
    return None


def said(view: Mapping[str, Any], name: str) -> str:
    """The text typed, trimmed; empty when untouched."""
    found = answer(view, name)
    return found.strip() if isinstance(found, str) else ""


def time_of(view: Mapping[str, Any], name: str) -> datetime | None:
    """The moment chosen, aware, in UTC."""
    found = answer(view, name)
    return datetime.fromtimestamp(found, UTC) if isinstance(found, int) and 0 <= found < 2**33 else None


def ticked(view: Mapping[str, Any], name: str) -> frozenset[str]:
    """The values of the boxes that are ticked."""
    found = answer(view, name)
    return frozenset(one for one in found if isinstance(one, str)) if isinstance(found, list) else frozenset()


def block_of(view: Mapping[str, Any], name: str) -> str:
    """The block_id of a field as it stands in this view: where its error is shown."""
    ids = [str(_dict(block).get("block_id", "")) for block in view.get("blocks") or []]
    return next((one for one in ids if one.partition(":")[0] == name), name)


def _dict(found: Any) -> dict[str, Any]:
    """What Slack sent, if it is an object: nothing about its shape is taken on trust."""
    return found if isinstance(found, dict) else {}


def _value(element: dict[str, Any]) -> Any:
    if isinstance(options := element.get("selected_options"), list):
        return [option.get("value") for option in options if isinstance(option, dict)]
    if isinstance(option := element.get("selected_option"), dict):
        return option.get("value")
    for key in ("value", "selected_user", "selected_date", "selected_date_time"):
        if element.get(key) is not None:
            return element[key]
    return None


def _input(name: str, label: str, element: kit.Element, optional: bool, hint: str) -> kit.Block:
    block: kit.Block = {
        "type": "input",
        "block_id": name[:255],
        "label": kit.plain_text(label, 150),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": kit.plain_text(hint, 300)} if hint else block


def _option(value: str, label: str, description: str = "") -> kit.Element:
    made: kit.Element = {"text": kit.plain_text(label, 75), "value": value[:150]}
    return {**made, "description": kit.plain_text(description, 75)} if description.strip() else made


def _with(options: Sequence[Option], chosen: str | None) -> list[Option]:
    """A hundred options at most, the chosen one among them."""
    first = list(options[:100])
    if chosen is not None and all(option[0] != chosen for option in first):
        first = [*first[:99], *(option for option in options if option[0] == chosen)][:100]
    return first
