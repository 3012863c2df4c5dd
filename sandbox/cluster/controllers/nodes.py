"""Which node a pod may run on, and the scheduler's choice. Used by `kubelet` and `daemonsets`."""

from sandbox.cluster import kinds
from sandbox.cluster.controllers.world import PODS, World, active
from sandbox.cluster.status import JSON

_NODES = kinds.kind("nodes")


def address(node: JSON | None) -> str:
    addresses = (node or {}).get("status", {}).get("addresses", [])
    return next((a["address"] for a in addresses if a["type"] == "InternalIP"), "")


def fits(node: JSON, spec: JSON) -> bool:
    """Whether the node has the labels the pod asks for."""
    labels = node["metadata"].get("labels", {})
    return all(labels.get(key) == value for key, value in spec.get("nodeSelector", {}).items())


def is_ready(node: JSON) -> bool:
    conditions = node.get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def schedule(world: World, pod: JSON) -> None:
    """Bind the pod to the node with the fewest pods, or say why there is none."""
    nodes = world.store.list(_NODES)
    closed = [n for n in nodes if n["spec"].get("unschedulable")]
    open_ = [n for n in nodes if is_ready(n) and n not in closed]
    fitting = [n for n in open_ if fits(n, pod["spec"])]
    if not fitting:
        _tell_why(world, pod, nodes, closed, len(open_))
        return
    load = {n["metadata"]["name"]: 0 for n in fitting}
    for other in world.store.list(PODS):
        name = other["spec"].get("nodeName")
        if name in load and active(other):
            load[name] += 1
    chosen = min(load, key=lambda name: (load[name], name))

    def bind(p: JSON) -> None:
        p["spec"]["nodeName"] = chosen
        p["status"]["conditions"] = [_scheduled(world, "True")]

    bound = world.store.change(PODS, pod, bind, manager="kube-scheduler")
    named = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
    world.tell(PODS, bound, "Scheduled", f"Successfully assigned {named} to {chosen}", "default-scheduler")


def _scheduled(world: World, status: str, **more: str) -> JSON:
    condition = {"type": "PodScheduled", "status": status, "lastProbeTime": None}
    return {**condition, "lastTransitionTime": world.stamp, **more}


def _tell_why(world: World, pod: JSON, nodes: list[JSON], closed: list[JSON], open_: int) -> None:
    reasons = []
    if closed:
        reasons.append(f"{len(closed)} node(s) were unschedulable")
    if open_:
        reasons.append(f"{open_} node(s) didn't match Pod's node affinity")
    message = f"0/{len(nodes)} nodes are available: {', '.join(reasons)}."
    conditions = pod["status"].get("conditions", [])
    if any(c["type"] == "PodScheduled" and c.get("message") == message for c in conditions):
        return
    waiting = _scheduled(world, "False", reason="Unschedulable", message=message)
    told = world.store.change(
        PODS, pod, lambda p: p["status"].update(conditions=[waiting]), manager="kube-scheduler"
    )
    world.tell(PODS, told, "FailedScheduling", message, "default-scheduler", type="Warning")
