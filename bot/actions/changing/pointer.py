"""JSON Pointer (RFC 6901) and JSON Patch (RFC 6902): the one form in which a change is frozen.

A patch is a list of plain dicts, as they go over the wire. Used by everything that makes a plan, by
`bot.actions.applying`, which reads the tests of a frozen one again to say what moved, and by the tests.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from bot.errors import Refused

Op: TypeAlias = dict[str, Any]

CONTENT_TYPE = "application/json-patch+json"


class Missing:
    """What stands where nothing stands; None is a value of JSON's."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


def join(*tokens: str | int) -> str:
    """`join("metadata", "labels", "a/b")` is `/metadata/labels/a~1b`."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(path: str) -> list[str]:
    """The tokens of a pointer; the empty one means the whole document."""
    if not path:
        return []
    if not path.startswith("/"):
        raise Refused(f"{path!r} is not a JSON pointer: it must begin with /, as in /spec/replicas.")
    return [token.replace("~1", "/").replace("~0", "~") for token in path[1:].split("/")]


def under(path: str, top: str) -> bool:
    """Whether `path` is `top` or something in it."""
    return path == top or path.startswith(top + "/")


def at(document: Any, path: str) -> Any:
    """What `document` has at `path`, or MISSING."""
    found = document
    for token in split(path):
        if isinstance(found, dict) and token in found:
            found = found[token]
        elif isinstance(found, list) and token.isdigit() and int(token) < len(found):
            found = found[int(token)]
        else:
            return MISSING
    return found


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: `1` and `true` are not."""
    return spelled(one) == spelled(other)


def spelled(value: Any) -> str:
    """The one spelling of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def applied(document: Any, ops: Iterable[Op]) -> Any:
    """A copy of `document` with `ops` done to it. Refused where one does not fit, as the server would."""
    result = copy.deepcopy(document)
    for op in ops:
        result = _one(result, op)
    return result


def _one(document: Any, op: Op) -> Any:
    kind, path = op.get("op"), op.get("path")
    if not isinstance(path, str) or kind not in ("test", "add", "replace", "remove", "move", "copy"):
        raise Refused(
            f"{op!r} is not an operation of a JSON patch: it needs `op`, `path` and mostly `value`."
        )
    if kind == "test":
        found = at(document, path)
        if not same(None if found is MISSING else found, op.get("value")):
            raise Refused(f"The patch tests {path}, and that is not what stands there.")
        return document
    if kind in ("move", "copy"):
        value = copy.deepcopy(at(document, str(op.get("from", ""))))
        if value is MISSING:
            raise Refused(f"There is nothing at {op.get('from')} to {kind}.")
        cleared = _set(document, split(str(op["from"])), "remove", None) if kind == "move" else document
        return _set(cleared, split(path), "add", value)
    if kind != "remove" and "value" not in op:
        raise Refused(f"The operation on {path} lacks its `value`.")
    return _set(document, split(path), kind, copy.deepcopy(op.get("value")))


def _set(document: Any, tokens: list[str], kind: str, value: Any) -> Any:
    if not tokens:
        return value
    *above, last = tokens
    parent = at(document, join(*above))
    path = join(*tokens)
    if isinstance(parent, dict):
        if kind != "add" and last not in parent:
            raise Refused(f"There is nothing at {path} to {kind}.")
        if kind == "remove":
            del parent[last]
        else:
            parent[last] = value
    elif isinstance(parent, list):
        _set_item(parent, last, kind, value, path)
    else:
        raise Refused(f"There is no {join(*above) or '/'} to put {path} into.")
    return document


def _set_item(items: list[Any], token: str, kind: str, value: Any, path: str) -> None:
    length = len(items)
    index = length if token == "-" and kind == "add" else int(token) if token.isdigit() else -1
    if not 0 <= index < length + (kind == "add"):
        raise Refused(f"{path} is not in the list: it has {length} items, counted from 0.")
    if kind == "add":
        items.insert(index, value)
    elif kind == "remove":
        del items[index]
    else:
        items[index] = value
