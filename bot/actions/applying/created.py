"""A creation, under a name that the plan saw free; and an eviction, which is one for a pod's uid."""

from __future__ import annotations

from contextlib import suppress

from bot.actions.applying.outcome import APPLIED, DRIFTED, UNKNOWN, Applied
from bot.actions.changing import drift
from bot.actions.changing.evictions import evict, is_eviction
from bot.domain.action import Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Refused
from bot.ports import Kube

EXISTS = "AlreadyExists"
WAITS = "waits for its disruption budget."
"""How the word about an eviction ends that was taken up and is asked again by the watching."""


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Create it. On a repeat, one that is there already is looked at: whether the earlier try made it."""
    if is_eviction(request):
        return await _evicted(kube, request, plan, manager)
    try:
        await kube.send(request, manager)
    except Permanent as error:
        if error.code == EXISTS and repeat:
            return await _earlier(kube, request, plan, manager, look)
        if error.code == EXISTS:
            return Applied(DRIFTED, f"{plan.target.title} exists already: somebody made it meanwhile.")
        raise Refused(str(error)) from error
    return Applied(APPLIED, f"{plan.title}: done.")


async def _earlier(kube: Kube, request: Request, plan: Plan, manager: str, look: Kube) -> Applied:
    """Its field manager is this change's own, where the cluster keeps them; else nobody can tell."""
    path = f"{request.path}/{request.body['metadata']['name']}"
    for account in (look, kube):
        with suppress(Permanent):
            live = await drift.read(account, path)
            if live is None:
                continue
            if drift.ours(live, manager):
                return Applied(APPLIED, f"{plan.title}: done by an earlier try.", again=True)
            said = f"{plan.target.title} is there, and was not made by this change."
            return Applied(UNKNOWN, f"An earlier try may have been sent. {said}")
    return Applied(UNKNOWN, f"{plan.target.title} is there. Whether an earlier try made it cannot be seen.")


async def _evicted(kube: Kube, request: Request, plan: Plan, manager: str) -> Applied:
    """Ask once; a pod that is gone, or that is another one by now, needs no asking.

    What a budget keeps is asked again while the drain is watched.
    """
    try:
        waits = await evict(kube, request, manager)
    except Permanent as error:
        raise Refused(str(error)) from error
    if waits:
        return Applied(APPLIED, f"{plan.target.title} {WAITS}")
    return Applied(APPLIED, f"{plan.title}: done.")
