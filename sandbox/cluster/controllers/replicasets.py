"""Replica sets: as many pods as wanted, and a status that counts them."""

from sandbox.cluster import kinds
from sandbox.cluster.controllers.world import PODS, World, active, count_available, leaving
from sandbox.cluster.metrics import is_ready
from sandbox.cluster.status import JSON

KIND = kinds.kind("replicasets", "apps")
_SOURCE = "replicaset-controller"


def sync(world: World) -> None:
    for replica_set in world.store.list(KIND):
        pods = [pod for pod in world.owned(PODS, replica_set) if active(pod)]
        if not leaving(replica_set):
            pods = _match(world, replica_set, pods)
        _count(world, replica_set, pods)


def _match(world: World, replica_set: JSON, pods: list[JSON]) -> list[JSON]:
    wanted = replica_set["spec"]["replicas"]
    for _ in range(wanted - len(pods)):
        pod = world.create_pod(KIND, replica_set, replica_set["spec"]["template"])
        pods.append(pod)
        message = f"Created pod: {pod['metadata']['name']}"
        world.tell(KIND, replica_set, "SuccessfulCreate", message, _SOURCE)
    doomed = sorted(pods, key=_worth)[: max(0, len(pods) - wanted)]
    for pod in doomed:
        world.delete_pod(pod)
        message = f"Deleted pod: {pod['metadata']['name']}"
        world.tell(KIND, replica_set, "SuccessfulDelete", message, _SOURCE)
    return [pod for pod in pods if pod not in doomed]


def _worth(pod: JSON) -> tuple[bool, bool, tuple[int, ...]]:
    """Pods without a node go first, then those not ready, then the youngest."""
    born = tuple(-ord(letter) for letter in pod["metadata"]["creationTimestamp"])
    return bool(pod["spec"].get("nodeName")), is_ready(pod), born


def _count(world: World, replica_set: JSON, pods: list[JSON]) -> None:
    ready = [pod for pod in pods if is_ready(pod)]
    available = count_available(world, ready, replica_set["spec"].get("minReadySeconds", 0))
    status: JSON = {"replicas": len(pods)}
    if pods:
        status["fullyLabeledReplicas"] = len(pods)
    if ready:
        status["readyReplicas"] = len(ready)
    if available:
        status["availableReplicas"] = available
    status["observedGeneration"] = replica_set["metadata"]["generation"]
    world.set_status(KIND, replica_set, status)
