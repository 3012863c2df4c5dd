"""The first morning of the two clusters, lived through in a moment: two days of history, then today."""

import json
from typing import Any

from sandbox.cluster import kinds
from sandbox.cluster.cluster import Cluster
from sandbox.cluster.status import JSON
from sandbox.cluster.store import stamp
from sandbox.cluster.writes import Write

NAMESPACE = "smartcloudops"
_DAY = 86_400.0
_RBAC = "rbac.authorization.k8s.io"
_WORKLOADS = ["deployments", "statefulsets", "daemonsets"]
_PEOPLE = (
    "alice",
    "bob",
    "jonas@smartcloudops.example",
    "priya@smartcloudops.example",
    "engineering-manager@smartcloudops.ai",
    "cto@smartcloudops.ai",
)
"""Users of the cluster that the bot may act as: those whom the shipped system file names."""


def second(cluster: Cluster) -> None:
    """Nodes and users, nothing that runs."""
    cluster.controllers.moment = cluster.clock() - 3 * _DAY
    for name in ("default", "kube-node-lease", "kube-public", "kube-system"):
        cluster.make({"kind": "Namespace", "metadata": {"name": name}})
    for name, address in (("node-a", "10.0.1.1"), ("node-b", "10.0.1.2")):
        cluster.make(_node(name, address, cluster.store.now()))
    for role in json.loads((kinds.DATA / "roles.json").read_text("utf-8")):
        cluster.make({"apiVersion": f"{_RBAC}/v1", **role})
    cluster.controllers.settle(cluster.clock() - 2 * _DAY)


def production(cluster: Cluster) -> None:
    """SmartCloudOps as it runs: the backend at its second revision, everything ready."""
    second(cluster)
    cluster.controllers.moment = cluster.clock() - 2 * _DAY
    cluster.make({"kind": "Namespace", "metadata": {"name": NAMESPACE}})
    for thing in (*_things(), *_workloads(), *_rights()):
        home = {} if thing["kind"].startswith("Cluster") else {"namespace": NAMESPACE}
        cluster.make({**thing, "metadata": {**home, **thing["metadata"]}})
    cluster.controllers.settle(cluster.clock() - _DAY)
    cluster.controllers.moment = cluster.clock() - _DAY
    path = "/spec/template/spec/containers/0/image"
    change = json.dumps([{"op": "replace", "path": path, "value": "registry.example/backend:812"}]).encode()
    deployments = kinds.kind("deployments", "apps")
    cluster.writer.patch(
        deployments, NAMESPACE, "backend", change, "application/json-patch+json", Write("deploy-pipeline")
    )
    cluster.controllers.settle(cluster.clock())
    autoscalers = kinds.kind("horizontalpodautoscalers", "autoscaling")
    scaler = cluster.store.get(autoscalers, NAMESPACE, "backend")
    if scaler is not None:
        counted = {"currentReplicas": 3, "desiredReplicas": 3, "currentCPUUtilizationPercentage": 41}
        cluster.store.change(autoscalers, scaler, lambda s: s["status"].update(counted))


def _node(name: str, address: str, now: float) -> JSON:
    amounts = {"cpu": "8", "memory": "32Gi", "pods": "110"}
    ready = {
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "kubelet is posting ready status",
    }
    ready |= {"lastHeartbeatTime": stamp(now), "lastTransitionTime": stamp(now)}
    info = dict.fromkeys(_NODE_INFO, "") | {
        "kubeletVersion": "v1.20.2",
        "kubeProxyVersion": "v1.20.2",
        "osImage": "Debian GNU/Linux",
        "containerRuntimeVersion": "containerd://1.4.3",
        "kernelVersion": "5.10.0",
        "operatingSystem": "linux",
        "architecture": "amd64",
    }
    return {
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}},
        "spec": {},
        "status": {
            "capacity": amounts,
            "allocatable": dict(amounts),
            "conditions": [ready],
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "nodeInfo": info,
        },
    }


_NODE_INFO = ("machineID", "systemUUID", "bootID")


def _things() -> list[JSON]:
    settings = {"LOG_LEVEL": "info", "DATABASE_HOST": "postgresql", "FEATURE_CHECKOUT": "on"}
    login = {"username": "backend", "password": "correct-horse-battery-staple"}
    return [
        {"kind": "ConfigMap", "metadata": {"name": "backend-settings"}, "data": settings},
        {"kind": "Secret", "metadata": {"name": "backend-database"}, "stringData": login},
        _service("backend", 8080),
        _service("frontend", 80),
        _service("postgresql", 5432, clusterIP="None"),
    ]


