"""What passes through the Slack door: one delivery comes in, one answer goes out.

`register` makes a `Heard` of every delivery and hands it to one function; that function returns an
`Answer` and never talks to Slack itself. Payloads are Slack's, so nothing in them is taken for granted:
`at` and `word` walk them without ever raising.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.usecases.desk import Asker, Desk
from bot.views.kit import Message
from bot.views.modals import View

Body: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Heard:
    """One delivery: what came, from whom, and the desk to carry it to."""

    desk: Desk
    asker: Asker
    body: Body


@dataclass(frozen=True)
class Form:
    """A modal to open, or to show in place of the one that asked."""

    view: View


@dataclass(frozen=True)
class Wrong:
    """Errors beside the fields of a submitted form; it stays open with everything typed in it."""

    errors: dict[str, str]


@dataclass(frozen=True)
class Instead:
    """A message that takes the place of the one whose button was pressed."""

    message: Message


Answer: TypeAlias = Message | Form | Wrong | Instead | None
"""None: nothing to say; what was done shows on the card or in the channel."""


def at(body: Any, *path: str | int) -> Any:
    """What stands at `path` in nested dicts and lists, None where there is nothing."""
    for step in path:
        if isinstance(step, int):
            body = body[step] if isinstance(body, list) and len(body) > step else None
        else:
            body = body.get(step) if isinstance(body, Mapping) else None
    return body


def word(body: Any, *path: str | int) -> str:
    """The text at `path`; empty when there is none."""
    found = at(body, *path)
    return found if isinstance(found, str) else ""


def of_command(body: Body) -> Asker:
    """Who typed a slash command, and where."""
    return Asker(
        word(body, "user_id"),
        word(body, "trigger_id") or _fresh(),
        channel=word(body, "channel_id"),
        channel_name=word(body, "channel_name"),
    )


def of_click(body: Body) -> Asker:
    """Who clicked. Slack repeats the action's time in a redelivery, so it makes the key."""
    person, container = word(body, "user", "id"), at(body, "container")
    place = word(container, "message_ts") or word(container, "view_id")
    clicked = word(body, "actions", 0, "action_ts")
    key = f"block:{place}:{clicked}:{person}" if clicked else _fresh()
    return Asker(person, key, channel=_channel(body), channel_name=word(body, "channel", "name"))


def of_form(body: Body) -> Asker:
    """Who submitted a modal. Its hash changes whenever the modal does, so a double submit is one."""
    view, state = word(body, "view", "id"), word(body, "view", "hash")
    key = f"view:{view}:{state}" if view else _fresh()
    return Asker(word(body, "user", "id"), key, channel=_channel(body))


def of_shortcut(body: Body) -> Asker:
    key = word(body, "trigger_id") or _fresh()
    return Asker(word(body, "user", "id"), key, channel=_channel(body))


def of_event(body: Body) -> Asker:
    """Whose doing an event is; its own id is the key."""
    person = word(body, "event", "user") or word(body, "event", "user", "id")
    key = word(body, "event_id") or _fresh()
    return Asker(person, key, channel=word(body, "event", "channel") or word(body, "event", "channel_id"))


def at_home(body: Body) -> bool:
    """Whether it was clicked on the Home tab, where no message can be answered."""
    return word(body, "view", "type") == "home"


def _channel(body: Body) -> str:
    return word(body, "channel", "id") or word(body, "container", "channel_id")


def _fresh() -> str:
    return f"unnamed:{secrets.token_hex(12)}"
