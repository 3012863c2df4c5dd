"""A creation, under a name that belongs to this change alone or that the plan saw free."""

from __future__ import annotations

from bot.actions.applying.outcome import APPLIED, DRIFTED, Applied
from bot.domain.action import Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Refused
from bot.ports import Kube

EXISTS = "AlreadyExists"


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Create it. On a repeat, one that is there already was made by the earlier try."""
    try:
        await kube.send(request, manager)
    except Permanent as error:
        if error.code == EXISTS and repeat:
            return Applied(APPLIED, f"{plan.title}: done by an earlier try.", again=True)
        if error.code == EXISTS:
            return Applied(DRIFTED, f"{plan.target.title} exists already: somebody made it meanwhile.")
        raise Refused(str(error)) from error
    return Applied(APPLIED, f"{plan.title}: done.")
