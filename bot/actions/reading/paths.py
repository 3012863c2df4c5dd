"""`--sort-by`: a simple JSONPath, and rows in its order. Called by `get`.

Only a path to one value is meant: `.metadata.creationTimestamp`, `{.status.startTime}`,
`.status.containerStatuses[0].restartCount`, `.metadata.labels.app\\.kubernetes\\.io/name`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.actions.reading.quantities import quantity
from bot.errors import Refused

_STEP = re.compile(r"\.((?:[^.\[\]\\{}*?@ ]|\\.)+)|\[(\d+)\]|\['([^']*)'\]")
_PIECE = re.compile(r"\d+|\D")

Path = tuple[str | int, ...]
T = TypeVar("T")


def parse_path(text: str) -> Path:
    """The steps of a path: names and list positions."""
    inner = text.strip().strip("'\"")
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    inner = inner if inner.startswith((".", "[")) else f".{inner}"
    steps: list[str | int] = []
    at = 0
    while at < len(inner):
        found = _STEP.match(inner, at)
        if not found:
            raise Refused(
                f"I cannot sort by `{text}`: give a path to one value, like `.metadata.creationTimestamp` "
                "or `.status.containerStatuses[0].restartCount`."
            )
        name, index, quoted = found.groups()
        steps.append(int(index) if index else re.sub(r"\\(.)", r"\1", name) if name else quoted)
        at = found.end()
    return tuple(steps)


def value_at(value: Any, path: Path) -> Any:
    """What `path` leads to; None when something on the way is missing."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def in_order(items: Sequence[tuple[Any, T]], path: Path, text: str) -> list[T]:
    """The second of each pair, by what `path` finds in the first; missing ones come first, as in kubectl."""
    found = [(value_at(one, path), item) for one, item in items]
    absent = [item for value, item in found if value is None]
    present = [(value, item) for value, item in found if value is not None]
    if items and not present:
        raise Refused(f"None of these objects has `{text}`, so they cannot be sorted by it.")
    if any(isinstance(value, dict | list) for value, _ in present):
        raise Refused(f"`{text}` leads to something that has parts: sort by one of its values.")
    if all(quantity(value) is not None for value, _ in present):
        return absent + [item for _, item in sorted(present, key=lambda pair: quantity(pair[0]) or 0)]
    return absent + [item for _, item in sorted(present, key=lambda pair: natural(str(pair[0])))]


def natural(text: str) -> list[tuple[int, int, int]]:
    """A sort key in which `web-10` comes after `web-9`."""
    return [
        (48, int(piece), len(piece)) if piece.isdecimal() else (ord(piece), 0, 0)
        for piece in _PIECE.findall(text)
    ]
