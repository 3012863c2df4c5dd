"""Deployments and their like: how the rollout stands, the template, which pods are not well.

Called by `describe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.containers import containers
from bot.actions.reading.describe.lines import conditions, head, line, marks, owner, several, when
from bot.actions.reading.describe.pods import volumes
from bot.actions.reading.lists import objects_of
from bot.actions.reading.rollout_state import state_of
from bot.actions.reading.troubles import troubles
from bot.actions.revisions import selector_text
from bot.ports import Kube

_REVISION = "deployment.kubernetes.io/revision"
_REPLICAS = (
    ("updatedReplicas", "updated"), ("replicas", "total"), ("availableReplicas", "available"),
    ("unavailableReplicas", "unavailable"),
)  # fmt: skip


async def deployment(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    figures = [f"{spec.get('replicas', 1)} desired"]
    figures += [f"{status.get(key) or 0} {word}" for key, word in _REPLICAS]
    text = _begin(obj, now) + line("Replicas", " | ".join(figures))
    text += line("StrategyType", (spec.get("strategy") or {}).get("type"))
    if rolling := (spec.get("strategy") or {}).get("rollingUpdate"):
        surge, least = rolling.get("maxSurge"), rolling.get("maxUnavailable")
        text += line("RollingUpdateStrategy", f"{least} max unavailable, {surge} max surge")
    text += line("Paused", "yes") if spec.get("paused") else ""
    text += await _rollout(kube, "Deployment", obj) + _template(spec, now) + conditions(status, now)
    return text + await _replica_sets(kube, obj)


async def stateful_set(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    text = _begin(obj, now)
    text += line("Replicas", f"{spec.get('replicas', 1)} desired | {status.get('replicas', 0)} total")
    text += line(
        "Ready", f"{status.get('readyReplicas', 0)} ready | {status.get('updatedReplicas', 0)} updated"
    )
    text += line("Service Name", spec.get("serviceName"))
    strategy = spec.get("updateStrategy") or {}
    text += line("Update Strategy", strategy.get("type"))
    if partition := (strategy.get("rollingUpdate") or {}).get("partition"):
        text += line("Partition", partition, 2)
    text += line("Pod Management", spec.get("podManagementPolicy", "OrderedReady"))
    text += line("Current Revision", status.get("currentRevision"))
    text += line("Update Revision", status.get("updateRevision"))
    text += await _rollout(kube, "StatefulSet", obj) + _template(spec, now)
    claims = [_claim(one) for one in spec.get("volumeClaimTemplates") or []]
    return text + several("Volume Claims", claims) + conditions(status, now)


async def daemon_set(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    text = _begin(obj, now)
    for title, field in (
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ):
        text += line(title, status.get(field, 0))
    text += line("Update Strategy", (spec.get("updateStrategy") or {}).get("type"))
    text += await _rollout(kube, "DaemonSet", obj) + _template(spec, now)
    return text + conditions(status, now)


async def replica_set(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    figures = f"{status.get('replicas', 0)} current / {spec.get('replicas', 1)} desired"
    text = _begin(obj, now) + owner(obj) + line("Replicas", figures)
    text += line(
        "Ready", f"{status.get('readyReplicas', 0)} ready | {status.get('availableReplicas', 0)} available"
    )
    unwell = await troubles(kube, obj["metadata"]["namespace"], spec.get("selector") or {})
    text += several("Pods not ready", unwell) if unwell else ""
    return text + _template(spec, now) + (conditions(status, now) if status.get("conditions") else "")


def _begin(obj: Mapping[str, Any], now: datetime) -> str:
    created = line("CreationTimestamp", when(obj["metadata"].get("creationTimestamp"), now))
    chosen = line("Selector", selector_text(obj["spec"].get("selector") or {}) or "<none>")
    return head(obj) + created + marks(obj) + chosen


def _template(spec: Mapping[str, Any], now: datetime) -> str:
    template = spec.get("template") or {}
    account = (template.get("spec") or {}).get("serviceAccountName")
    text = "Pod Template:\n" + (line("Service Account", account, 2) if account else "")
    return (
        text + containers(template.get("spec") or {}, None, now, 4) + volumes(template.get("spec") or {}, 2)
    )


async def _rollout(kube: Kube, kind: str, obj: Mapping[str, Any]) -> str:
    text = line("Rollout", state_of(kind, obj).said)
    unwell = await troubles(kube, obj["metadata"]["namespace"], obj["spec"].get("selector") or {})
    return text + (several("Pods not ready", unwell) if unwell else "")


async def _replica_sets(kube: Kube, obj: Mapping[str, Any]) -> str:
    """The ReplicaSets of the revision asked for and of older ones that still have pods."""
    meta = obj["metadata"]
    asked = {"labelSelector": selector_text(obj["spec"].get("selector") or {})}
    sets = await objects_of(kube, f"/apis/apps/v1/namespaces/{meta['namespace']}/replicasets", asked)
    own = [one for one in sets if any(
        ref.get("uid") == meta["uid"] for ref in one["metadata"].get("ownerReferences") or [])]  # fmt: skip
    own.sort(key=lambda one: int((one["metadata"].get("annotations") or {}).get(_REVISION) or 0))
    old = [_replica_set(one) for one in own[:-1] if (one["spec"].get("replicas") or 0) > 0]
    text = several("OldReplicaSets", old)
    return text + line("NewReplicaSet", _replica_set(own[-1]) if own else "<none>")


def _replica_set(one: Mapping[str, Any]) -> str:
    created, wanted = (one.get("status") or {}).get("replicas", 0), one["spec"].get("replicas") or 0
    number = (one["metadata"].get("annotations") or {}).get(_REVISION, "?")
    return f"{one['metadata']['name']} ({created}/{wanted} replicas created), revision {number}"


def _claim(one: Mapping[str, Any]) -> str:
    spec = one.get("spec") or {}
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "?")
    return f"{one['metadata']['name']}, {size}, class {spec.get('storageClassName') or 'default'}"
