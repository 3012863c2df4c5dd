"""Carrying out a frozen plan: sent once, and never told as done or undone without evidence.

The worker calls `apply` after it has won the gate. Each kind of request has its own evidence: a JSON Patch
its tests and our field manager on the object, a deletion the uid it names, a creation the name that was made
for it. What no evidence shows after a crash is told as unknown.
"""

from __future__ import annotations

from bot.actions.applying import created, deleted, patched, several
from bot.actions.applying.outcome import APPLIED, DRIFTED, UNKNOWN, Applied, Ending
from bot.actions.applying.rehearsal import rehearse
from bot.actions.applying.several import Carry
from bot.actions.executing import carrying
from bot.domain.action import EACH, EXEC, Request
from bot.domain.changes import Plan
from bot.errors import Refused
from bot.ports import Kube

__all__ = ["APPLIED", "DRIFTED", "UNKNOWN", "Applied", "Ending", "apply", "rehearse"]

CARRIERS: dict[str, Carry] = {
    "PATCH": patched.apply,
    "DELETE": deleted.apply,
    "POST": created.apply,
    EXEC: lambda *given: carrying.apply(*given),  # it is made with what stands here
}
"""How a request of each method is carried out."""


async def apply(
    kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, reader: Kube | None = None
) -> Applied:
    """Send `request` as `kube`, once; with `repeat` look first whether an earlier try did.

    `reader` (else `kube`) reads what stands there. Temporary: it may have been sent, call again with
    `repeat`. Refused: the cluster does not take it, and nothing was changed.
    """
    if request.digest != plan.digest:
        raise Refused("The stored request is not the one that was approved. Nothing was sent.")
    if request.method == EACH:
        return await several.apply(CARRIERS, kube, request, plan, manager, repeat, reader or kube)
    return await CARRIERS[request.method](kube, request, plan, manager, repeat, reader or kube)
