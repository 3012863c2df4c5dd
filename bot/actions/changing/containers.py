"""The containers of a pod template, found by the names people give. Used by the `set` family."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from bot.actions.changing.subjects import Subject
from bot.domain.action import Param, Type
from bot.errors import Refused

CONTAINER = Param(
    "container",
    Type.TEXT,
    "container",
    ("-c", "--containers"),
    help="else all of them; * stands for any letters",
)


def containers(template: dict[str, Any], initial: bool = True) -> list[dict[str, Any]]:
    """Its containers as they stand in it, those that run before the others after them."""
    spec = template["spec"]
    return [*(spec.get("containers") or []), *((spec.get("initContainers") or []) if initial else [])]


def matching(subject: Subject, template: dict[str, Any], pattern: Any) -> list[dict[str, Any]]:
    """The containers whose names fit `pattern` (nothing and `*` mean all); Refused when none does."""
    every = containers(template)
    found = [one for one in every if fnmatchcase(str(one["name"]), str(pattern or "*"))]
    if not found:
        raise Refused(unknown(subject, str(pattern), every))
    return found


def unknown(subject: Subject, name: str, every: list[dict[str, Any]]) -> str:
    listed = ", ".join(str(one["name"]) for one in every)
    return f"{subject.title} has no container called {name}. It has: {listed}."
