"""What a write may not bring along: the server's own fields, the status, the generation. Used by `writes`."""

from typing import Any

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON

_COUNTED = ("deployments", "statefulsets", "daemonsets", "replicasets", "poddisruptionbudgets")
_EMPTY_STATUS: dict[str, JSON] = {
    "deployments": {},
    "statefulsets": {"replicas": 0},
    "replicasets": {"replicas": 0},
    "daemonsets": {
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    },
    "horizontalpodautoscalers": {"currentReplicas": 0, "desiredReplicas": 0},
    "poddisruptionbudgets": {
        "disruptionsAllowed": 0,
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "expectedPods": 0,
    },
    "services": {"loadBalancer": {}},
}
_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_SERVERS_OWN = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
                "resourceVersion", "selfLink", "managedFields")  # fmt: skip
_UNREACHABLE = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def prepare_new(kind: Kind, thing: JSON) -> None:
    """A new object starts without history: in place."""
    meta = thing["metadata"]
    for name in _SERVERS_OWN:
        meta.pop(name, None)
    if kind.plural in _EMPTY_STATUS:
        thing["status"] = dict(_EMPTY_STATUS[kind.plural])
    if kind.plural in _COUNTED:
        meta["generation"] = 1
    if kind.plural == "pods" and not kind.group:
        thing["status"] = {"phase": "Pending", "qosClass": _quality(thing["spec"])}
        _admit(thing["spec"])
    if kind.plural == "daemonsets":
        meta.setdefault("annotations", {})[_TEMPLATE_GENERATION] = "1"


def prepare_changed(kind: Kind, thing: JSON, before: JSON, status_only: bool) -> JSON:
    """The object as it will be kept: the status is another subresource, the generation counts changes of
    spec.
    """
    if status_only:
        after = dict(before)
        after["metadata"] = dict(before["metadata"])
        after["status"] = thing.get("status", {})
        return after
    if kind.has_status and "status" in before:
        thing["status"] = before["status"]
    elif kind.has_status:
        thing.pop("status", None)
    meta, then = thing["metadata"], before["metadata"]
    for name in (
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "managedFields",
        "selfLink",
    ):
        meta.pop(name, None)
        if name in then:
            meta[name] = then[name]
    for name in ("uid", "creationTimestamp"):
        meta.setdefault(name, then[name])
    if kind.namespaced:
        meta.setdefault("namespace", then["namespace"])
    if kind.plural == "daemonsets":
        _count_templates(thing, before)
    if kind.plural in _COUNTED and _spec_changed(kind, thing, before):
        meta["generation"] = then["generation"] + 1
    return thing


def _spec_changed(kind: Kind, thing: JSON, before: JSON) -> bool:
    """A Deployment counts changes of its annotations too."""
    if thing.get("spec") != before.get("spec"):
        return True
    return kind.plural == "deployments" and _annotations(thing) != _annotations(before)


def _annotations(thing: JSON) -> dict[str, Any]:
    return thing["metadata"].get("annotations") or {}


def _count_templates(thing: JSON, before: JSON) -> None:
    was = int(_annotations(before).get(_TEMPLATE_GENERATION, "1"))
    changed = thing.get("spec", {}).get("template") != before["spec"].get("template")
    thing["metadata"].setdefault("annotations", {})[_TEMPLATE_GENERATION] = str(was + changed)


def _quality(spec: JSON) -> str:
    """The pod's quality of service class."""
    asked = [c["resources"] for c in [*spec.get("containers", []), *spec.get("initContainers", [])]]
    if not any(r.get("limits") or r.get("requests") for r in asked):
        return "BestEffort"
    for resources in asked:
        limits, requests = resources.get("limits", {}), resources.get("requests", {})
        if not {"cpu", "memory"} <= set(limits) or any(
            requests.get(n, limits[n]) != limits[n] for n in limits
        ):
            return "Burstable"
    return "Guaranteed"


def _admit(spec: JSON) -> None:
    """What admission adds to every pod."""
    there = {(t.get("key"), t.get("effect")) for t in spec.get("tolerations", [])}
    for key in _UNREACHABLE:
        if (key, "NoExecute") not in there:
            added = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            spec.setdefault("tolerations", []).append(added)
    spec.setdefault("priority", 0)
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
