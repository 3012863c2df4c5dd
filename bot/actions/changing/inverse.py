"""What takes a change back, as a call of its own: previewed, approved and guarded like any other.

A changed pod template goes back by the revision that holds it now; everything else by a JSON Patch with the
old values. A patch is kept in the timeline for ever, so one that would hold a secret is not made. Used by
`frozen`; scale makes its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.actions.changing.diffing import TEMPLATE, UID, guards, minimal
from bot.actions.changing.pointer import Op, same, under
from bot.actions.changing.subjects import Subject
from bot.actions.kit import Scene
from bot.actions.reading.discovery import kind_word
from bot.actions.revisions import Revision, revisions_of, without_hash
from bot.domain.action import Call
from bot.domain.redaction import redact_pair
from bot.errors import Permanent, Refused

LARGEST = 20_000
"""Characters of JSON that a stored inverse may have."""


@dataclass(frozen=True)
class Undo:
    """The inverse and its title, or None and why there is none."""

    call: Call | None = None
    title: str = ""
    warning: str = ""


async def of(scene: Scene, subject: Subject, before: Any, after: Any) -> Undo:
    """What makes `before` of `after` again, both as `diffing.plain` gives them."""
    ops = minimal(after, before)
    if subject.workload and all(under(op["path"], TEMPLATE) for op in ops):
        standing = await current(scene, subject)
        if standing is not None:
            return to_revision(scene, subject, standing)
    return _by_patch(scene, subject, before, after, ops)


async def current(scene: Scene, subject: Subject) -> Revision | None:
    """The revision whose template the workload asks for now; None when none is kept or it cannot be seen."""
    spec = subject.live["spec"]
    if spec.get("paused") or spec.get("revisionHistoryLimit") == 0:
        return None
    try:
        kept = await revisions_of(scene.bot, subject.kind, subject.live)
    except (Permanent, Refused):
        return None
    wanted = without_hash(spec["template"])
    return next((one for one in kept if one.current and same(one.template, wanted)), None)


def to_revision(scene: Scene, subject: Subject, standing: Revision) -> Undo:
    args = {"workload": subject.title, "to_revision": standing.number}
    call = Call("rollback", args, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"Roll back {subject.title} to revision {standing.number}")


def _by_patch(scene: Scene, subject: Subject, before: Any, after: Any, ops: list[Op]) -> Undo:
    tests = [test for test in guards(after, ops) if test["path"] != UID]
    patch = [*tests, *ops]
    if len(json.dumps(patch)) > LARGEST:
        return Undo(
            warning="There is no undo for this: the old values are too large to keep in the timeline."
        )
    if _secret(before, after, patch):
        return Undo(warning="There is no undo for this: the old values are secret and are not kept.")
    args = {
        "object": [f"{kind_word(subject.resource)}/{subject.target.name}"],
        "patch": patch,
        "type": "json",
    }
    call = Call("patch", args, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"Put back the old values of {subject.title}")


def _secret(before: Any, after: Any, patch: list[Op]) -> bool:
    """Whether masking would change anything in `patch`: then it holds what must not be kept."""
    old, new, _ = redact_pair(before, after)
    ops = minimal(new, old)
    return not same([*(test for test in guards(new, ops) if test["path"] != UID), *ops], patch)
