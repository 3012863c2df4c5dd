"""A change, frozen: one JSON Patch with its tests, what the cluster's dry run of it says, and who may do it.

What people approve is this and nothing else. The request that is previewed is the request that is sent
later, byte for byte, and the tests in it make the API server refuse it when what it rests on has moved.
Every action of this room ends in `freeze` and `drafted`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.actions.changing import inverse
from bot.actions.changing.answers import against, unreadable
from bot.actions.changing.diffing import TEMPLATE, guards, minimal, plain
from bot.actions.changing.leaves import unkept
from bot.actions.changing.pointer import CONTENT_TYPE, MISSING, Op, applied, at, join, under
from bot.actions.changing.showing import difference
from bot.actions.changing.subjects import Subject, person
from bot.actions.kit import Draft, Scene
from bot.domain.action import Request, Risk
from bot.domain.changes import Plan
from bot.domain.redaction import MASK, redact_pair
from bot.domain.words import Words
from bot.errors import Permanent, Refused, Temporary

APPLIED = join("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")


@dataclass(frozen=True)
class Frozen:
    """A request that the cluster would take. `before` and `answer` are what it changes, without status."""

    subject: Subject
    request: Request
    ops: tuple[Op, ...]
    before: Any
    answer: Any
    binding: str
    dropped: tuple[str, ...]

    @property
    def template(self) -> bool:
        """Whether pods are made anew."""
        return self.subject.workload and any(under(op["path"], TEMPLATE) for op in self.ops)

    @property
    def replicas(self) -> bool:
        return any(op["path"] == "/spec/replicas" for op in self.ops)


async def freeze(
    scene: Scene, subject: Subject, target: Any, live: Any = None, sub: str = "", dropped: Iterable[str] = ()
) -> Frozen:
    """The one request that makes `target` of `live` (the subject's object, or its subresource `sub`).

    Refused when nothing would change, when the person may not, or when the dry run fails.
    """
    live = subject.live if live is None else live
    before, wanted = plain(live), plain(target)
    ops = minimal(before, wanted)
    if not ops:
        raise nothing(subject, dropped)
    where = subject.target
    path = subject.resource.path(where.namespace, where.name, sub)
    request = Request("PATCH", path, [*guards(live, ops), *ops], CONTENT_TYPE)
    binding = await proof(scene, subject, sub)
    answer = plain(await rehearse(scene, request, subject))
    if not minimal(before, answer):
        raise nothing(subject, [*dropped, *unkept(before, wanted, answer)])
    lost = dict.fromkeys([*dropped, *unkept(before, wanted, answer)])
    return Frozen(subject, request, tuple(ops), before, answer, binding, tuple(lost))


async def proof(scene: Scene, subject: Subject, sub: str = "") -> str:
    """The rule that lets the person do it; Refused, naming what is missing, when there is none."""
    kube, where = person(scene), subject.target
    access = await kube.allowed("patch", subject.resource, where.namespace, where.name, sub)
    if access.allowed:
        return access.reason or f"{kube.user} may; the cluster does not say by which rule."
    plural = "/".join(filter(None, (subject.resource.plural, sub)))
    of_group = f" (API group {subject.resource.group})" if subject.resource.group else ""
    raise Refused(
        f"{kube.user or 'You'} may not patch {plural}{of_group} in the namespace {where.namespace} of "
        f"{where.cluster or 'this cluster'}: no role bound there allows it. Somebody who may do it can "
        f"ask for it, or have a role with the verb `patch` on `{plural}` bound for {kube.user or 'you'}."
    )


async def rehearse(scene: Scene, request: Request, subject: Subject) -> Any:
    """The cluster's dry run of `request` as the person; Refused with what the server says against it."""
    try:
        return await person(scene).send(request, scene.manager, dry_run=True)
    except Permanent as error:
        tested = isinstance(request.body, list)
        raise Refused(against(error, subject.title, tested)) from error
    except Temporary as error:
        why = unreadable(error)
        if not why:
            raise
        raise Refused(why) from error


def nothing(subject: Subject, dropped: Iterable[str] = ()) -> Refused:
    lost = "".join(f" {sentence}" for sentence in dict.fromkeys(dropped))
    return Refused(f"Nothing would change: {subject.title} is that way already.{lost}" if not lost else
                   f"Nothing would change on {subject.title}.{lost}")  # fmt: skip


async def drafted(
    scene: Scene,
    frozen: Frozen,
    title: str,
    risk: Risk,
    warnings: Iterable[str],
    undo: inverse.Undo | None = None,
    revision: str = "",
) -> Draft:
    """The plan that people see of `frozen`, and its request. Without `undo` the inverse is made here."""
    subject = frozen.subject
    shown = await asyncio.to_thread(_shown, frozen)
    undo = undo or await inverse.of(scene, subject, frozen.before, frozen.answer)
    said = [*warnings, *([undo.warning] if undo.warning else [])]
    plan = Plan(
        target=subject.target,
        title=Words(title),
        diff=Words(shown[0]),
        digest=frozen.request.digest,
        risk=risk.value,
        request=f"{frozen.request.method} {frozen.request.path}",
        generation=subject.generation,
        revision=revision,
        warnings=tuple(Words(one) for one in dict.fromkeys(said)),
        binding=Words(frozen.binding),
        masked=shown[1],
        undo=undo.call,
        undo_title=Words(undo.title),
        watched=subject.workload and (frozen.template or frozen.replicas),
        dropped=tuple(Words(one) for one in frozen.dropped),
    )
    return Draft(plan, frozen.request)


def answered(frozen: Frozen) -> Subject:
    """The subject as it would stand after the change: for warnings about what is to come."""
    return replace(frozen.subject, live={**frozen.answer, "status": frozen.subject.live.get("status") or {}})


def _shown(frozen: Frozen) -> tuple[str, int]:
    """The masked difference, and how many of the values in it are masked."""
    before, after, _ = redact_pair(*_bare(frozen.before, frozen.answer))
    diff = difference(before, after)
    return diff, sum(MASK in line for line in diff.splitlines())


def _bare(before: Any, after: Any) -> tuple[Any, Any]:
    """Both without what `kubectl apply` notes, where it stays the same: a whole object in one line."""
    if at(before, APPLIED) is MISSING or at(before, APPLIED) != at(after, APPLIED):
        return before, after
    drop = [{"op": "remove", "path": APPLIED}]
    return applied(before, drop), applied(after, drop)
