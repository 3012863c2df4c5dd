"""From an object as it is and as it should be to the smallest JSON Patch, and to the tests that guard it.

The tests are what makes drift the API server's affair: a patch whose tests fail changes nothing. A
resourceVersion would do the same and fail at every status update, so what is tested is what the change
rests on: the object's uid, the old value of everything it touches, and the whole pod template when
anything in there is touched. Used by `frozen`, by the inverse of a plan, and to say what moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from bot.actions.changing.pointer import MISSING, Op, at, join, same, spelled, split, under

TEMPLATE = "/spec/template"
UID = "/metadata/uid"

OURS_NEVER = (
    "/status",
    "/metadata/managedFields",
    "/metadata/resourceVersion",
    "/metadata/generation",
    "/metadata/selfLink",
    *(
        join("metadata", "annotations", name)
        for name in (
            "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation",
            "autoscaling.alpha.kubernetes.io/conditions",
            "autoscaling.alpha.kubernetes.io/current-metrics",
        )
    ),
)
"""What the cluster writes by itself: never part of a change."""


def plain(thing: Any) -> Any:
    """`thing` (an object, or a part of one) without what the cluster writes by itself and without nulls."""
    return _without(thing, "")


def minimal(before: Any, after: Any, path: str = "") -> list[Op]:
    """The fewest operations that make `after` of `before`: what is the same is never touched.

    A list is walked from its end, so that every index still means what it meant in `before`.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        return _of_dicts(before, after, path)
    if isinstance(before, list) and isinstance(after, list):
        return _of_lists(before, after, path)
    if same(before, after):
        return []
    return [{"op": "replace", "path": path, "value": after}]


def guards(live: Any, ops: Iterable[Op]) -> list[Op]:
    """The tests that must hold on `live` before `ops` may run, the object's uid first.

    What an operation finds absent is tested to be absent (null, as the API server understands it), and a
    list that is touched is tested whole, since an index says nothing about what stands at it.
    """
    paths: dict[str, None] = {}
    for op in ops:
        paths[_guarded(live, op["path"])] = None
    kept = [path for path in paths if not any(path != top and under(path, top) for top in paths)]
    return [_test(live, path) for path in (UID, *kept)]


def _guarded(live: Any, path: str) -> str:
    if under(path, TEMPLATE) and isinstance(at(live, TEMPLATE), dict):
        return TEMPLATE
    tokens = split(path)
    for depth in range(len(tokens)):
        if isinstance(at(live, join(*tokens[:depth])), list):
            return join(*tokens[:depth])
    return path


def _test(live: Any, path: str) -> Op:
    value = at(live, path)
    return {"op": "test", "path": path, "value": None if value is MISSING else value}


def _of_dicts(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> list[Op]:
    ops: list[Op] = []
    for key in before:
        if key not in after:
            ops.append({"op": "remove", "path": path + join(key)})
        else:
            ops += minimal(before[key], after[key], path + join(key))
    new = [key for key in after if key not in before]
    return ops + [{"op": "add", "path": path + join(key), "value": after[key]} for key in new]


def _of_lists(before: list[Any], after: list[Any], path: str) -> list[Op]:
    ops: list[Op] = []
    matcher = SequenceMatcher(a=_marks(before), b=_marks(after), autojunk=False)
    for _, at_before, end_before, at_after, end_after in reversed(matcher.get_opcodes()):
        shared = min(end_before - at_before, end_after - at_after)
        for index in reversed(range(at_before + shared, end_before)):
            ops.append({"op": "remove", "path": path + join(index)})
        for item in reversed(after[at_after + shared : end_after]):
            ops.append({"op": "add", "path": path + join(at_before + shared), "value": item})
        for offset in reversed(range(shared)):
            index = at_before + offset
            ops += minimal(before[index], after[at_after + offset], path + join(index))
    return ops


def _marks(items: list[Any]) -> list[str]:
    """What makes two items the same one: their name, where all have one, else everything in them."""
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
        return [str(name) for name in names]
    return [spelled(item) for item in items]


def _without(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if one is not None}
        inside = {key: (path + join(key), one) for key, one in kept.items()}
        return {key: _without(one, deep) for key, (deep, one) in inside.items() if deep not in OURS_NEVER}
    if isinstance(value, list):
        return [_without(one, path + "/-") for one in value]
    return value
