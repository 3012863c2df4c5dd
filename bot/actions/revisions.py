"""The revisions a workload keeps of itself: ReplicaSets of a Deployment, ControllerRevisions of the others.

Read by `rollout history` and by the rollback, which needs an explicit revision and its template before it
asks anybody. Only what the workload itself controls counts: selectors overlap, owner uids do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.errors import Refused
from bot.ports import Kube

NUMBER = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
CAUSE = "kubernetes.io/change-cause"
HASH = "pod-template-hash"
PLURALS = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}


@dataclass(frozen=True)
class Revision:
    """One revision. `template` is the pod template as it would be put back, without the hash label.

    `uid` and `name` are of the ReplicaSet or ControllerRevision that holds it. `first` is the number
    under which it first appeared: a rollback gives an old one a new number. `current` is the one the
    workload asks for now.
    """

    number: int
    uid: str
    name: str
    created: datetime
    template: Mapping[str, Any] = field(hash=False)
    current: bool
    images: tuple[str, ...]
    first: int
    cause: str = ""


async def revisions(kube: Kube, kind: str, namespace: str, name: str) -> list[Revision]:
    """All kept revisions of `kind` (as in its manifest) `name`, by number. Permanent NotFound if gone."""
    if kind not in PLURALS:
        raise Refused(f"A {kind} keeps no revisions: only Deployments, StatefulSets and DaemonSets do.")
    workload = await kube.get(f"/apis/apps/v1/namespaces/{namespace}/{PLURALS[kind]}/{name}")
    return await revisions_of(kube, kind, workload)


async def revisions_of(kube: Kube, kind: str, workload: Mapping[str, Any]) -> list[Revision]:
    """The same for a workload that has been read already."""
    namespace, uid = workload["metadata"]["namespace"], workload["metadata"]["uid"]
    plural = "replicasets" if kind == "Deployment" else "controllerrevisions"
    asked = {"labelSelector": selector_text(workload["spec"].get("selector") or {})}
    listed = await kube.get(f"/apis/apps/v1/namespaces/{namespace}/{plural}", asked)
    read = _of_replica_set if kind == "Deployment" else _of_controller_revision
    found = [read(one) for one in listed.get("items") or [] if _controlled(one, uid)]
    found.sort(key=lambda one: one.number)
    return _mark_current(found, workload["spec"]["template"])


def selector_text(selector: Mapping[str, Any]) -> str:
    """A LabelSelector as the API's `labelSelector` parameter spells it."""
    parts = [f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()]
    for rule in selector.get("matchExpressions") or []:
        key, values = rule["key"], ",".join(rule.get("values") or [])
        words = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "DoesNotExist": f"!{key}"}
        parts.append(words.get(rule["operator"], key))
    return ",".join(parts)


def without_hash(template: Mapping[str, Any]) -> dict[str, Any]:
    """`template` without the label a Deployment adds to tell its ReplicaSets apart, and without nulls."""
    plain: dict[str, Any] = _without_nulls(template)
    plain.pop("$patch", None)
    labels = {key: value for key, value in _labels(plain).items() if key != HASH}
    if "metadata" in plain:
        plain["metadata"] = {key: value for key, value in plain["metadata"].items() if key != "labels"}
        if labels:
            plain["metadata"]["labels"] = labels
    return plain


def images_of(template: Mapping[str, Any]) -> tuple[str, ...]:
    """The images of a template's containers, in their order."""
    return tuple(str(one.get("image", "")) for one in (template.get("spec") or {}).get("containers") or [])


def _of_replica_set(one: Mapping[str, Any]) -> Revision:
    notes = one["metadata"].get("annotations") or {}
    number = _number(notes.get(NUMBER))
    earlier = [_number(word) for word in str(notes.get(HISTORY) or "").split(",") if word]
    return _revision(one, number, min([*earlier, number]), one["spec"]["template"])


def _of_controller_revision(one: Mapping[str, Any]) -> Revision:
    template = ((one.get("data") or {}).get("spec") or {}).get("template") or {}
    number = int(one.get("revision") or 0)
    return _revision(one, number, number, template)


def _revision(one: Mapping[str, Any], number: int, first: int, template: Mapping[str, Any]) -> Revision:
    meta = one["metadata"]
    created = datetime.fromisoformat(str(meta["creationTimestamp"]).replace("Z", "+00:00"))
    cause = str((meta.get("annotations") or {}).get(CAUSE) or "")
    plain = without_hash(template)
    return Revision(number, meta["uid"], meta["name"], created, plain, False, images_of(plain), first, cause)


def _mark_current(found: list[Revision], template: Mapping[str, Any]) -> list[Revision]:
    """The one whose template the workload asks for; the newest when defaulting made them differ."""
    wanted = without_hash(template)
    same = [one for one in found if one.template == wanted] or found[-1:]
    current = {one.uid for one in same[-1:]}
    return [replace(one, current=one.uid in current) for one in found]


def _controlled(one: Mapping[str, Any], uid: str) -> bool:
    owners = one["metadata"].get("ownerReferences") or []
    return any(owner.get("controller") and owner.get("uid") == uid for owner in owners)


def _labels(template: Mapping[str, Any]) -> Mapping[str, Any]:
    return (template.get("metadata") or {}).get("labels") or {}


def _number(word: Any) -> int:
    return int(word) if str(word or "").strip().isdigit() else 0


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    return value
