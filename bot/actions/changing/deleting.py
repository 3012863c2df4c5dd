"""Delete: a list of objects, frozen by their uids, so that nothing that appears later is taken with them.

What cannot be made again by anybody is refused, whoever asks: data (claims and volumes), namespaces, nodes
and the definitions of kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.actions.changing.bundling import Face, bundled, drafted, proof, rehearse
from bot.actions.changing.cautions import kept_elsewhere
from bot.actions.changing.choosing import (
    ALL,
    OBJECTS,
    SELECTOR,
    chosen,
    counted,
    naming,
    one_target,
    together,
)
from bot.actions.changing.disruption import covering
from bot.actions.changing.inverse import Undo
from bot.actions.changing.owners import Owner, controller, owners
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.discovery import wanted
from bot.domain.action import Param, Request, Risk, Spec, Type
from bot.errors import Refused

DELETE = Spec(
    name="delete",
    words=("delete",),
    group="change",
    help="Delete objects of a namespace.",
    risk=Risk.DANGER,
    params=(
        OBJECTS,
        SELECTOR,
        ALL,
        Param("grace", Type.COUNT, "seconds", ("--grace-period",), least=1, help="until a pod is killed"),
    ),
    examples=("delete pod web-1", "delete pod -l app=web", "delete job nightly --grace-period=30"),
    more="What a selector finds is frozen as a list when it is planned. Volume claims, namespaces, nodes and "
    "definitions of kinds are never deleted from here. Pods that a controller makes anew are a change, "
    "everything else is a danger.",
)

NEVER = {
    "persistentvolumeclaims": "A volume claim is never deleted from here: its data may go with it.",
    "persistentvolumes": "A volume is never deleted from here: its data may go with it.",
    "namespaces": "A namespace is never deleted from here: everything in it would go with it.",
    "nodes": "A node is never deleted from here. `drain` empties one; its machine is for its provider.",
    "customresourcedefinitions": "The definition of a kind is never deleted from here: every object of that "
    "kind would go with it.",
}
BY_HAND = " If it has to be, somebody does it by hand and puts it on record."


async def plan_delete(scene: Scene) -> Draft:
    """The deletion of exactly the objects that are found now."""
    await _refuse(scene)
    found = await chosen(scene)
    subjects = found.subjects
    requests = [_request(one, scene.call.args.get("grace")) for one in subjects]
    request = bundled(requests)
    binding = await proof(scene, request)
    await together(
        lambda pair: rehearse(scene, pair[0], pair[1].title), list(zip(requests, subjects, strict=True))
    )
    kept = await owners(scene, subjects)
    anew = all(_again(one) for one in subjects)
    face = Face(
        target=one_target(scene, subjects),
        title=f"Delete {naming(subjects)}{found.how}{_names(subjects)}",
        diff="\n".join(f"-{_line(one, kept)}" for one in subjects),
        risk=Risk.CHANGE if anew else Risk.DANGER,
        warnings=await _cautions(scene, subjects, kept),
        undo=Undo(
            title="what keeps a pod makes another one by itself" if anew else "what is deleted is gone"
        ),
    )
    return drafted(request, binding, face)


async def _refuse(scene: Scene) -> None:
    given = scene.call.args.get("object")
    words = given.split() if isinstance(given, str) else [str(word) for word in given or ()]
    for kind in await wanted(scene.bot, words):
        if why := NEVER.get(kind.resource.plural):
            raise Refused(why + BY_HAND)
    if words and words[0].lower() == "all":
        raise Refused(
            "`all` is many kinds at once. Name the one that is meant, as in `delete pods -l app=web`."
        )


def _request(subject: Subject, grace: int | None) -> Request:
    """The options stand in the body: beside one the server reads nothing of the query, dry run included."""
    body: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": subject.target.uid},
        "propagationPolicy": "Background",
    }
    if grace is not None:
        body["gracePeriodSeconds"] = grace
    return Request("DELETE", subject.path, body)


def _again(subject: Subject) -> bool:
    """Whether somebody makes another one: a pod of a controller, other than a Job's."""
    keeper = controller(subject.live) if subject.kind == "Pod" else None
    return keeper is not None and keeper.get("kind") != "Job"


def _names(subjects: Sequence[Subject]) -> str:
    return f" ({counted([one.target.name for one in subjects])})" if len(subjects) > 1 else ""


def _line(subject: Subject, kept: Mapping[str, Owner]) -> str:
    """`pod/web-1  uid  Running  of replicaset/web-abc`. Never anything of what is in it."""
    live, reference = subject.live, controller(subject.live)
    parts = [subject.title, subject.target.uid, str((live.get("status") or {}).get("phase") or "")]
    if reference is not None:
        parts.append(f"of {kept[str(reference['uid'])].title}")
    return "  ".join(filter(None, parts))


async def _cautions(scene: Scene, subjects: Sequence[Subject], kept: Mapping[str, Owner]) -> list[str]:
    said = [*_together(subjects, kept), *_alone(subjects)]
    said += [sentence for one in subjects for sentence in _own(one)]
    pods = [one for one in subjects if one.kind == "Pod"]
    if pods:
        said += await covering(scene, [one.live for one in pods])
    said += [sentence for one in subjects for sentence in kept_elsewhere(one.live)]
    return list(dict.fromkeys(said))


def _together(subjects: Sequence[Subject], kept: Mapping[str, Owner]) -> Iterator[str]:
    """Where a controller loses all of its pods at once."""
    for uid, owner in kept.items():
        mine = [one for one in subjects if str((controller(one.live) or {}).get("uid")) == uid]
        if owner.wanted is not None and mine and len(mine) >= owner.wanted:
            yield f"These are all {len(mine)} pods of {owner.title}: none serves until new ones are ready."


def _alone(subjects: Sequence[Subject]) -> Iterator[str]:
    lonely = [one.title for one in subjects if one.kind == "Pod" and controller(one.live) is None]
    if lonely:
        yield f"Nothing makes {counted(lonely)} anew: {'it is' if len(lonely) == 1 else 'they are'} gone."


def _own(subject: Subject) -> Iterator[str]:
    meta, kind = subject.live["metadata"], subject.kind
    if finalizers := meta.get("finalizers"):
        yield f"{subject.title} goes only when these are done with it: {', '.join(map(str, finalizers))}."
    if subject.workload or kind in ("ReplicaSet", "Job"):
        yield f"The pods of {subject.title} end with it."
    if kind == "Job" and controller(subject.live) is not None:
        yield f"{subject.title} is not run again before its CronJob's next time."
    if by := (meta.get("annotations") or {}).get("cert-manager.io/certificate-name"):
        yield f"cert-manager makes {subject.title} anew for the certificate {by}: a new one is ordered."
    if kind in ("NetworkPolicy", "Secret", "ConfigMap", "Service") and not meta.get("ownerReferences"):
        yield f"Nobody is known who makes {subject.title} anew."


DELETING = (Action(DELETE, plan=plan_delete, watch=follow),)
