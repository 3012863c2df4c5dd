"""Scale: how many pods, through the scale subresource, from exactly the number that was previewed.

Whatever has replicas can be scaled: Deployments, StatefulSets, ReplicaSets, and custom kinds.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from bot.actions.changing.cautions import kept_elsewhere, unsettled
from bot.actions.changing.frozen import drafted, freeze, nothing
from bot.actions.changing.inverse import Undo
from bot.actions.changing.neighbours import autoscalers
from bot.actions.changing.rolling import WORKLOAD
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, look, subject
from bot.actions.kit import Action, Draft, Scene
from bot.domain.action import Call, Param, Risk, Spec, Type
from bot.errors import Refused

SCALE = Spec(
    name="scale",
    words=("scale",),
    group="change",
    help="Set how many pods a Deployment or StatefulSet has.",
    risk=Risk.CHANGE,
    params=(
        WORKLOAD,
        Param("replicas", Type.COUNT, "N", ("--replicas",), required=True, least=0),
        Param(
            "current_replicas",
            Type.COUNT,
            "N",
            ("--current-replicas",),
            least=0,
            help="refuse unless it has N",
        ),
    ),
    examples=("scale deployment/web --replicas=5", "scale deployment web --replicas=5 --current-replicas=3"),
    more="Zero replicas is a danger: nothing serves any more, and an autoscaler is switched off by it.",
)


async def plan_scale(scene: Scene) -> Draft:
    """A change of replicas, refused by the API server when somebody has changed them meanwhile."""
    found = await subject(scene, scene.call.args.get("workload"))
    if "scale" not in found.resource.subresources:
        raise Refused(f"{found.title} cannot be scaled: a {found.kind} has no number of replicas.")
    wanted, path = int(scene.call.args["replicas"]), f"{found.path}/scale"
    scale, _ = await look(scene, path)
    had = kept(scale)
    _check(scene, found, had, wanted)
    frozen = await freeze(scene, found, _with(scale, wanted), scale, "scale")
    frozen = replace(
        frozen, before=_with(frozen.before, had), answer=_with(frozen.answer, kept(frozen.answer))
    )
    risk = Risk.DANGER if wanted == 0 else Risk.CHANGE
    warnings = [
        *(await autoscalers(scene, found, wanted)),
        *unsettled(found),
        *(_gone(found, had) if wanted == 0 else []),
        *kept_elsewhere(found.live),
    ]
    title = f"Scale {found.title} from {had} to {wanted} pod{'' if wanted == 1 else 's'}"
    args = {"workload": found.title, "replicas": had}
    undo = Undo(
        Call("scale", args, scene.call.cluster, scene.call.namespace), f"Scale {found.title} back to {had}"
    )
    return await drafted(scene, frozen, title, risk, warnings, undo)


def _check(scene: Scene, found: Subject, had: int, wanted: int) -> None:
    expected, most = scene.call.args.get("current_replicas"), scene.policy.most_replicas
    if expected is not None and expected != had:
        raise Refused(
            f"{found.title} has {had} replicas, not {expected}. Look again, then say what you want."
        )
    if wanted == had:
        raise nothing(found)
    if wanted > most and wanted > had:
        raise Refused(
            f"{wanted} replicas are more than the {most} this system allows. An administrator may raise "
            "`most replicas` in the system file."
        )


def kept(scale: Any) -> int:
    """The replicas a Scale says; the server leaves zero away."""
    return int((scale.get("spec") or {}).get("replicas") or 0)


def _with(scale: dict[str, Any], replicas: int) -> dict[str, Any]:
    target = copy.deepcopy(scale)
    target["spec"] = {**(target.get("spec") or {}), "replicas": replicas}
    return target


def _gone(found: Subject, had: int) -> list[str]:
    return [f"All {had} pods of {found.title} end, and none serves until it is scaled up again."]


SCALING = (Action(SCALE, plan=plan_scale, watch=follow),)
