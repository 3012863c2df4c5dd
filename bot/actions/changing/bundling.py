"""A plan about several objects: one request of many parts, and a text that lists every one of them.

Each part has been previewed by itself, as it will be sent. One part alone is sent as itself, so that its
own evidence counts. Used by the verbs that take several objects, and by what has no object to diff.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.actions import rights
from bot.actions.changing.answers import against
from bot.actions.changing.frozen import Frozen
from bot.actions.changing.inverse import Undo
from bot.actions.changing.showing import difference
from bot.actions.changing.subjects import person
from bot.actions.kit import Draft, Scene
from bot.domain.action import EACH, Request, Risk, Target, each
from bot.domain.changes import Plan
from bot.domain.redaction import MASK, redact_pair
from bot.domain.words import Words
from bot.errors import Permanent, Refused


@dataclass(frozen=True)
class Face:
    """What people see of a plan. `diff` is masked already."""

    target: Target
    title: str
    diff: str
    risk: Risk
    warnings: Sequence[str] = ()
    undo: Undo = field(default_factory=Undo)
    dropped: Sequence[str] = ()
    watched: bool = False
    stoppable: bool = False
    generation: int = 0


async def proof(scene: Scene, request: Request) -> str:
    """The rule that lets the person do all of `request`; Refused, naming what is missing."""
    kube = person(scene)
    access, missing = await rights.judged(kube, request)
    if access.allowed:
        return access.reason or f"{kube.user} may; the cluster does not say by which rule."
    user, where = kube.user or "you", scene.call.cluster or "this cluster"
    raise Refused(
        f"{kube.user or 'You'} may not {missing} of {where}: no role bound there allows it. Somebody who "
        f"may do it can ask for it, or have such a role bound for {user}."
    )


async def rehearse(scene: Scene, request: Request, title: str) -> None:
    """The dry run of one part as the person; Refused with what the server says against it."""
    try:
        await person(scene).send(request, scene.manager, dry_run=True)
    except Permanent as error:
        raise Refused(against(error, title, isinstance(request.body, list))) from error


def bundled(requests: Sequence[Request]) -> Request:
    """One request as itself, several as EACH."""
    return requests[0] if len(requests) == 1 else each(requests)


def drafted(request: Request, binding: str, face: Face) -> Draft:
    """The plan of `request` as `face` shows it."""
    said = [*face.warnings, *([face.undo.warning] if face.undo.warning else [])]
    plan = Plan(
        target=face.target,
        title=Words(face.title),
        diff=Words(face.diff),
        digest=request.digest,
        risk=face.risk.value,
        request=spoken(request),
        generation=face.generation,
        warnings=tuple(Words(one) for one in dict.fromkeys(said)),
        binding=Words(binding),
        masked=sum(MASK in line for line in face.diff.splitlines()),
        undo=face.undo.call,
        undo_title=Words(face.undo.title),
        watched=face.watched,
        dropped=tuple(Words(one) for one in dict.fromkeys(face.dropped)),
        stoppable=face.stoppable,
    )
    return Draft(plan, request)


def spoken(request: Request) -> str:
    """Method and path; of several the first, and how many more."""
    first = request.parts[0]
    said = f"{first.method} {first.path}"
    return f"{said} and {len(request.parts) - 1} more" if request.method == EACH else said


async def differences(frozen: Iterable[Frozen]) -> str:
    """The masked difference of every object, each under its title."""
    return await asyncio.to_thread(_differences, list(frozen))


def _differences(frozen: Sequence[Frozen]) -> str:
    said = []
    for one in frozen:
        before, after, _ = redact_pair(one.before, one.answer)
        head = f"{one.subject.title} ({one.subject.target.uid})\n"
        said.append(("" if len(frozen) == 1 else head) + difference(before, after))
    return "\n".join(said)
