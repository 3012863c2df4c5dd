"""A deletion, bound to the uid of the object that was previewed: it takes that very one or none."""

from __future__ import annotations

from typing import Any

from bot.actions.applying.outcome import APPLIED, DRIFTED, UNKNOWN, Applied
from bot.actions.changing import drift
from bot.domain.action import Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Refused
from bot.ports import Kube

BLIND: dict[str, Any] = {"metadata": {}}
"""What stands for an object that neither account may read; its uid in the request still guards it."""


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Delete it. One that is gone on a repeat was deleted by the earlier try."""
    title = plan.target.title
    try:
        live = await _read(kube, look, request.path)
    except Permanent:
        live = BLIND
    gone = live is not BLIND and (live is None or drift.replaced(live, plan.target))
    ending = live is not None and bool(live["metadata"].get("deletionTimestamp"))
    if repeat and (gone or ending):
        return Applied(APPLIED, f"{plan.title}: done by an earlier try.", again=True)
    if gone:
        return Applied(DRIFTED, f"{title} was deleted by somebody else meanwhile.")
    try:
        await kube.send(request, manager)
    except Permanent as error:
        if error.code in ("NotFound", "Conflict", "Gone") and live is BLIND and repeat:
            return Applied(UNKNOWN, f"{title} is gone; an earlier try may have been sent. {error}")
        if error.code in ("NotFound", "Conflict", "Gone"):
            return Applied(DRIFTED, f"{title} is not the one that was previewed any more. {error}")
        raise Refused(str(error)) from error
    return Applied(APPLIED, f"{plan.title}: done.")


async def _read(kube: Kube, look: Kube, path: str) -> dict[str, Any] | None:
    """What stands there, as `look`, else as the account it runs under: Tocsin itself reads no Secrets."""
    try:
        return await drift.read(look, path)
    except Permanent as error:
        if error.code != "Forbidden":
            raise
    return await drift.read(kube, path)
