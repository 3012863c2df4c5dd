"""Which payloads Bolt can take apart. Called by `register` before any listener sees one.

Bolt reads some fields without looking whether they are there and would then answer nothing at all;
what has not the shape of Slack's own payloads is acked and left alone.
"""

from __future__ import annotations

from collections.abc import Callable

from commands.door import Body, at


def _texts(*paths: tuple[str | int, ...]) -> Callable[[Body], bool]:
    return lambda body: all(isinstance(at(body, *path), str) for path in paths)


_CALLBACK = _texts(("callback_id",))
_VIEW = _texts(("view", "callback_id"), ("view", "type"))

SHAPES: dict[str, Callable[[Body], bool]] = {
    "block_actions": _texts(("actions", 0, "action_id")),
    "interactive_message": lambda body: _CALLBACK(body) and at(body, "actions", 0) is not None,
    "dialog_submission": _CALLBACK,
    "dialog_cancellation": _CALLBACK,
    "view_submission": lambda body: _VIEW(body) and at(body, "view", "type") != "workflow_step",
    "view_closed": _VIEW,
    "shortcut": _CALLBACK,
    "message_action": _CALLBACK,
    "block_suggestion": _texts(("action_id",)),
    "dialog_suggestion": _CALLBACK,
    "event_callback": _texts(("event", "type")),
}


def familiar(body: Body) -> bool:
    """Whether one of the seven routers will take `body`."""
    if "command" in body:
        return isinstance(at(body, "command"), str) and "type" not in body
    kind = at(body, "type")
    return isinstance(kind, str) and kind in SHAPES and SHAPES[kind](body)
