"""Several objects, one after the other: each by its own evidence, and an honest count where one refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot.actions.applying.outcome import APPLIED, UNKNOWN, Applied
from bot.domain.action import Request, Target
from bot.domain.changes import Plan
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.ports import Kube

Carry: TypeAlias = Callable[[Kube, Request, Plan, str, bool, Kube], Awaitable[Applied]]

LISTED = 5


async def apply(
    carriers: Mapping[str, Carry],
    kube: Kube,
    request: Request,
    plan: Plan,
    manager: str,
    repeat: bool,
    look: Kube,
) -> Applied:
    """Carry out every part. A part that is refused or moved is left, the others go on, and it is said.

    Refused when no part was done. After a crash each part is looked for before it is sent again.
    """
    done, left = 0, list[str]()
    for part in request.parts:
        own = plan_of(part, plan)
        try:
            outcome = await carriers[part.method](kube, part, own, manager, repeat, look)
        except (Refused, Permanent) as problem:
            left.append(f"{own.target.title}: {problem}")
            continue
        if outcome.kind is APPLIED:
            done += 1
        else:
            left.append(outcome.said)
    whole = len(request.parts)
    if not left:
        return Applied(APPLIED, f"{plan.title}: done, {whole} of {whole}.")
    listed = " ".join(left[:LISTED]) + (f" And {len(left) - LISTED} more." if len(left) > LISTED else "")
    if not done and not repeat:
        raise Refused(f"None of the {whole} was done. {listed}")
    return Applied(APPLIED if done else UNKNOWN, f"{done} of {whole} done. {listed}")


def plan_of(part: Request, plan: Plan) -> Plan:
    """`plan` as if it were for this part alone: its path, its object."""
    name = part.path.rstrip("/").split("/")[-1]
    target = Target(plan.target.cluster, plan.target.namespace, plan.target.kind, name, uid_of(part))
    title = Words(f"{plan.title} ({target.title})")
    request = f"{part.method} {part.path}"
    return replace(plan, target=target, title=title, request=request, digest=part.digest, watched=False)


def uid_of(part: Request) -> str:
    """The uid that the request names as a condition; empty when it names none."""
    body: Any = part.body
    if isinstance(body, list):
        tests = (op for op in body if op.get("op") == "test" and op.get("path") == "/metadata/uid")
        return str(next((op["value"] for op in tests), ""))
    if isinstance(body, dict):
        return str((body.get("preconditions") or {}).get("uid") or "")
    return ""
