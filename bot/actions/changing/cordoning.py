"""Cordon and uncordon: whether a node takes new pods. Each is the other's inverse.

A node is in no namespace, so the policy's namespaces say nothing about it; the cluster's RBAC does. `node`
is shared with `draining`.
"""

from __future__ import annotations

import copy

from bot.actions.changing.bundling import proof
from bot.actions.changing.frozen import Frozen, drafted, freeze
from bot.actions.changing.inverse import Undo
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, look
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.discovery import find
from bot.domain.action import Call, Param, Request, Risk, Spec, Target, Type
from bot.errors import Permanent

NODE = Param("node", Type.NAME, "NODE", required=True)

CORDON = Spec(
    name="cordon",
    words=("cordon",),
    group="change",
    help="Let a node take no new pods.",
    risk=Risk.CHANGE,
    params=(NODE,),
    examples=("cordon node-a",),
    more="The pods on it stay; `drain` moves them.",
)

UNCORDON = Spec(
    name="uncordon",
    words=("uncordon",),
    group="change",
    help="Let a node take new pods again.",
    risk=Risk.CHANGE,
    params=(NODE,),
    examples=("uncordon node-a",),
)


async def node(scene: Scene) -> Subject:
    """The node of the call, read now."""
    name = str(scene.call.args["node"]).removeprefix("node/")
    resource = find(await scene.bot.resources(), "nodes")
    live, reader = await look(scene, resource.path("", name))
    live |= {"apiVersion": resource.version, "kind": resource.kind}
    target = Target(scene.call.cluster, "", resource.kind, name, str(live["metadata"]["uid"]))
    return Subject(resource, live, target, reader)


async def closing(scene: Scene, subject: Subject, closed: bool) -> Frozen:
    """The frozen patch that closes a node to new pods, or opens it."""
    target = copy.deepcopy(subject.live)
    spec = target.setdefault("spec", {})
    if closed:
        spec["unschedulable"] = True
    else:
        spec.pop("unschedulable", None)
    await proof(scene, Request("PATCH", subject.path))
    return await freeze(scene, subject, target)


async def plan_cordon(scene: Scene) -> Draft:
    subject = await node(scene)
    frozen = await closing(scene, subject, closed=True)
    pods = await pods_on(scene, subject.target.name)
    here = f"The {pods} pod{'' if pods == 1 else 's'} on it stay." if pods else ""
    warnings = [f"No new pod is placed on {subject.target.name}. {here}".strip(), *await _left(scene)]
    undo = uncordoning(scene, subject)
    return await drafted(scene, frozen, f"Cordon {subject.title}", Risk.CHANGE, warnings, undo)


async def plan_uncordon(scene: Scene) -> Draft:
    subject = await node(scene)
    frozen = await closing(scene, subject, closed=False)
    call = Call("cordon", {"node": subject.target.name}, scene.call.cluster, scene.call.namespace)
    undo = Undo(call, f"Cordon {subject.title}")
    title = f"Uncordon {subject.title}"
    return await drafted(scene, frozen, title, Risk.CHANGE, _unwell(subject), undo)


def uncordoning(scene: Scene, subject: Subject) -> Undo:
    call = Call("uncordon", {"node": subject.target.name}, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"Uncordon {subject.title}")


async def pods_on(scene: Scene, name: str) -> int | None:
    """How many pods a node has; None when that may not be seen."""
    try:
        found = await scene.bot.get("/api/v1/pods", {"fieldSelector": f"spec.nodeName={name}"})
    except Permanent:
        return None
    return len(found.get("items") or [])


async def _left(scene: Scene) -> list[str]:
    """Whether any other node still takes pods."""
    try:
        nodes = (await scene.bot.get("/api/v1/nodes")).get("items") or []
    except Permanent:
        return []
    name = scene.call.args["node"]
    others = [one for one in nodes if one["metadata"]["name"] != name]
    able = [one for one in others if not (one.get("spec") or {}).get("unschedulable") and ready(one)]
    if not able:
        return ["No other node is ready and takes pods: new ones will wait."]
    return [f"{len(able)} other nodes still take pods." if len(able) > 1 else "One other node takes pods."]


def ready(live: dict[str, object]) -> bool:
    """Whether a node says that it is ready."""
    status = live.get("status")
    conditions = status.get("conditions") or [] if isinstance(status, dict) else []
    return any(one.get("type") == "Ready" and one.get("status") == "True" for one in conditions)


def _unwell(subject: Subject) -> list[str]:
    return [] if ready(subject.live) else [f"{subject.title} is not ready: pods placed there may not start."]


CORDONING = (
    Action(CORDON, plan=plan_cordon, watch=follow),
    Action(UNCORDON, plan=plan_uncordon, watch=follow),
)
