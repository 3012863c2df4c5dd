"""Disruption budgets over pods: which of them may not be missing now. Used by `delete` and `drain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions.changing.neighbours import selects
from bot.actions.kit import Scene
from bot.actions.reading.discovery import newest
from bot.errors import Permanent
from bot.ports import Kube

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Budget:
    """One PodDisruptionBudget: how many more of its pods may be missing now."""

    namespace: str
    name: str
    allowed: int
    healthy: int
    selector: Object | None

    def covers(self, pod: Object) -> bool:
        meta = pod["metadata"]
        return meta.get("namespace") == self.namespace and selects(self.selector, meta.get("labels") or {})


async def budgets(kube: Kube, namespace: str = "") -> list[Budget] | None:
    """All of a namespace, or of the cluster; None when they may not be seen."""
    kind = newest(await kube.resources(), "policy", "poddisruptionbudgets")
    if kind is None:
        return []
    try:
        listed = await kube.get(kind.path(namespace))
    except Permanent:
        return None
    return [_budget(one) for one in listed.get("items") or []]


async def covering(scene: Scene, pods: Sequence[Object]) -> list[str]:
    """The budgets over `pods` that allow fewer to be missing than these; a deletion does not ask them."""
    found = await budgets(scene.bot, scene.call.namespace)
    if found is None:
        return ["Whether a disruption budget covers these pods could not be seen."]
    said = []
    for one in found:
        count = sum(one.covers(pod) for pod in pods)
        if count > one.allowed:
            said.append(
                f"PodDisruptionBudget {one.name} allows {one.allowed} of its pods to be missing now, these "
                f"are {count}. A deletion does not ask it."
            )
    return said


def _budget(live: Object) -> Budget:
    meta, status = live["metadata"], live.get("status") or {}
    return Budget(
        str(meta.get("namespace") or ""),
        str(meta["name"]),
        int(status.get("disruptionsAllowed") or 0),
        int(status.get("currentHealthy") or 0),
        (live.get("spec") or {}).get("selector"),
    )
