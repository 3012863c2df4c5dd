"""Whether what was asked for is what the cluster's dry run answered: what it lost goes onto the card.

An API server may drop a field without a word (a memory target of an autoscaler on autoscaling/v1, a
misspelt field before 1.27), and a webhook may put back what was changed. So every leaf that was wanted is
looked for in the answer. Used by `frozen` and by `patch`. No values are named: they may be secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.actions.changing.diffing import minimal
from bot.actions.changing.pointer import MISSING, at, join, same, split, under
from bot.actions.reading.quantities import quantity

_WORD = re.compile(r"[\w$-]+")


def alike(asked: Any, kept: Any) -> bool:
    """The same value, also where the cluster spells a quantity its own way (`0.5` becomes `500m`)."""
    if same(asked, kept):
        return True
    one, other = quantity(asked), quantity(kept)
    return one is not None and one == other and not isinstance(asked, bool) and not isinstance(kept, bool)


def empty(value: Any) -> bool:
    """An empty value is the same as none to the API server."""
    return value in ({}, [], "", 0, False)


def unkept(live: Any, target: Any, answer: Any) -> list[str]:
    """A sentence for every change from `live` to `target` that `answer` lacks."""
    wanted = [op["path"] for op in minimal(target, live)]
    said = []
    for op in minimal(target, answer):
        path = op["path"]
        if not any(under(path, one) or under(one, path) for one in wanted):
            continue
        if op["op"] == "replace" and alike(at(target, path), op["value"]):
            continue
        if op["op"] == "remove" and empty(at(target, path)):
            continue
        said.append(_sentence(spoken(target, path), op["op"]))
    return said


def unheard(patch: Any, answer: Any) -> list[str]:
    """A sentence for every leaf of a strategic or merge patch that `answer` lacks."""
    return [_sentence(path, kind) for path, kind in _lost(patch, answer, "")]


def spoken(document: Any, path: str) -> str:
    """A pointer as people write it, a list's items by name: `spec.template.spec.containers[web].image`."""
    said, tokens = "", split(path)
    for depth, token in enumerate(tokens):
        parent = at(document, join(*tokens[:depth]))
        if isinstance(parent, list):
            item = at(document, join(*tokens[: depth + 1]))
            name = item.get("name") if isinstance(item, dict) else None
            said += f"[{name if isinstance(name, str) else token}]"
        else:
            word = token if _WORD.fullmatch(token) else f'["{token}"]'
            said += f".{word}" if said and not word.startswith("[") else word
    return said


def _sentence(path: str, kind: str) -> str:
    match kind:
        case "remove":
            return f"The cluster does not keep {path}."
        case "add":
            return f"{path} was to be taken away, and the cluster keeps it."
    return f"The cluster makes something else of {path} than was asked for."


def _lost(asked: Any, kept: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(asked, dict):
        for key, value in asked.items():
            if not key.startswith("$"):
                yield from _lost_key(value, kept, key, f"{path}.{key}" if path else key)
    elif isinstance(asked, list):
        yield from _lost_items(asked, kept, path)
    elif not alike(asked, kept):
        yield path, "replace"


def _lost_key(value: Any, kept: Any, key: str, path: str) -> Iterator[tuple[str, str]]:
    found = kept.get(key, MISSING) if isinstance(kept, dict) else MISSING
    if value is None:
        if found is not MISSING and found is not None:
            yield path, "add"
    elif found is not MISSING:
        yield from _lost(value, found, path)
    elif not empty(value):
        yield path, "remove"


def _lost_items(asked: list[Any], kept: Any, path: str) -> Iterator[tuple[str, str]]:
    """Which item became which is the server's knowledge: each is held against the one it fits best."""
    items = kept if isinstance(kept, list) else []
    for position, item in enumerate(asked):
        if isinstance(item, dict) and "$patch" in item:
            continue
        name = item.get("name", position) if isinstance(item, dict) else position
        there = f"{path}[{name}]"
        tries = [list(_lost(item, one, there)) for one in items]
        best = min(tries, key=len, default=[(there, "remove")])
        whole = isinstance(item, dict) and len(best) >= len(item) and len(best) > 0
        yield from [(there, "remove")] if whole else best
