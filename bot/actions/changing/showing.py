"""The difference of two objects as people read it: YAML, and of it only what changes.

Each stretch is headed by where in the object it is, since two lines of context cannot say which container
they are of. The objects come masked already. Used by `frozen` and by `bot.actions.applying`.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from bot.actions.changing.leaves import spoken
from bot.actions.changing.pointer import join, split

CONTEXT = 2

_PLAIN = re.compile(r"[0-9.]+(?:m|[kMGT]i?)|[A-Za-z_./][\w./@%+=,()-]*(?:[ :][\w./@%+=,()-]+)*")
_OTHER = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class Line(NamedTuple):
    """One line of YAML and the pointer to what it says."""

    text: str
    path: str


def lines(value: Any, path: str = "") -> list[Line]:
    """`value` as lines of YAML."""
    if isinstance(value, dict) and value:
        return [line for key, one in value.items() for line in _entry(key, one, path + join(key))]
    if isinstance(value, list) and value:
        return [line for index, one in enumerate(value) for line in _item(one, path + join(index))]
    return [Line(_scalar(value), path)]


def difference(before: Any, after: Any) -> str:
    """What changes from `before` to `after`, as stretches of a unified diff; empty when nothing does."""
    old, new = lines(before), lines(after)
    matcher = SequenceMatcher(a=[line.text for line in old], b=[line.text for line in new], autojunk=False)
    said: list[str] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        said.append(f"@@ {_where(group, old, new, before, after)} @@")
        for kind, first, end, first_new, end_new in group:
            if kind == "equal":
                said += [f" {line.text}" for line in old[first:end]]
            else:
                said += [f"-{line.text}" for line in old[first:end]]
                said += [f"+{line.text}" for line in new[first_new:end_new]]
    return "\n".join(said)


def _where(
    group: list[tuple[str, int, int, int, int]], old: list[Line], new: list[Line], before: Any, after: Any
) -> str:
    """The place that holds everything this stretch changes."""
    places = []
    for kind, first, end, first_new, end_new in group:
        if kind != "equal":
            places += [split(line.path)[:-1] for line in old[first:end]]
            places += [split(line.path)[:-1] for line in new[first_new:end_new]]
    shared = places[0] if places else []
    for place in places[1:]:
        length = next((at for at, (a, b) in enumerate(zip(shared, place, strict=False)) if a != b), None)
        shared = shared[: min(len(shared), len(place)) if length is None else length]
    path = join(*shared)
    return spoken(after, path) or spoken(before, path) or "the whole object"


def _entry(key: Any, value: Any, path: str) -> list[Line]:
    name = _scalar(str(key))
    if isinstance(value, dict | list) and value:
        inside = lines(value, path)
        deeper = "  " if isinstance(value, dict) else ""
        return [Line(f"{name}:", path), *(Line(deeper + line.text, line.path) for line in inside)]
    if isinstance(value, str) and "\n" in value:
        block = "|" if value.endswith("\n") else "|-"
        body = value.removesuffix("\n").split("\n")
        return [Line(f"{name}: {block}", path), *(Line(f"  {text}", path) for text in body)]
    return [Line(f"{name}: {_scalar(value)}", path)]


def _item(value: Any, path: str) -> list[Line]:
    first, *rest = lines(value, path)
    return [Line(f"- {first.text}", first.path), *(Line(f"  {line.text}", line.path) for line in rest)]


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _OTHER:
        return value
    return json.dumps(value, ensure_ascii=False)
