"""The fields the API server fills in: what a rollout, a diff and a table see although nobody wrote it.

Called by `writes` after decoding, on every create and update.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON

_RBAC = "rbac.authorization.k8s.io"
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def fill(kind: Kind, thing: JSON) -> None:
    """Fill in, in place, what this kind of object gets by default."""
    by_plural = {
        "deployments": _deployment,
        "statefulsets": _stateful_set,
        "daemonsets": _daemon_set,
        "replicasets": _replica_set,
        "pods": _pod,
        "services": _service,
        "secrets": _secret,
        "namespaces": _namespace,
        "nodes": _node,
        "horizontalpodautoscalers": _autoscaler,
        "rolebindings": _binding,
        "clusterrolebindings": _binding,
        "endpoints": _endpoints,
        "controllerrevisions": _revision,
    }
    if kind.group != "metrics.k8s.io" and kind.plural in by_plural:
        by_plural[kind.plural](thing)


def _deployment(thing: JSON) -> None:
    spec = _workload(thing)
    spec.setdefault("replicas", 1)
    strategy = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)


def _stateful_set(thing: JSON) -> None:
    spec = _workload(thing)
    spec.setdefault("replicas", 1)
    spec.setdefault("serviceName", "")
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    spec.setdefault("revisionHistoryLimit", 10)
    for claim in spec.get("volumeClaimTemplates", []):
        claim |= {"kind": "PersistentVolumeClaim", "apiVersion": "v1"}
        claim["spec"].setdefault("volumeMode", "Filesystem")
        claim["status"].setdefault("phase", "Pending")


def _daemon_set(thing: JSON) -> None:
    spec = _workload(thing)
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("maxUnavailable", 1)
    spec.setdefault("revisionHistoryLimit", 10)


def _replica_set(thing: JSON) -> None:
    _workload(thing).setdefault("replicas", 1)


def _workload(thing: JSON) -> JSON:
    spec: JSON = thing.setdefault("spec", {})
    template = spec.setdefault("template", {})
    template.setdefault("metadata", {"creationTimestamp": None})
    pod_spec(template.setdefault("spec", {}))
    return spec


def _pod(thing: JSON) -> None:
    spec = thing.setdefault("spec", {})
    pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for container in containers(spec):
        limits = container["resources"].get("limits", {})
        if limits:
            requests = container["resources"].setdefault("requests", {})
            for name, amount in limits.items():
                requests.setdefault(name, amount)


def containers(spec: JSON) -> Iterator[JSON]:
    """Init containers and containers."""
    yield from spec.get("initContainers", [])
    yield from spec.get("containers", [])


def pod_spec(spec: JSON) -> None:
    for container in containers(spec):
        _container(container)
    for volume in spec.get("volumes", []):
        _volume(volume)
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account


def _container(container: JSON) -> None:
    container.setdefault("resources", {})
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    container.setdefault("imagePullPolicy", _pull_policy(container.get("image", "")))
    for port in container.get("ports", []):
        port.setdefault("protocol", "TCP")
    for variable in container.get("env", []):
        if "fieldRef" in variable.get("valueFrom", {}):
            variable["valueFrom"]["fieldRef"].setdefault("apiVersion", "v1")
    for name in _PROBES:
        if name in container:
            _probe(container[name])


def _pull_policy(image: str) -> str:
    if "@" in image or not re.fullmatch(r"[\w./:-]+", image):
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def _probe(probe: JSON) -> None:
    if "httpGet" in probe:
        probe["httpGet"].setdefault("path", "/")
        probe["httpGet"].setdefault("scheme", "HTTP")
    for name, value in (
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ):
        probe.setdefault(name, value)


def _volume(volume: JSON) -> None:
    sources = [name for name in volume if name != "name"]
    if not sources:
        volume["emptyDir"] = {}
    for name in ("configMap", "secret", "downwardAPI", "projected"):
        if name in volume:
            volume[name].setdefault("defaultMode", 420)
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")


def _service(thing: JSON) -> None:
    spec = thing.setdefault("spec", {})
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    for port in spec.get("ports", []):
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port.get("port"))
    if "clusterIP" in spec:
        spec.setdefault("clusterIPs", [spec["clusterIP"]])


def _secret(thing: JSON) -> None:
    """`stringData` is written in plain and kept in `data`."""
    plain: dict[str, Any] = thing.pop("stringData", {})
    if plain:
        encoded = {name: base64.b64encode(text.encode()).decode() for name, text in plain.items()}
        thing["data"] = dict(sorted({**thing.get("data", {}), **encoded}.items()))
    thing.setdefault("type", "Opaque")


def _namespace(thing: JSON) -> None:
    if "deletionTimestamp" not in thing["metadata"]:
        thing.setdefault("spec", {}).setdefault("finalizers", ["kubernetes"])
    thing.setdefault("status", {}).setdefault("phase", "Active")


def _node(thing: JSON) -> None:
    status = thing.setdefault("status", {})
    if "capacity" in status:
        status.setdefault("allocatable", status["capacity"])


def _autoscaler(thing: JSON) -> None:
    spec = thing.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    spec.setdefault("targetCPUUtilizationPercentage", 80)


def _binding(thing: JSON) -> None:
    role = thing.setdefault("roleRef", {})
    role["apiGroup"] = role.get("apiGroup") or _RBAC
    for subject in thing.get("subjects", []):
        if subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", _RBAC)


def _revision(thing: JSON) -> None:
    thing.setdefault("revision", 0)


def _endpoints(thing: JSON) -> None:
    for subset in thing.get("subsets", []):
        for port in subset.get("ports", []):
            port.setdefault("protocol", "TCP")
