"""A JSON Patch with its tests, which the API server itself judges.

When it refuses, the object is read again and held against those tests to say what moved and who moved it.
After a crash nobody knows whether the request went out: then the evidence is looked for first (our field
manager, which is unique to a change, or the very replicas), and what neither shows is told as unknown.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.actions.applying.outcome import APPLIED, DRIFTED, MOVED, UNKNOWN, Applied
from bot.actions.changing import drift, rollouts
from bot.domain.action import Health, Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Problem, Refused, Temporary
from bot.ports import Kube


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Send the JSON Patch `request`; its own tests are what it rests on. As `applying.apply` says."""
    if repeat:
        earlier = await _earlier(look, request, plan, manager)
        if earlier is not None:
            return earlier
    try:
        answer = await kube.send(request, manager)
    except Permanent as error:
        if error.code not in MOVED:
            raise Refused(str(error)) from error
        return await _refused(look, request, plan, manager, error)
    return await _done(look, plan, _generation(answer))


async def _done(kube: Kube, plan: Plan, generation: int, again: bool = False) -> Applied:
    """Applied, with the figures of the moment; that they cannot be read changes nothing about it."""
    standing: Health | None = None
    with suppress(Problem):
        standing = await rollouts.health(kube, plan.target) if plan.watched else None
        generation = generation or await _own_generation(kube, plan)
    said = f"{plan.title}: done by an earlier try." if again else f"{plan.title}: done."
    return Applied(APPLIED, said, generation, standing, again)


async def _refused(kube: Kube, request: Request, plan: Plan, manager: str, error: Permanent) -> Applied:
    """What a refusal by the API server means, by what stands there now. This try has changed nothing."""
    title = plan.target.title
    try:
        live = await drift.read(kube, _path(plan))
    except Temporary as problem:
        return Applied(DRIFTED, f"{title} is not what was previewed. What moved cannot be read: {problem}")
    except Permanent:
        raise Refused(str(error)) from error
    if live is not None and drift.ours(live, manager):
        return await _done(kube, plan, _generation(live), again=True)
    moved = drift.moved(live, request, plan.target)
    if moved:
        return Applied(DRIFTED, drift.told(live, moved, plan.target), _generation(live))
    if error.code == "Conflict":
        return Applied(DRIFTED, f"{title} kept changing while this was sent. {error}", _generation(live))
    raise Refused(str(error)) from error


async def _earlier(kube: Kube, request: Request, plan: Plan, manager: str) -> Applied | None:
    """What an earlier try left behind; None when it left nothing and the request may be sent."""
    title = plan.target.title
    try:
        live = await drift.read(kube, _path(plan))
        generation = _generation(live) or await _own_generation(kube, plan)
    except Permanent as error:
        return Applied(UNKNOWN, f"An earlier try may have been sent, and {title} cannot be read: {error}")
    moved = drift.moved(live, request, plan.target)
    if live is not None and not drift.replaced(live, plan.target):
        if drift.ours(live, manager) or drift.reached(live, request):
            return await _done(kube, plan, generation, again=True)
        if not moved and (generation == plan.generation or not _scales(plan)):
            return None
        moved = moved or [f"its specification was changed (generation {plan.generation} -> {generation})"]
    said = drift.told(live, moved, plan.target)
    return Applied(UNKNOWN, f"An earlier try may have been sent. {said}", generation)


def _scales(plan: Plan) -> bool:
    """A scale leaves no mark of its own in old clusters, and replicas may have been set back meanwhile."""
    return plan.request.endswith("/scale")


async def _own_generation(kube: Kube, plan: Plan) -> int:
    """The generation of the object itself, for a Scale, which has none."""
    parent = await drift.read(kube, _path(plan).removesuffix("/scale"))
    return int(((parent or {}).get("metadata") or {}).get("generation") or 0)


def _path(plan: Plan) -> str:
    """`plan.request` is method and path."""
    return plan.request.partition(" ")[2]


def _generation(thing: Any) -> int:
    """0 for a Scale, which does not say it."""
    return int((thing.get("metadata") or {}).get("generation") or 0) if isinstance(thing, dict) else 0
