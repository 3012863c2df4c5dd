"""The watching of a drain: at each look what is left is asked to leave once more, until all are gone.

Only the pods of the frozen request are asked, each by its uid, and none that is leaving already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.actions.changing.disruption import budgets
from bot.actions.changing.evictions import Leaving, evict, is_eviction, leaving
from bot.actions.kit import Progress, Pursuit
from bot.domain.action import Health, Request
from bot.errors import Permanent

MOST = 5


async def follow_drain(pursuit: Pursuit) -> Progress:
    """One look, and one more eviction for each pod that still stands."""
    target, request = pursuit.target, pursuit.request
    if request is None:
        lost = (
            f"The list of pods of this drain is no longer kept, so nobody is asked to leave {target.title}."
        )
        return Progress(Health(0, 0, 0, 0), lost, failed=lost)
    wanted = leaving(request)
    standing = await _standing(pursuit)
    left = [one for one in wanted if one.uid in standing]
    staying = [one for one in left if not standing[one.uid]["metadata"].get("deletionTimestamp")]
    waiting, failed = await _ask(pursuit, request, staying)
    gone, ending = len(wanted) - len(left), len(left) - len(staying)
    health = Health(len(wanted), gone, gone, gone)
    said = f"{gone} of {len(wanted)} pods have left {target.title}" + (
        f", {ending} are ending" if ending else ""
    )
    if not left:
        return Progress(health, f"{said}.", done=True)
    if failed:
        return Progress(health, f"{said}.", failed=failed)
    lines = await _budgets(pursuit, standing, waiting)
    return Progress(health, f"{said}{_waits(lines, waiting)}.", events=tuple(lines[:MOST]))


async def _standing(pursuit: Pursuit) -> dict[str, Any]:
    """The pods that are on the node now, by uid."""
    query = {"fieldSelector": f"spec.nodeName={pursuit.target.name}"}
    listed = await pursuit.bot.get("/api/v1/pods", query)
    return {str(pod["metadata"]["uid"]): pod for pod in listed.get("items") or []}


async def _ask(pursuit: Pursuit, request: Request, staying: Sequence[Leaving]) -> tuple[list[Leaving], str]:
    """Those whose budget says not now, and why it cannot go on at all."""
    uids = {one.uid for one in staying}
    if staying and pursuit.runner is None:
        return [], "Nothing says any more in whose name the pods are to be moved."
    waiting = []
    for part in request.parts:
        if not is_eviction(part) or (one := leaving(part)[0]).uid not in uids or pursuit.runner is None:
            continue
        try:
            if await evict(pursuit.runner, part, pursuit.manager):
                waiting.append(one)
        except Permanent as error:
            return waiting, f"{one.namespace}/{one.name} cannot be moved: {error}"
    return waiting, ""


async def _budgets(pursuit: Pursuit, standing: dict[str, Any], waiting: Sequence[Leaving]) -> list[str]:
    """`pod shop/web-1 waits for budget web`, for each that waits."""
    if not waiting:
        return []
    found = await budgets(pursuit.bot) or []
    said = []
    for one in waiting:
        names = [budget.name for budget in found if budget.covers(standing[one.uid])]
        said.append(f"pod {one.namespace}/{one.name} waits for budget {' and '.join(names) or '(not seen)'}")
    return said


def _waits(lines: Sequence[str], waiting: Sequence[Leaving]) -> str:
    if not waiting:
        return ""
    names = dict.fromkeys(line.rpartition(" budget ")[2] for line in lines)
    plural = "" if len(waiting) == 1 else "s"
    return f", {len(waiting)} wait{'s' if not plural else ''} for budget {', '.join(names)}"
