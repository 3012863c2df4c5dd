"""Rollback and restart: changes of a pod template that need no values from anybody.

A rollback is resolved to an explicit revision when it is planned. kubectl takes the second newest, so that
saying it twice brings the bad version back. Here it is the newest that first appeared before the one that
runs, whatever number it has been given since, and that nobody has rolled back from.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import UTC

from bot.actions.changing.cautions import kept_elsewhere, loose_images, replacing, unsettled
from bot.actions.changing.frozen import Frozen, answered, drafted, freeze
from bot.actions.changing.inverse import Undo
from bot.actions.changing.neighbours import budgets
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, workload
from bot.actions.kit import Action, Draft, Scene
from bot.actions.revisions import Revision, revisions_of, without_hash
from bot.domain.action import Param, Risk, Spec, Type
from bot.errors import Permanent, Refused

WORKLOAD = Param("workload", Type.WORKLOAD, "workload", required=True, help="as in deployment/web")
RESTARTED = "kubectl.kubernetes.io/restartedAt"

ROLLBACK = Spec(
    name="rollback",
    words=("rollback", "rollout undo", "undo"),
    group="change",
    help="Put back an earlier revision of a Deployment, StatefulSet or DaemonSet.",
    risk=Risk.CHANGE,
    params=(
        WORKLOAD,
        Param(
            "to_revision", Type.COUNT, "N", ("--to-revision",), least=1, help="else the one before this one"
        ),
    ),
    examples=("rollback deployment/web", "rollout undo deployment/web --to-revision=2"),
    more="Without a revision it is the newest that first appeared before the one that runs: saying it twice "
    "goes further back, never to the bad one again. Only the pod template is put back.",
)

RESTART = Spec(
    name="restart",
    words=("restart", "rollout restart"),
    group="change",
    help="Replace all pods of a Deployment, StatefulSet or DaemonSet, one after the other.",
    risk=Risk.CHANGE,
    params=(WORKLOAD,),
    examples=("restart deployment/web", "rollout restart statefulset/db"),
)


NOTHING_TO_UNDO = Undo(title="a restart leaves nothing to take back")


async def plan_rollback(scene: Scene) -> Draft:
    """A rollback to the revision that is named, or to the one before."""
    subject = await workload(scene)
    _not_paused(subject, "roll back")
    kept = await _revisions(scene, subject)
    to = chosen(kept, scene.call.args.get("to_revision"), subject)
    target = copy.deepcopy(subject.live)
    target["spec"]["template"] = dict(to.template)
    frozen = await freeze(scene, subject, target)
    title = f"Roll back {subject.title} to revision {to.number} ({_images(subject, to)})"
    cautions = await rolling_cautions(scene, frozen)
    return await drafted(scene, frozen, title, Risk.CHANGE, cautions, revision=str(to.number))


async def plan_restart(scene: Scene) -> Draft:
    """A restart. Its time is fixed with the plan, so that carrying it out twice restarts once."""
    subject = await workload(scene)
    _not_paused(subject, "restart")
    target = copy.deepcopy(subject.live)
    meta = target["spec"]["template"].setdefault("metadata", {})
    stamp = scene.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    meta["annotations"] = {**(meta.get("annotations") or {}), RESTARTED: stamp}
    frozen = await freeze(scene, subject, target)
    pods = subject.replicas
    title = f"Restart {subject.title} ({pods} pod{'' if pods == 1 else 's'})"
    cautions = await rolling_cautions(scene, frozen)
    return await drafted(scene, frozen, title, Risk.CHANGE, cautions, NOTHING_TO_UNDO)


async def rolling_cautions(scene: Scene, frozen: Frozen) -> list[str]:
    """What to know before pods are replaced."""
    subject, after = frozen.subject, answered(frozen)
    return [
        *unsettled(subject),
        *replacing(after),
        *loose_images(after),
        *(await budgets(scene, subject)),
        *kept_elsewhere(subject.live),
    ]


def chosen(kept: Sequence[Revision], wanted: int | None, subject: Subject) -> Revision:
    """The revision to go back to; Refused, with those there are, when there is none."""
    current = next((one for one in kept if one.current), None)
    if wanted is not None:
        named = next((one for one in kept if one.number == wanted), None)
        if named is None:
            raise Refused(f"{subject.title} has no revision {wanted}. {_listed(kept)}")
        if current is not None and named.number == current.number:
            raise Refused(f"{subject.title} runs revision {wanted} already. {_listed(kept)}")
        return named
    left = {one.uid for one in kept if _left(one, kept, subject)}
    earlier = [one for one in kept if one.uid not in left and _before(one, current, subject)]
    if not earlier:
        raise Refused(
            f"There is nothing good before what {subject.title} runs to go back to; what was rolled back "
            f"from does not count. {_listed(kept)} Name one with `--to-revision=N` if you want it."
        )
    return max(earlier, key=lambda one: _age(one, subject))


def _before(one: Revision, current: Revision | None, subject: Subject) -> bool:
    if current is None:
        return True
    return _age(one, subject) < _age(current, subject) and one.template != current.template


def _left(one: Revision, kept: Sequence[Revision], subject: Subject) -> bool:
    """Whether somebody rolled back from it: an older one has been made the newest since."""
    return any(_age(other, subject) < _age(one, subject) and other.number > one.number for other in kept)


def _age(one: Revision, subject: Subject) -> tuple[float, int]:
    """When a revision first appeared. Only ReplicaSets remember the numbers they had before."""
    if subject.kind == "Deployment":
        return float(one.first), one.number
    return one.created.timestamp(), one.number


def _listed(kept: Sequence[Revision]) -> str:
    if not kept:
        return "It keeps no revisions."
    said = [
        f"{one.number}{' (running)' if one.current else ''}: {', '.join(one.images)}" for one in kept[-10:]
    ]
    return f"Revisions: {'; '.join(said)}."


async def _revisions(scene: Scene, subject: Subject) -> list[Revision]:
    """Its revisions, when the cluster has taken up its last change and they say which one runs."""
    observed = int((subject.live.get("status") or {}).get("observedGeneration") or 0)
    if observed < subject.generation:
        raise Refused(
            f"The cluster has not taken up the last change of {subject.title} yet, so its revisions do not "
            "say what runs. Ask again in a few seconds."
        )
    try:
        return await revisions_of(subject.reader, subject.kind, subject.live)
    except Permanent as error:
        if error.code != "Forbidden":
            raise Refused(str(error)) from error
    try:
        return await revisions_of(scene.bot, subject.kind, subject.live)
    except Permanent as error:
        raise Refused(str(error)) from error


def _not_paused(subject: Subject, verb: str) -> None:
    if subject.live["spec"].get("paused"):
        raise Refused(
            f"{subject.title} is paused, and Kubernetes does not {verb} what is paused. Resume it first: "
            f"`kubectl rollout resume {subject.title}`."
        )


def _images(subject: Subject, to: Revision) -> str:
    now = without_hash(subject.live["spec"]["template"])["spec"].get("containers") or []
    then = {one["name"]: one.get("image") for one in to.template["spec"].get("containers") or []}
    moved = [one for one in now if one["name"] in then and then[one["name"]] != one.get("image")]
    named = len(now) > 1
    said = [
        f"{one['name'] + ' ' if named else ''}image {one.get('image')} -> {then[one['name']]}"
        for one in moved
    ]
    return ", ".join(said) or "same images"


ROLLING = (
    Action(ROLLBACK, plan=plan_rollback, watch=follow),
    Action(RESTART, plan=plan_restart, watch=follow),
)
