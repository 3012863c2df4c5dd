"""Pause and resume: whether a Deployment's rollout goes on. Each is the other's inverse."""

from __future__ import annotations

import copy
from dataclasses import replace

from bot.actions.changing.cautions import kept_elsewhere, unsettled
from bot.actions.changing.frozen import drafted, freeze
from bot.actions.changing.inverse import Undo
from bot.actions.changing.rolling import WORKLOAD
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, workload
from bot.actions.kit import Action, Draft, Scene
from bot.domain.action import Call, Risk, Spec

PAUSE = Spec(
    name="pause",
    words=("pause", "rollout pause"),
    group="change",
    help="Stop the rollout of a Deployment where it is.",
    risk=Risk.CHANGE,
    params=(WORKLOAD,),
    examples=("pause deployment/web", "rollout pause deployment web"),
    more="Its pods stay as they are. Changes of its template wait until `resume`; scaling goes on.",
)

RESUME = Spec(
    name="resume",
    words=("resume", "rollout resume"),
    group="change",
    help="Let a paused Deployment roll out again.",
    risk=Risk.CHANGE,
    params=(WORKLOAD,),
    examples=("resume deployment/web",),
)


async def plan_pause(scene: Scene) -> Draft:
    subject = await workload(scene, ("Deployment",))
    target = copy.deepcopy(subject.live)
    target["spec"]["paused"] = True
    frozen = await freeze(scene, subject, target)
    warnings = [
        "Nothing of it rolls out until it is resumed, neither a rollback nor a new release.",
        *unsettled(subject),
        *kept_elsewhere(subject.live),
    ]
    undo = _back(scene, subject, "resume")
    return await drafted(scene, frozen, f"Pause {subject.title}", Risk.CHANGE, warnings, undo)


async def plan_resume(scene: Scene) -> Draft:
    """A resume; what waited in its template rolls out then, so it is watched."""
    subject = await workload(scene, ("Deployment",))
    target = copy.deepcopy(subject.live)
    target["spec"].pop("paused", None)
    frozen = await freeze(scene, subject, target)
    warnings = [*_waiting(subject), *kept_elsewhere(subject.live)]
    undo = _back(scene, subject, "pause")
    draft = await drafted(scene, frozen, f"Resume {subject.title}", Risk.CHANGE, warnings, undo)
    return replace(draft, plan=replace(draft.plan, watched=True))


def _waiting(subject: Subject) -> list[str]:
    updated = int((subject.live.get("status") or {}).get("updatedReplicas") or 0)
    behind = subject.replicas - updated
    if behind <= 0:
        return []
    return [f"{behind} of {subject.replicas} pods are not of its newest template and are replaced then."]


def _back(scene: Scene, subject: Subject, verb: str) -> Undo:
    call = Call(verb, {"workload": subject.title}, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"{verb.capitalize()} {subject.title}")


PAUSING = (
    Action(PAUSE, plan=plan_pause, watch=follow),
    Action(RESUME, plan=plan_resume, watch=follow),
)
