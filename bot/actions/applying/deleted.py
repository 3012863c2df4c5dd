"""A deletion, bound to the uid of the object that was previewed: it takes that very one or none."""

from __future__ import annotations

from bot.actions.applying.outcome import APPLIED, DRIFTED, Applied
from bot.actions.changing import drift
from bot.domain.action import Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Refused
from bot.ports import Kube


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Delete it. One that is gone on a repeat was deleted by the earlier try."""
    title = plan.target.title
    live = await drift.read(look, request.path)
    gone = live is None or drift.replaced(live, plan.target)
    ending = live is not None and bool(live["metadata"].get("deletionTimestamp"))
    if repeat and (gone or ending):
        return Applied(APPLIED, f"{plan.title}: done by an earlier try.", again=True)
    if gone:
        return Applied(DRIFTED, f"{title} was deleted by somebody else meanwhile.")
    try:
        await kube.send(request, manager)
    except Permanent as error:
        if error.code in ("NotFound", "Conflict", "Gone"):
            return Applied(DRIFTED, f"{title} is not the one that was previewed any more. {error}")
        raise Refused(str(error)) from error
    return Applied(APPLIED, f"{plan.title}: done.")
