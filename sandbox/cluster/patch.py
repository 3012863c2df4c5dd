"""JSON Patch and JSON Merge Patch, with the refusals and the few liberties of the library the API server
uses.
"""

import json
from typing import Any

from sandbox.cluster import bodies
from sandbox.cluster.status import (
    JSON,
    Cause,
    Refusal,
    bad_request,
    broken,
    cloned,
    invalid,
    quoted,
    rejected,
)

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


def json_patch(thing: JSON, raw: bytes) -> Any:
    """Raises Refusal: 400 for what is no patch, 422 when an operation does not apply."""
    patch = bodies.load(raw)
    if not isinstance(patch, list):
        found = {dict: "object", str: "string", bool: "bool"}.get(type(patch), "number")
        raise bad_request(f"json: cannot unmarshal {found} into Go value of type jsonpatch.Patch")
    document = [cloned(thing)]
    for operation in patch:
        if not isinstance(operation, dict):
            raise bad_request("json: cannot unmarshal value into Go value of type jsonpatch.Operation")
        try:
            _carry_out(document[0], operation)
        except (LookupError, TypeError, ValueError):
            raise rejected() from None
    return document[0]


def _carry_out(document: Any, operation: JSON) -> None:
    home, key = _find(document, operation["path"])
    match operation["op"]:
        case "add":
            _add(home, key, operation.get("value"))
        case "replace":
            _read(home, key)
            _put(home, key, operation.get("value"))
        case "remove":
            _remove(home, key)
        case "test":
            if _read(home, key) != operation.get("value") or not _alike(
                _read(home, key), operation.get("value")
            ):
                raise ValueError("test failed")
        case "move":
            source, name = _find(document, operation["from"])
            value = _read(source, name)
            _remove(source, name)
            _add(*_find(document, operation["path"]), value)
        case "copy":
            value = cloned(_read(*_find(document, operation["from"])))
            _add(home, key, value)
        case unknown:
            raise ValueError(unknown)


def _alike(found: Any, wanted: Any) -> bool:
    """True is not 1, and 1 is not 1.0 written as text; containers were compared already."""
    return isinstance(found, bool) == isinstance(wanted, bool)


def _find(document: Any, path: Any) -> tuple[Any, str]:
    """The container a pointer leads into, and the last word of it."""
    if not isinstance(path, str) or not path.startswith("/"):
        raise ValueError(path)
    words = [word.replace("~1", "/").replace("~0", "~") for word in path[1:].split("/")]
    at = document
    for word in words[:-1]:
        at = at[_index(at, word)] if isinstance(at, list) else at[word]
    if not isinstance(at, dict | list):
        raise TypeError(path)
    return at, words[-1]


def _index(home: list[Any], word: str) -> int:
    at = int(word)
    if not -len(home) <= at < len(home):
        raise IndexError(word)
    return at


def _read(home: Any, key: str) -> Any:
    """A missing key of an object reads as null, as it does in the library."""
    return home[_index(home, key)] if isinstance(home, list) else home.get(key)


def _put(home: Any, key: str, value: Any) -> None:
    home[_index(home, key) if isinstance(home, list) else key] = value


def _add(home: Any, key: str, value: Any) -> None:
    if not isinstance(home, list):
        home[key] = value
    elif key == "-":
        home.append(value)
    else:
        at = int(key)
        if not -len(home) - 1 <= at <= len(home):
            raise IndexError(key)
        home.insert(at if at >= 0 else len(home) + at + 1, value)


def _remove(home: Any, key: str) -> None:
    del home[_index(home, key) if isinstance(home, list) else key]


def merge_patch(thing: JSON, raw: bytes) -> Any:
    """RFC 7386. Raises Refusal (500 for what is no JSON: that is what the server says)."""
    try:
        patch = json.loads(raw)
    except (ValueError, RecursionError):
        raise broken("Invalid JSON Patch") from None
    if not isinstance(patch, dict):
        raise unfit(patch, _NO_KIND)
    return _merged(cloned(thing), patch)


_NO_KIND = (
    "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct "
    '{ APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
)


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    target = target if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = _merged(target.get(name), value)
    return target


def unfit(patched: Any, why: str) -> Refusal:
    """422: the patched object is no longer of its kind."""
    shown = (
        patched
        if isinstance(patched, str)
        else json.dumps(patched, separators=(",", ":"), ensure_ascii=False)
    )
    return invalid(
        "", "", "", [Cause("FieldValueInvalid", f"Invalid value: {quoted(shown)}: {why}", "patch")]
    )
