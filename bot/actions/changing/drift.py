"""What moved under a frozen plan, and who moved it: its tests held against what stands there now.

The API server only says that a test failed. The sentences here say what, with values masked, and name the
field manager that last wrote there. Used by `bot.actions.applying`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.actions.changing.diffing import UID, minimal, plain
from bot.actions.changing.leaves import alike, empty, spoken
from bot.actions.changing.pointer import MISSING, Op, applied, at, same, split, under
from bot.domain.action import Request, Target
from bot.domain.redaction import redact_pair
from bot.errors import Permanent
from bot.ports import Kube

MOST = 4
LONGEST = 80

Object = Mapping[str, Any]


async def read(kube: Kube, path: str) -> dict[str, Any] | None:
    """What stands at the path of a request; None when it is gone."""
    try:
        found: dict[str, Any] = await kube.get(path)
    except Permanent as error:
        if error.code in ("NotFound", "Gone"):
            return None
        raise
    return found


def ours(live: Object, manager: str) -> bool:
    """Whether the change of `manager` has been applied to `live` and not been overwritten since."""
    return any(one.get("manager") == manager for one in _managed(live))


def replaced(live: Object, target: Target) -> bool:
    return bool(live["metadata"].get("uid") != target.uid)


def moved(live: Object | None, request: Request, target: Target) -> list[str]:
    """What the tests of `request` no longer find, as parts of a sentence; empty when all would hold."""
    if live is None:
        return ["it was deleted"]
    if replaced(live, target):
        return [f"it was deleted and made again at {live['metadata'].get('creationTimestamp')}"]
    return [part for test in _tests(request) for part in _difference(test, live)]


def reached(live: Object, request: Request) -> bool:
    """Whether what `request` touches stands as it wants it, whoever made it so."""
    ops = [op for op in request.body if op["op"] != "test"]
    for test in _tests(request):
        path, old = test["path"], test["value"]
        inside = [{**op, "path": "/it" + op["path"][len(path) :]} for op in ops if under(op["path"], path)]
        aim = applied({} if old is None else {"it": old}, inside)
        found = at(live, path)
        if not _agree(aim, {} if found is MISSING else {"it": found}):
            return False
    return True


def told(live: Object | None, parts: list[str], target: Target) -> str:
    """The sentence: what moved, and who was last to write."""
    more = f" and {len(parts) - MOST} more" if len(parts) > MOST else ""
    said = f"{target.title} is not what was previewed: {'; '.join(parts[:MOST])}{more}."
    who = _last_writer(live or {})
    return f"{said} Last written by {who}." if who else said


def _tests(request: Request) -> list[Op]:
    ops = request.body if isinstance(request.body, list) else []
    return [op for op in ops if op.get("op") == "test" and op.get("path") != UID]


def _difference(test: Op, live: Object) -> Iterator[str]:
    """How what a test expects differs from `live`, masked."""
    path, then = test["path"], test["value"]
    found = at(live, path)
    now = None if found is MISSING else found
    if same(then, now):
        return
    before, after = ({"kind": live.get("kind"), **_grown(path, plain(value))} for value in (then, now))
    shown, new, _ = redact_pair(before, after)
    for op in minimal(before, after) or [{"op": "replace", "path": path}]:
        yield f"{spoken(after, op['path'])} {_value(at(shown, op['path']))} -> {_value(at(new, op['path']))}"


def _grown(path: str, value: Any) -> dict[str, Any]:
    """`value` at its place in an object, so that masking sees the names around it."""
    for token in reversed(split(path)):
        value = {token: value}
    return dict(value)


def _agree(wanted: Any, now: Any) -> bool:
    """The same, whatever the server's spelling of a quantity."""
    return all(
        (op["op"] == "replace" and alike(at(wanted, op["path"]), op["value"]))
        or (op["op"] == "remove" and empty(at(wanted, op["path"])))
        for op in minimal(plain(wanted), plain(now))
    )


def _value(value: Any) -> str:
    if value is MISSING or value is None:
        return "none"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _last_writer(live: Object) -> str:
    """`kubectl-edit at 2026-03-01T10:00:00Z`: who last wrote what people write, not status."""
    writers = [one for one in _managed(live) if _wrote(one) and one.get("time")]
    last = max(writers, key=lambda one: str(one["time"]), default=None)
    return f"{last.get('manager')} at {last['time']}" if last else ""


def _wrote(entry: Object) -> bool:
    fields = entry.get("fieldsV1") or {}
    return entry.get("subresource", "") != "status" and any(
        name in fields for name in ("f:spec", "f:data", "f:stringData", "f:binaryData", "f:rules")
    )


def _managed(live: Object) -> list[Any]:
    return list((live.get("metadata") or {}).get("managedFields") or [])
