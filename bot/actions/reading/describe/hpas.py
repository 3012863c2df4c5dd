"""A HorizontalPodAutoscaler: what it measures, what it wants, what holds it back. Called by `describe`.

Its autoscaling/v1 form hides all metrics but CPU, so it is read in the richest version that is served.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import conditions, grid, head, line, marks, when
from bot.ports import Kube

_RICHEST = ("v2", "v2beta2")


async def hpa(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    obj = await _richest(kube, obj)
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    target = spec.get("scaleTargetRef") or {}
    text = head(obj) + marks(obj) + line("CreationTimestamp", when(meta.get("creationTimestamp"), now))
    text += line("Reference", f"{target.get('kind')}/{target.get('name')}") + _metrics(spec, status)
    text += line("Min replicas", spec.get("minReplicas", 1)) + line("Max replicas", spec.get("maxReplicas"))
    text += line(f"{target.get('kind')} pods", f"{status.get('currentReplicas', 0)} current / "
                 f"{status.get('desiredReplicas', 0)} desired")  # fmt: skip
    if status.get("desiredReplicas") and status.get("desiredReplicas") == spec.get("maxReplicas"):
        text += line("At its limit", "it wants all it may have")
    text += line("Last scaled", when(status["lastScaleTime"], now)) if status.get("lastScaleTime") else ""
    return text + conditions(status, now)


async def _richest(kube: Kube, obj: Mapping[str, Any]) -> Mapping[str, Any]:
    served = [one for one in await kube.resources() if one.plural == "horizontalpodautoscalers"]
    for version in _RICHEST:
        for one in served:
            if one.version == version and one.group == "autoscaling":
                meta = obj["metadata"]
                found: Mapping[str, Any] = await kube.get(one.path(meta["namespace"], meta["name"]))
                return found
    return obj


def _metrics(spec: Mapping[str, Any], status: Mapping[str, Any]) -> str:
    heads = ("Metric", "Current", "Target")
    if "targetCPUUtilizationPercentage" in spec:
        current = status.get("currentCPUUtilizationPercentage")
        now = "<unknown>" if current is None else f"{current}%"
        return grid("Metrics", heads, [("cpu", now, f"{spec['targetCPUUtilizationPercentage']}%")])
    known = {_name(one): one for one in status.get("currentMetrics") or [] if one.get("type")}
    rows = []
    for one in spec.get("metrics") or []:
        current = known.get(_name(one))
        rows.append(
            (_name(one), _number(_part(current).get("current")) if current else "<unknown>",
             _number(_part(one).get("target")))
        )  # fmt: skip
    return grid("Metrics", heads, rows)


def _part(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a metric that is named as its type: Resource -> resource, ContainerResource -> ..."""
    kind = str(one.get("type"))
    held: Mapping[str, Any] = one.get(kind[:1].lower() + kind[1:]) or {}
    return held


def _name(one: Mapping[str, Any]) -> str:
    held = _part(one)
    name = held.get("name") or (held.get("metric") or {}).get("name") or one.get("type")
    described = held.get("describedObject") or {}
    where = f"{described['kind']}/{described['name']}" if described else held.get("container")
    return f"{name} of {where}" if where else str(name)


def _number(held: Mapping[str, Any] | None) -> str:
    held = held or {}
    if held.get("averageUtilization") is not None:
        amount = f" ({held['averageValue']})" if held.get("averageValue") else ""
        return f"{held['averageUtilization']}%{amount}"
    if held.get("averageValue") is not None:
        return f"{held['averageValue']} a pod"
    return str(held.get("value") or "<unknown>")
