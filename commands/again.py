"""A declare that fits into a button, for "Declare anyway": packed by the answer, read by the click."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.domain.commands import Declare
from bot.domain.words import Words, masked

LONGEST = 2000
"""What Slack keeps of a button's value."""

_TEXTS = ("severity", "service", "kind", "origin")


def pack(command: Declare) -> str:
    """`command` as the value of a button, its words masked; empty when it does not fit."""
    safe = masked(command)
    said: dict[str, Any] = {"system": safe.system, "title": str(safe.title)}
    said |= {name: getattr(safe, name) for name in _TEXTS}
    said |= {"private": safe.private or None, "drill": safe.drill or None}
    said["at"] = safe.at.isoformat() if safe.at else None
    packed = json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False, separators=(",", ":"))
    return packed if len(packed) <= LONGEST else ""


def unpack(value: str) -> Declare | None:
    """The command in a button's value, to be carried out whatever else is open; None if it is none."""
    try:
        said = json.loads(value)
        at = datetime.fromisoformat(said["at"]) if said.get("at") else None
        texts = {name: said[name] if isinstance(said.get(name), str) else None for name in _TEXTS}
        private, drill = bool(said.get("private")), bool(said.get("drill"))
        system, title = str(said["system"]), Words(said["title"])
        return Declare(system, title=title, private=private, drill=drill, at=at, anyway=True, **texts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