def _service(name: str, port: int, **more: Any) -> JSON:
    spec = {"selector": {"app": name}, "ports": [{"port": port}], **more}
    return {"kind": "Service", "metadata": {"name": name, "labels": {"app": name}}, "spec": spec}


def _workload(kind: str, name: str, image: str, replicas: int | None, container: JSON, **more: Any) -> JSON:
    labels = {"app": name}
    pod = {"containers": [{"name": name, "image": image, **container}]}
    spec: JSON = {"selector": {"matchLabels": labels}, **more}
    spec["template"] = {"metadata": {"labels": labels}, "spec": pod}
    if replicas is not None:
        spec["replicas"] = replicas
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "labels": labels}, "spec": spec}


def _workloads() -> list[JSON]:
    backend = {
        "ports": [{"containerPort": 8080}],
        "env": [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "DATABASE_HOST", "value": "postgresql"},
            {
                "name": "DATABASE_PASSWORD",
                "valueFrom": {"secretKeyRef": {"name": "backend-database", "key": "password"}},
            },
        ],
        "resources": {
            "requests": {"cpu": "250m", "memory": "256Mi"},
            "limits": {"cpu": "1", "memory": "512Mi"},
        },
    }
    scaler = {
        "apiVersion": "autoscaling/v1",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "backend"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "backend"},
            "minReplicas": 2,
            "maxReplicas": 6,
        },
    }
    return [
        _workload("Deployment", "backend", "registry.example/backend:811", 3, backend),
        _workload(
            "Deployment", "frontend", "registry.example/frontend:204", 2, {"ports": [{"containerPort": 80}]}
        ),
        _workload(
            "StatefulSet", "postgresql", "registry.example/postgresql:15.4", 1, {}, serviceName="postgresql"
        ),
        _workload("DaemonSet", "node-exporter", "registry.example/node-exporter:1.6.1", None, {}),
        scaler,
    ]


def _role(kind: str, name: str, *rules: JSON) -> JSON:
    return {"apiVersion": f"{_RBAC}/v1", "kind": kind, "metadata": {"name": name}, "rules": list(rules)}


def _rule(groups: list[str], resources: list[str], verbs: list[str], *names: str) -> JSON:
    rule: JSON = {"apiGroups": groups, "resources": resources, "verbs": verbs}
    return {**rule, "resourceNames": list(names)} if names else rule


def _bind(kind: str, name: str, role: str, *subjects: tuple[str, str]) -> JSON:
    reference = {"apiGroup": _RBAC, "kind": kind.removesuffix("Binding"), "name": role}
    bound = [{"apiGroup": _RBAC, "kind": what, "name": who} for what, who in subjects]
    head = {"apiVersion": f"{_RBAC}/v1", "kind": kind, "metadata": {"name": name}}
    return {**head, "roleRef": reference, "subjects": bound}


def _rights() -> list[JSON]:
    """bot reads and may act as `_PEOPLE`; sre changes workloads; dev looks on. Secrets: admin only."""
    looks, acts = ["get", "list"], ["impersonate"]
    core = ["configmaps", "endpoints", "events", "pods", "pods/log", "serviceaccounts", "services"]
    others = ["apps", "autoscaling", "policy", "metrics.k8s.io"]
    changed = [*_WORKLOADS, "deployments/scale", "statefulsets/scale"]
    everybody = [("Group", "bots"), ("Group", "sre"), ("Group", "dev")]
    extra = _rule(["authentication.k8s.io"], ["userextras/incident"], acts)
    return [
        _role("Role", "reader", _rule([""], core, looks), _rule(others, ["*"], looks)),
        _bind("RoleBinding", "everybody-reads", "reader", *everybody),
        _role("Role", "deployer", _rule(["apps"], changed, ["get", "patch", "update"])),
        _bind("RoleBinding", "sre-deploys", "deployer", ("Group", "sre")),
        _role(
            "ClusterRole",
            "surroundings",
            _rule([""], ["namespaces", "nodes"], looks),
            _rule(["metrics.k8s.io"], ["nodes"], looks),
        ),
        _bind("ClusterRoleBinding", "everybody-looks-around", "surroundings", *everybody),
        _role(
            "ClusterRole",
            "act-as-people",
            _rule([""], ["users"], acts, *_PEOPLE),
            _rule([""], ["groups"], acts, "sre", "dev"),
            extra,
        ),
        _bind("ClusterRoleBinding", "bot-acts-as-people", "act-as-people", ("User", "bot")),
    ]
