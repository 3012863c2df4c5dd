"""Evictions: a pod is asked to leave, and its disruption budget may say not now. Used by `drain`.

Every eviction names the uid of the pod it is for, so asking twice takes nobody twice: the next pod under
that name is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.action import Request, Target
from bot.errors import Permanent, Temporary
from bot.ports import Kube

SUFFIX = "/eviction"
BUDGETS = ("disruption budget", "poddisruptionbudget")
"""How a server's words show that it is a budget that says no, not the server that is busy."""


def held_by_budget(error: Temporary) -> bool:
    """Whether `error` is a disruption budget's "not now", and not the server's own throttling."""
    return not error.outage and any(word in str(error).lower() for word in BUDGETS)


@dataclass(frozen=True)
class Leaving:
    """A pod that is to leave: where it is, and which one it is."""

    namespace: str
    name: str
    uid: str

    @property
    def title(self) -> str:
        return f"pod/{self.name}"


async def api_version(kube: Kube) -> str:
    """The version of Eviction that this cluster takes, as its discovery says: policy/v1 or policy/v1beta1."""
    found = await kube.get("/api/v1")
    for one in found.get("resources") or []:
        if one.get("name") == "pods/eviction":
            return f"{one.get('group') or 'policy'}/{one.get('version') or 'v1beta1'}"
    return "policy/v1beta1"


def eviction(pod: Any, version: str, grace: int | None = None) -> Request:
    """The request that asks `pod`, and only this very one, to leave."""
    meta = pod["metadata"]
    options: dict[str, Any] = {"preconditions": {"uid": meta["uid"]}}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    body = {
        "apiVersion": version,
        "kind": "Eviction",
        "metadata": {"name": meta["name"], "namespace": meta["namespace"]},
        "deleteOptions": options,
    }
    return Request("POST", f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}{SUFFIX}", body)


def is_eviction(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith(SUFFIX)


def leaving(request: Request) -> list[Leaving]:
    """The pods that the evictions among the parts of `request` are for."""
    found = []
    for part in request.parts:
        if is_eviction(part):
            meta, options = part.body["metadata"], part.body["deleteOptions"]
            found.append(Leaving(meta["namespace"], meta["name"], options["preconditions"]["uid"]))
    return found


async def evict(kube: Kube, request: Request, manager: str) -> str:
    """Ask once. Empty when the pod leaves or is gone already; else which budget says not now."""
    try:
        await kube.send(request, manager)
    except Permanent as error:
        if error.code in ("NotFound", "Conflict", "Gone"):
            return ""
        raise
    except Temporary as error:
        if not held_by_budget(error):
            raise
        return str(error)
    return ""


def target(request: Request, cluster: str) -> Target:
    """The pod an eviction is for."""
    one = leaving(request)[0]
    return Target(cluster, one.namespace, "Pod", one.name, one.uid)
