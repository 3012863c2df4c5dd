"""The columns of each table: names, types and order as the 1.20 server has them; `wide` ones have priority
1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.cluster.status import JSON
from sandbox.cluster.tables import cells, pods
from sandbox.cluster.tables.cells import Look


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    cell: Callable[[Look], Any]
    type: str = "string"
    format: str = ""
    priority: int = 0


_ABOUT = {
    "Name": (
        "Name must be unique within a namespace. Is required when creating resources, although some "
        "resources may allow a client to request the generation of an appropriate name automatically. "
        "Name is primarily intended for creation idempotence and configuration definition. Cannot be "
        "updated. More info: http://kubernetes.io/docs/user-guide/identifiers#names"
    ),
    "Age": (
        "CreationTimestamp is a timestamp representing the server time when this object was created. "
        "It is not guaranteed to be set in happens-before order across separate operations. Clients "
        "may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
        "Populated by the system. Read-only. Null for lists. More info: "
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
    ),
}


def definition(column: Column) -> JSON:
    """A column as the table declares it; of the descriptions only the two every table has are kept."""
    about = _ABOUT.get(column.name, "")
    shown = {"name": column.name, "type": column.type, "format": column.format}
    return {**shown, "description": about, "priority": column.priority}


def _wide(name: str, cell: Callable[[Look], Any]) -> Column:
    return Column(name, cell, priority=1)


def _integer(name: str, cell: Callable[[Look], Any]) -> Column:
    return Column(name, cell, "integer")


_NAME = Column("Name", lambda o: o.meta["name"], format="name")
_AGE = Column("Age", lambda o: o.age())
_CONTAINERS = (_wide("Containers", cells.container_names), _wide("Images", cells.images))
_SELECTOR = _wide("Selector", cells.selector)

GENERIC = (_NAME, Column("Age", lambda o: o.age(), "date"))
_ROLE = (_NAME, Column("Created At", lambda o: o.meta["creationTimestamp"], "date"))
_BINDING = (
    _NAME,
    Column("Role", lambda o: f"{o.thing['roleRef']['kind']}/{o.thing['roleRef']['name']}"),
    _AGE,
    _wide("Users", lambda o: cells.subjects(o, "User")),
    _wide("Groups", lambda o: cells.subjects(o, "Group")),
    _wide("ServiceAccounts", lambda o: cells.subjects(o, "ServiceAccount")),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "pods": (
        _NAME,
        Column("Ready", pods.ready),
        Column("Status", pods.status),
        _integer("Restarts", pods.restarts),
        _AGE,
        _wide("IP", lambda o: o.status.get("podIP") or "<none>"),
        _wide("Node", lambda o: o.spec.get("nodeName") or "<none>"),
        _wide("Nominated Node", lambda o: o.status.get("nominatedNodeName") or "<none>"),
        _wide("Readiness Gates", lambda o: "<none>"),
    ),
    "deployments.apps": (
        _NAME,
        Column("Ready", cells.ready_of_replicas),
        Column("Up-to-date", lambda o: o.status.get("updatedReplicas", 0)),
        Column("Available", lambda o: o.status.get("availableReplicas", 0)),
        _AGE,
        *_CONTAINERS,
        _SELECTOR,
    ),
    "statefulsets.apps": (_NAME, Column("Ready", cells.ready_of_replicas), _AGE, *_CONTAINERS),
    "daemonsets.apps": (
        _NAME,
        _integer("Desired", lambda o: o.status.get("desiredNumberScheduled", 0)),
        _integer("Current", lambda o: o.status.get("currentNumberScheduled", 0)),
        _integer("Ready", lambda o: o.status.get("numberReady", 0)),
        _integer("Up-to-date", lambda o: o.status.get("updatedNumberScheduled", 0)),
        _integer("Available", lambda o: o.status.get("numberAvailable", 0)),
        Column("Node Selector", lambda o: cells.pairs(o.pod_spec.get("nodeSelector"))),
        _AGE,
        *_CONTAINERS,
        _SELECTOR,
    ),
    "replicasets.apps": (
        _NAME,
        _integer("Desired", lambda o: o.spec.get("replicas", 0)),
        _integer("Current", lambda o: o.status.get("replicas", 0)),
        _integer("Ready", lambda o: o.status.get("readyReplicas", 0)),
        _AGE,
        *_CONTAINERS,
        _SELECTOR,
    ),
    "controllerrevisions.apps": (
        _NAME,
        Column("Controller", cells.controller),
        Column("Revision", lambda o: o.thing.get("revision", 0)),
        _AGE,
    ),
    "nodes": (
        _NAME,
        Column("Status", cells.node_status),
        Column("Roles", cells.node_roles),
        _AGE,
        Column("Version", lambda o: o.status.get("nodeInfo", {}).get("kubeletVersion", "")),
        _wide("Internal-IP", lambda o: cells.address(o, "InternalIP")),
        _wide("External-IP", lambda o: cells.address(o, "ExternalIP")),
        _wide("OS-Image", lambda o: cells.node_info(o, "osImage")),
        _wide("Kernel-Version", lambda o: cells.node_info(o, "kernelVersion")),
        _wide("Container-Runtime", lambda o: cells.node_info(o, "containerRuntimeVersion")),
    ),
    "services": (
        _NAME,
        Column("Type", lambda o: o.spec.get("type", "")),
        Column("Cluster-IP", lambda o: o.spec.get("clusterIP") or "<none>"),
        Column("External-IP", cells.external_address),
        Column("Port(s)", cells.service_ports),
        _AGE,
        _wide("Selector", lambda o: cells.pairs(o.spec.get("selector"))),
    ),
    "endpoints": (_NAME, Column("Endpoints", cells.endpoint_list), _AGE),
    "events": (
        Column("Last Seen", lambda o: o.since(o.thing.get("lastTimestamp"))),
        Column("Type", lambda o: o.thing.get("type", "")),
        Column("Reason", lambda o: o.thing.get("reason", "")),
        Column("Object", cells.event_object),
        _wide("Subobject", lambda o: o.thing["involvedObject"].get("fieldPath", "")),
        _wide("Source", cells.event_source),
        Column("Message", lambda o: o.thing.get("message", "").strip()),
        _wide("First Seen", lambda o: o.since(o.thing.get("firstTimestamp"))),
        _wide("Count", lambda o: o.thing.get("count", 1)),
        Column("Name", lambda o: o.meta["name"], format="name", priority=1),
    ),
    "horizontalpodautoscalers.autoscaling": (
        _NAME,
        Column("Reference", cells.scale_target),
        Column("Targets", cells.scale_metrics),
        Column("MinPods", lambda o: str(o.spec.get("minReplicas", "<unset>"))),
        Column("MaxPods", lambda o: o.spec.get("maxReplicas", 0)),
        Column("Replicas", lambda o: o.status.get("currentReplicas", 0)),
        _AGE,
    ),
    "poddisruptionbudgets.policy": (
        _NAME,
        Column("Min Available", lambda o: str(o.spec.get("minAvailable", "N/A"))),
        Column("Max Unavailable", lambda o: str(o.spec.get("maxUnavailable", "N/A"))),
        _integer("Allowed Disruptions", lambda o: o.status.get("disruptionsAllowed", 0)),
        _AGE,
    ),
    "configmaps": (_NAME, Column("Data", lambda o: cells.count(o, "data", "binaryData")), _AGE),
    "secrets": (
        _NAME,
        Column("Type", lambda o: o.thing.get("type", "")),
        Column("Data", lambda o: cells.count(o, "data")),
        _AGE,
    ),
    "serviceaccounts": (_NAME, Column("Secrets", lambda o: cells.count(o, "secrets")), _AGE),
    "namespaces": (_NAME, Column("Status", lambda o: o.status.get("phase", "")), _AGE),
    "roles.rbac.authorization.k8s.io": _ROLE,
    "clusterroles.rbac.authorization.k8s.io": _ROLE,
    "rolebindings.rbac.authorization.k8s.io": _BINDING,
    "clusterrolebindings.rbac.authorization.k8s.io": _BINDING,
}
