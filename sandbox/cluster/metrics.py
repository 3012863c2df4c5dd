"""What `kubectl top` reads: usage of pods and nodes, made up from what runs. Read by `reads`; nothing is
stored.
"""

from sandbox.cluster import kinds
from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON
from sandbox.cluster.store import Store, stamp

GROUP = "metrics.k8s.io"
_CONTAINER = {"cpu": "250m", "memory": "180Mi"}
_NODE = {"cpu": "1900m", "memory": "12Gi"}


def get(store: Store, kind: Kind, namespace: str, name: str) -> JSON | None:
    source = store.get(kinds.kind(kind.plural), namespace if kind.namespaced else "", name)
    return _measured(store, kind, source) if source and _is_measured(kind, source) else None


def list_all(store: Store, kind: Kind, namespace: str) -> list[JSON]:
    sources = store.list(kinds.kind(kind.plural), namespace)
    return [_measured(store, kind, source) for source in sources if _is_measured(kind, source)]


def _is_measured(kind: Kind, source: JSON) -> bool:
    """A pod has no metrics before it runs."""
    return kind.plural == "nodes" or is_ready(source)


def is_ready(pod: JSON) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))


def _measured(store: Store, kind: Kind, source: JSON) -> JSON:
    meta, at = source["metadata"], stamp(store.now())
    kept = {key: meta[key] for key in ("name", "namespace", "labels") if key in meta}
    head = {
        "kind": kind.name,
        "apiVersion": kind.api_version,
        "metadata": {**kept, "creationTimestamp": at},
        "timestamp": at,
        "window": "15s",
    }
    if kind.plural == "nodes":
        return head | {"usage": dict(_NODE)}
    return head | {
        "containers": [{"name": c["name"], "usage": dict(_CONTAINER)} for c in source["spec"]["containers"]]
    }
