"""What follows from which pods are ready: the endpoints of services, the counts of disruption budgets."""

from typing import Any

from sandbox.cluster import kinds
from sandbox.cluster.controllers.world import PODS, World, active
from sandbox.cluster.metrics import is_ready
from sandbox.cluster.selectors import matches
from sandbox.cluster.status import JSON

_SERVICES, _ENDPOINTS = kinds.kind("services"), kinds.kind("endpoints")
_BUDGETS = kinds.kind("poddisruptionbudgets", "policy")


def sync(world: World) -> None:
    for service in world.store.list(_SERVICES):
        if service["spec"].get("selector"):
            _follow(world, service)
    for budget in world.store.list(_BUDGETS):
        _count(world, budget)


def _selected(world: World, namespace: str, selector: JSON | None) -> list[JSON]:
    pods = world.store.list(PODS, namespace)
    return [pod for pod in pods if active(pod) and matches(selector, pod["metadata"].get("labels", {}))]


def _follow(world: World, service: JSON) -> None:
    meta, spec = service["metadata"], service["spec"]
    pods = _selected(world, meta["namespace"], {"matchLabels": spec["selector"]})
    pods = [pod for pod in pods if pod["status"].get("podIP")]
    subset: JSON = {}
    for part, found in (("addresses", [p for p in pods if is_ready(p)]),
                        ("notReadyAddresses", [p for p in pods if not is_ready(p)])):  # fmt: skip
        if found:
            subset[part] = [_address(pod) for pod in found]
    ports = [_port(port, pods) for port in spec.get("ports", [])]
    subsets = [{**subset, **({"ports": ports} if ports else {})}] if subset else []
    there = world.store.get(_ENDPOINTS, meta["namespace"], meta["name"])
    if there is None:
        made: JSON = {"metadata": {"name": meta["name"], "namespace": meta["namespace"]}}
        labels = dict(meta.get("labels", {}))
        if spec.get("clusterIP") == "None":
            labels["service.kubernetes.io/headless"] = ""
        if labels:
            made["metadata"]["labels"] = labels
        world.create(_ENDPOINTS, made | ({"subsets": subsets} if subsets else {}))
    elif there.get("subsets", []) != subsets:
        world.store.change(_ENDPOINTS, there, lambda e: _set(e, subsets))


def _set(endpoints: JSON, subsets: list[JSON]) -> None:
    endpoints.pop("subsets", None)
    if subsets:
        endpoints["subsets"] = subsets


def _address(pod: JSON) -> JSON:
    meta = pod["metadata"]
    target = {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]}
    return {"ip": pod["status"]["podIP"], "nodeName": pod["spec"]["nodeName"], "targetRef": target}


def _port(port: JSON, pods: list[JSON]) -> JSON:
    target: Any = port.get("targetPort", port["port"])
    if isinstance(target, str):
        named = (p for pod in pods for c in pod["spec"]["containers"] for p in c.get("ports", []))
        target = next((p["containerPort"] for p in named if p.get("name") == target), port["port"])
    made = {"port": target, "protocol": port["protocol"]}
    return {"name": port["name"], **made} if port.get("name") else made


def _count(world: World, budget: JSON) -> None:
    spec, namespace = budget["spec"], budget["metadata"]["namespace"]
    pods = _selected(world, namespace, spec.get("selector"))
    healthy = sum(is_ready(pod) for pod in pods)
    if "maxUnavailable" in spec:
        needed = max(0, len(pods) - _part(spec["maxUnavailable"], len(pods)))
    else:
        needed = _part(spec.get("minAvailable", 0), len(pods))
    status = {
        "observedGeneration": budget["metadata"]["generation"],
        "disruptionsAllowed": max(0, healthy - needed),
        "currentHealthy": healthy,
        "desiredHealthy": needed,
        "expectedPods": len(pods),
    }
    world.set_status(_BUDGETS, budget, status)


def _part(value: Any, of: int) -> int:
    return value if isinstance(value, int) else -(-of * int(value.rstrip("%")) // 100)
