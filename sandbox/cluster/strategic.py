"""Strategic merge patch: lists merged by the keys the API declares, `$patch: delete|replace`, null deletes,
`$setElementOrder` as kubectl sends it. What goes beyond is 501. Used by `writes`."""

import json
from typing import Any

from sandbox.cluster import schema
from sandbox.cluster.bodies import syntax_error
from sandbox.cluster.schema import Field
from sandbox.cluster.status import JSON, bad_request, broken, cloned, not_implemented

_ORDER = "$setElementOrder/"
_UNTYPED = Field("{any")


def strategic_merge(type_name: str, thing: JSON, raw: bytes) -> JSON:
    """Raises Refusal: 400 for what is no JSON object, 500 (as the server does) for a patch that makes no
    sense.
    """
    try:
        patch = json.loads(raw)
    except (ValueError, RecursionError) as wrong:
        said = syntax_error(raw, wrong) if isinstance(wrong, ValueError) else "exceeded max depth"
        raise bad_request(said.replace("unexpected end of JSON input", "unexpected EOF")) from None
    if not isinstance(patch, dict):
        found = "array" if isinstance(patch, list) else type(patch).__name__
        raise bad_request(f"json: cannot unmarshal {found} into Go value of type map[string]interface {{}}")
    return _merge(Field(f"@{type_name}"), cloned(thing), patch)


def _merge(of: Field, original: JSON, patch: JSON) -> JSON:
    match patch.get("$patch"):
        case None:
            pass
        case "replace":
            return {name: value for name, value in patch.items() if name != "$patch"}
        case "delete":
            return {}
        case unknown:
            raise broken(f"unknown patch type: {unknown} in map: {go_map(patch)}")
    known = schema.fields(of.of[1:]) if of.of.startswith("@") else {}
    for name, value in patch.items():
        if name.startswith(_ORDER):
            continue
        if name.startswith("$"):
            raise not_implemented(f"{name.partition('/')[0]} in a strategic merge patch")
        if value is None:
            original.pop(name, None)
        else:
            order = patch.get(f"{_ORDER}{name}")
            original[name] = _merged(known.get(name, _UNTYPED), original, name, value, order)
    for name, order in patch.items():
        field = name.removeprefix(_ORDER)
        if name.startswith(_ORDER) and field not in patch and isinstance(original.get(field), list):
            key = known.get(field, _UNTYPED).merge_key
            original[field] = _ordered(original[field], order, original[field], key)
    return original


def _merged(field: Field, original: JSON, name: str, value: Any, order: list[Any] | None) -> Any:
    if name not in original:
        return value
    there = original[name]
    if isinstance(there, dict) and isinstance(value, dict):
        return _merge(field, there, value)
    if isinstance(there, list) and isinstance(value, list) and field.merge_key is not None:
        return _merge_list(field, there, value, order)
    return value


def _merge_list(field: Field, original: list[Any], patch: list[Any], order: list[Any] | None) -> list[Any]:
    key = field.merge_key
    if not key:
        merged = [*original, *(item for item in patch if item not in original)]
        return _ordered(merged, order or patch, original, key)
    for item in patch:
        if not isinstance(item, dict):
            raise broken("expected map[string]interface {} in a list of them")
    if any(item.get("$patch") == "replace" for item in patch):
        return [item for item in patch if item.get("$patch") != "replace"]
    merged = list(original)
    for item in patch:
        if key not in item:
            raise broken(f"map: {go_map(item)} does not contain declared merge key: {key}")
        at = next((i for i, there in enumerate(merged) if there.get(key) == item[key]), None)
        if item.get("$patch") == "delete":
            merged = [there for there in merged if there.get(key) != item[key]]
        elif at is None:
            merged.append(_merge(field.item, {}, item))
        else:
            merged[at] = _merge(field.item, cloned(merged[at]), item)
    kept = [item for item in patch if item.get("$patch") != "delete"]
    return _ordered(merged, order or kept, original, key)


def _ordered(merged: list[Any], order: list[Any], original: list[Any], key: str | None) -> list[Any]:
    """What the patch names in its order, the rest in the old order; what is new goes before the rest."""

    def identity(item: Any) -> Any:
        return item.get(key) if key and isinstance(item, dict) else item

    def place(item: Any, where: list[Any]) -> int:
        ids = [identity(there) for there in where]
        return ids.index(identity(item)) if identity(item) in ids else -1

    named = sorted((i for i in merged if place(i, order) >= 0), key=lambda i: place(i, order))
    rest = sorted((i for i in merged if place(i, order) < 0), key=lambda i: place(i, original))
    out = []
    while named and rest:
        left, right = place(rest[0], original), place(named[0], original)
        out.append(rest.pop(0) if 0 <= left < right else named.pop(0))
    return [*out, *named, *rest]


def go_map(value: Any) -> str:
    """A value as Go prints it inside a message."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{k}:{go_map(value[k])}' for k in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(go_map(item) for item in value)}]"
    if value is None or isinstance(value, bool):
        return "<nil>" if value is None else str(value).lower()
    return str(value)
