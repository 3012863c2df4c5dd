"""Each Web API method is declared once: its name, its rate, what it needs, and what it does.

The families beside this file register themselves; `webapi` looks methods up here.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.rates import Tier
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team

Do = Callable[[Team, Arguments], JSON]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Method:
    name: str
    tier: Tier
    needs: tuple[str, ...]
    do: Do
    token: str = "bot"


METHODS: dict[str, Method] = {}


def method(name: str, tier: Tier, *needs: str, token: str = "bot") -> Callable[[Do], Do]:
    def declare(do: Do) -> Do:
        METHODS[name] = Method(name, tier, needs, do, token)
        return do

    return declare


def page(items: Sequence[Item], args: Arguments, default: int = 100) -> tuple[Sequence[Item], JSON]:
    """One page of a list and the response_metadata leading to the next. A limit out of range is adjusted."""
    start = read_cursor(args.text("cursor"))
    end = start + limit_of(args, default)
    return items[start:end], {"next_cursor": make_cursor(end) if end < len(items) else ""}


def limit_of(args: Arguments, default: int) -> int:
    asked = args.whole("limit", default)
    return min(asked, 999) if asked > 0 else default


def make_cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise Refusal("invalid_cursor")
        return max(0, int(position))
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None
