"""Several objects, one after the other: each by its own evidence, and an honest count where one refuses.

The patch of a node stands before the evictions of its pods, and without it none of them is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot.actions.applying.created import WAITS
from bot.actions.applying.outcome import APPLIED, DRIFTED, UNKNOWN, Applied
from bot.actions.changing import drift
from bot.actions.kit import Output
from bot.domain.action import Request, Target
from bot.domain.changes import Plan
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.ports import Kube

Carry: TypeAlias = Callable[[Kube, Request, Plan, str, bool, Kube], Awaitable[Applied]]

LISTED = 5
SCALE = "/scale"
_KINDS = {"pods": "Pod", "nodes": "Node"}


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
    done, left, waits = 0, list[str](), list[str]()
    printed = list[tuple[str, Output]]()
    for part in request.parts:
        own = await _as_it_stands(part, plan_of(part, plan), repeat, look)
        try:
            outcome = await carriers[part.method](kube, part, own, manager, repeat, look)
        except (Refused, Permanent) as problem:
            outcome = Applied(DRIFTED, f"{own.target.title}: {problem}")
        if outcome.output is not None:
            printed.append((own.target.title, outcome.output))
        if outcome.kind is APPLIED:
            done += 1
            waits += [outcome.said] if outcome.said.endswith(WAITS) else []
            continue
        left.append(outcome.said)
        if own.target.kind == "Node":
            break
    whole, output = len(request.parts), _joined(printed)
    if not left and waits:
        return Applied(APPLIED, f"{plan.title}: begun, {len(waits)} of {whole} wait. {_listed(waits)}")
    if not left:
        return Applied(APPLIED, f"{plan.title}: done, {whole} of {whole}.", output=output)
    listed = _listed(left)
    if not done and not repeat:
        raise Refused(f"None of the {whole} was done. {listed}")
    return Applied(APPLIED if done else UNKNOWN, f"{done} of {whole} done. {listed}", output=output)


def _joined(printed: list[tuple[str, Output]]) -> Output | None:
    """What every part printed, each under its object."""
    if not printed:
        return None
    text = "\n\n".join(f"{title}: {one.summary}\n{one.text}".rstrip() for title, one in printed)
    summary = (
        f"{printed[0][1].summary} (and {len(printed) - 1} more)" if printed[1:] else printed[0][1].summary
    )
    return Output(summary, text, printed[0][1].form, sum(one.masked for _, one in printed))


def _listed(said: list[str]) -> str:
    return " ".join(said[:LISTED]) + (f" And {len(said) - LISTED} more." if len(said) > LISTED else "")


def plan_of(part: Request, plan: Plan) -> Plan:
    """`plan` as if it were for this part alone: its path, its object."""
    namespace, plural, name = _place(part)
    kind = (
        plan.target.kind if plural.startswith(plan.target.kind.lower()[:-1]) else _KINDS.get(plural, plural)
    )
    target = Target(plan.target.cluster, namespace, kind, name, uid_of(part))
    title = Words(f"{plan.title} ({target.title})")
    request = f"{part.method} {part.path}"
    return replace(plan, target=target, title=title, request=request, digest=part.digest, watched=False)


async def _as_it_stands(part: Request, own: Plan, repeat: bool, look: Kube) -> Plan:
    """`own` for a repeat: a plan of several keeps no generation of each, so a scale goes by its number."""
    if not repeat or not part.path.endswith(SCALE):
        return own
    live = await drift.read(look, part.path.removesuffix(SCALE))
    return replace(own, generation=int(((live or {}).get("metadata") or {}).get("generation") or 0))


def _place(part: Request) -> tuple[str, str, str]:
    """(namespace, plural, name) of a request's object, whatever subresource of it is meant."""
    words = part.path.strip("/").split("/")
    rest = words[2:] if words[0] == "api" else words[3:]
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    named = (part.body.get("metadata") or {}).get("name", "") if isinstance(part.body, dict) else ""
    return namespace, rest[0], rest[1] if len(rest) > 1 else str(named)


def uid_of(part: Request) -> str:
    """The uid that the request names as a condition; empty when it names none."""
    body: Any = part.body
    if isinstance(body, list):
        tests = (op for op in body if op.get("op") == "test" and op.get("path") == "/metadata/uid")
        return str(next((op["value"] for op in tests), ""))
    if isinstance(body, dict):
        options = body.get("deleteOptions") or body
        return str((options.get("preconditions") or {}).get("uid") or "")
    return ""
