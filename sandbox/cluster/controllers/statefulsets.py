"""Stateful sets: pods with numbers, made from the lowest up and replaced from the highest down, one at a
time.
"""

from dataclasses import dataclass

from sandbox.cluster import kinds
from sandbox.cluster.controllers import revisions
from sandbox.cluster.controllers.world import PODS, World, leaving
from sandbox.cluster.metrics import is_ready
from sandbox.cluster.status import JSON, Refusal, cloned

KIND = kinds.kind("statefulsets", "apps")
_SOURCE = "statefulset-controller"
_REVISION, _NAME = "controller-revision-hash", "statefulset.kubernetes.io/pod-name"


@dataclass(slots=True)
class _Set:
    thing: JSON
    pods: dict[int, JSON]
    current: str
    update: str

    @property
    def wanted(self) -> int:
        return int(self.thing["spec"]["replicas"])

    @property
    def ordered(self) -> bool:
        return bool(self.thing["spec"]["podManagementPolicy"] == "OrderedReady")

    @property
    def partition(self) -> int:
        return int(self.thing["spec"]["updateStrategy"].get("rollingUpdate", {}).get("partition", 0))

    @property
    def rolls(self) -> bool:
        return bool(self.thing["spec"]["updateStrategy"]["type"] == "RollingUpdate")


def sync(world: World) -> None:
    for thing in world.store.list(KIND):
        if leaving(thing):
            continue
        update = revisions.newest(world, KIND, thing, "controller.kubernetes.io/hash")
        name = update["metadata"]["name"]
        state = _Set(thing, _numbered(world, thing), thing["status"].get("currentRevision") or name, name)
        _act(world, state)
        _report(world, state)


def _numbered(world: World, thing: JSON) -> dict[int, JSON]:
    pods = {}
    for pod in world.owned(PODS, thing):
        number = pod["metadata"]["name"].rpartition("-")[2]
        if number.isdigit():
            pods[int(number)] = pod
    return dict(sorted(pods.items()))


def _act(world: World, state: _Set) -> None:
    """One step: make or wait for what is missing, then take away what is too much, then replace what is
    old.
    """
    for number in range(state.wanted):
        pod = state.pods.get(number)
        if pod is None:
            _create(world, state, number)
            if state.ordered:
                return
        elif state.ordered and (leaving(pod) or not is_ready(pod)):
            # For ever, if it must be: a pod that never gets ready blocks the set until somebody deletes it.
            return
    for number in sorted((n for n in state.pods if n >= state.wanted), reverse=True):
        if not leaving(state.pods[number]):
            _delete(world, state, number)
        if state.ordered:
            return
    if state.rolls:
        _replace(world, state)


def _replace(world: World, state: _Set) -> None:
    for number in range(state.wanted - 1, state.partition - 1, -1):
        pod = state.pods.get(number)
        if pod is None or leaving(pod):
            return
        if _revision(pod) != state.update:
            _delete(world, state, number)
            return
        if not is_ready(pod):
            return


def _revision(pod: JSON) -> str:
    return str(pod["metadata"].get("labels", {}).get(_REVISION, ""))


def _create(world: World, state: _Set, number: int) -> None:
    meta, spec = state.thing["metadata"], state.thing["spec"]
    old = state.rolls and number < state.partition
    revision = state.current if old else state.update
    name = f"{meta['name']}-{number}"
    template = cloned(spec["template"])
    if revision != state.update:
        kept = world.store.get(revisions.KIND, meta["namespace"], revision)
        template = cloned(kept["data"]["spec"]["template"]) if kept else template
        template.pop("$patch", None)
    template["spec"] |= {"hostname": name, "subdomain": spec.get("serviceName", "")}
    claims = spec.get("volumeClaimTemplates", [])
    for claim in claims:
        source = {"claimName": f"{claim['metadata']['name']}-{name}"}
        volume = {"name": claim["metadata"]["name"], "persistentVolumeClaim": source}
        template["spec"].setdefault("volumes", []).insert(0, volume)
    try:
        pod = world.create_pod(KIND, state.thing, template, name, **{_REVISION: revision, _NAME: name})
    except Refusal as refused:
        _tell_failed(world, state, name, refused)
        return
    state.pods[number] = pod
    message = f"create Pod {name} in StatefulSet {meta['name']} successful"
    world.tell(KIND, state.thing, "SuccessfulCreate", message, _SOURCE)


def _tell_failed(world: World, state: _Set, name: str, refused: Refusal) -> None:
    """A stateful set's template is not looked into before its pods are made. Said once a generation."""
    meta = state.thing["metadata"]
    if world.memory.get((meta["uid"], f"failed {name}")) != meta["generation"]:
        world.memory[meta["uid"], f"failed {name}"] = meta["generation"]
        message = f"create Pod {name} in StatefulSet {meta['name']} failed error: {refused.message}"
        world.tell(KIND, state.thing, "FailedCreate", message, _SOURCE, type="Warning")


def _delete(world: World, state: _Set, number: int) -> None:
    pod = state.pods[number]
    world.delete_pod(pod)
    message = (
        f"delete Pod {pod['metadata']['name']} in StatefulSet {state.thing['metadata']['name']} successful"
    )
    world.tell(KIND, state.thing, "SuccessfulDelete", message, _SOURCE)
    fresh = world.store.get(PODS, pod["metadata"]["namespace"], pod["metadata"]["name"])
    if fresh is None:
        del state.pods[number]
    else:
        state.pods[number] = fresh


def _report(world: World, state: _Set) -> None:
    pods = list(state.pods.values())
    there = [pod for pod in pods if not leaving(pod)]
    status: JSON = {"observedGeneration": state.thing["metadata"]["generation"], "replicas": len(pods)}
    counts = {
        "readyReplicas": sum(is_ready(pod) for pod in there),
        "currentReplicas": sum(_revision(pod) == state.current for pod in there),
        "updatedReplicas": sum(_revision(pod) == state.update for pod in there),
    }
    if state.rolls and counts["updatedReplicas"] == len(pods) == counts["readyReplicas"]:
        state.current = state.update
        counts["currentReplicas"] = counts["updatedReplicas"]
    status |= {name: number for name, number in counts.items() if number}
    status |= {"currentRevision": state.current, "updateRevision": state.update, "collisionCount": 0}
    world.set_status(KIND, state.thing, status)
    revisions.forget(world, state.thing, {state.current, state.update, *map(_revision, pods)})
