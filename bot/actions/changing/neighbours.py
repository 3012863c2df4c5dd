"""What stands beside a workload and has a say in its pods: autoscalers and disruption budgets.

Looked up when a plan is made, as Tocsin's own account; what may not be seen is said to be unseen, since
no warning must never mean that nobody looked. Used by `scale` and by everything that rolls pods.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.changing.subjects import Subject
from bot.actions.kit import Scene
from bot.actions.reading.discovery import newest
from bot.errors import Permanent

KEDA = "scaledobject.keda.sh/name"

Object = Mapping[str, Any]


async def autoscalers(scene: Scene, subject: Subject, replicas: int | None = None) -> list[str]:
    """What the HPAs of `subject` will do; `replicas` is what it is about to be scaled to, if it is."""
    listed = await _list(scene, "autoscaling", "horizontalpodautoscalers")
    if listed is None:
        return ["Whether an autoscaler sets its replicas could not be seen."]
    return [_scaled(one, replicas) for one in listed if _aims(one, subject)]


async def budgets(scene: Scene, subject: Subject) -> list[str]:
    """The PodDisruptionBudgets over its pods that allow no disruption now."""
    listed = await _list(scene, "policy", "poddisruptionbudgets")
    if listed is None:
        return ["Whether a disruption budget covers its pods could not be seen."]
    labels = ((subject.live["spec"].get("template") or {}).get("metadata") or {}).get("labels") or {}
    return [
        f"PodDisruptionBudget {one['metadata']['name']} allows no disruption now "
        f"({(one.get('status') or {}).get('currentHealthy', 0)} pods healthy). A rollout does not ask it."
        for one in listed
        if selects((one.get("spec") or {}).get("selector"), labels)
        and not int((one.get("status") or {}).get("disruptionsAllowed") or 0)
    ]


def selects(selector: Object | None, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector fits `labels`. None selects nothing, an empty one everything."""
    if selector is None:
        return False
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(_rule(rule, labels) for rule in selector.get("matchExpressions") or [])


def _rule(rule: Object, labels: Mapping[str, str]) -> bool:
    value, values = labels.get(rule["key"]), rule.get("values") or []
    match rule["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
    return value is None


def _aims(autoscaler: Object, subject: Subject) -> bool:
    aim = (autoscaler.get("spec") or {}).get("scaleTargetRef") or {}
    return bool(aim.get("kind") == subject.kind and aim.get("name") == subject.target.name)


def _scaled(autoscaler: Object, replicas: int | None) -> str:
    spec, meta = autoscaler["spec"], autoscaler["metadata"]
    keda = (meta.get("labels") or {}).get(KEDA)
    of = f" of the ScaledObject {keda}" if keda else ""
    named = f"HPA {meta['name']}{of} ({spec.get('minReplicas', 1)} to {spec.get('maxReplicas')})"
    if replicas is None:
        return f"{named} sets its replicas."
    if replicas == 0:
        return f"{named} is switched off by 0 replicas, until somebody scales it up again."
    return f"{named} will set the replicas again."


async def _list(scene: Scene, group: str, plural: str) -> list[Any] | None:
    """All of a kind in the namespace; empty where the cluster has none, None where it may not be seen."""
    kind = newest(await scene.bot.resources(), group, plural)
    if kind is None:
        return []
    try:
        listed = await scene.bot.get(kind.path(scene.call.namespace))
    except Permanent:
        return None
    return list(listed.get("items") or [])
