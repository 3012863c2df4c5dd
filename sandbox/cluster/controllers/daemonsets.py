"""Daemon sets: a pod on every node that fits, replaced as many at a time as may be missing."""

from typing import Any

from sandbox.cluster import kinds
from sandbox.cluster.controllers import nodes, revisions
from sandbox.cluster.controllers.world import PODS, World, active, count_available, leaving
from sandbox.cluster.metrics import is_ready
from sandbox.cluster.status import JSON, cloned

KIND = kinds.kind("daemonsets", "apps")
_SOURCE = "daemonset-controller"
_HASH = "controller-revision-hash"
_GENERATION = "deprecated.daemonset.template.generation"
_ENDURED = ("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable")


def sync(world: World) -> None:
    for thing in world.store.list(KIND):
        if not leaving(thing):
            _sync(world, thing)


def _sync(world: World, thing: JSON) -> None:
    revision = revisions.newest(world, KIND, thing, _HASH)
    word = revision["metadata"]["labels"][_HASH]
    fitting = [
        n["metadata"]["name"]
        for n in world.store.list(kinds.kind("nodes"))
        if nodes.fits(n, _pod_spec(thing))
    ]
    pods = [pod for pod in world.owned(PODS, thing) if active(pod)]
    by_node = {pod["spec"].get("nodeName"): pod for pod in pods}
    for name in fitting:
        if name not in by_node:
            by_node[name] = _create(world, thing, name, word)
    for name, pod in list(by_node.items()):
        if name not in fitting:
            _delete(world, thing, pod)
            del by_node[name]
    if thing["spec"]["updateStrategy"]["type"] == "RollingUpdate":
        _replace(world, thing, by_node, word)
    _report(world, thing, by_node, word, len(fitting))
    live = {f"{thing['metadata']['name']}-{_word(pod)}" for pod in by_node.values()}
    revisions.forget(world, thing, live | {revision["metadata"]["name"]})


def _pod_spec(thing: JSON) -> JSON:
    spec: JSON = thing["spec"]["template"]["spec"]
    return spec


def _word(pod: JSON) -> str:
    return str(pod["metadata"].get("labels", {}).get(_HASH, ""))


def _create(world: World, thing: JSON, node: str, word: str) -> JSON:
    template = cloned(thing["spec"]["template"])
    generation = thing["metadata"].get("annotations", {}).get(_GENERATION, "1")
    there = {"key": "metadata.name", "operator": "In", "values": [node]}
    required = {"nodeSelectorTerms": [{"matchFields": [there]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    tolerations = template["spec"].setdefault("tolerations", [])
    for effect, names in (("NoExecute", ("not-ready", "unreachable")), ("NoSchedule", _ENDURED)):
        tolerations += [
            {"key": f"node.kubernetes.io/{n}", "operator": "Exists", "effect": effect} for n in names
        ]
    template["spec"] |= {"affinity": affinity, "nodeName": node}
    pod = world.create_pod(KIND, thing, template, **{_HASH: word, "pod-template-generation": generation})
    world.tell(KIND, thing, "SuccessfulCreate", f"Created pod: {pod['metadata']['name']}", _SOURCE)
    return pod


def _delete(world: World, thing: JSON, pod: JSON) -> None:
    world.delete_pod(pod)
    world.tell(KIND, thing, "SuccessfulDelete", f"Deleted pod: {pod['metadata']['name']}", _SOURCE)


def _replace(world: World, thing: JSON, by_node: dict[str, JSON], word: str) -> None:
    rules = thing["spec"]["updateStrategy"].get("rollingUpdate", {})
    room = _number(rules.get("maxUnavailable", 1), len(by_node))
    missing = sum(not is_ready(pod) for pod in by_node.values())
    old = [pod for pod in by_node.values() if _word(pod) != word]
    for pod in sorted(old, key=is_ready):
        if is_ready(pod):
            if missing >= room:
                return
            missing += 1
        _delete(world, thing, pod)


def _number(value: Any, of: int) -> int:
    if isinstance(value, int):
        return value
    return -(-of * int(value.rstrip("%")) // 100)


def _report(world: World, thing: JSON, by_node: dict[str, JSON], word: str, wanted: int) -> None:
    pods = [pod for pod in by_node.values() if not _gone(world, pod)]
    ready = [pod for pod in pods if is_ready(pod)]
    available = count_available(world, ready, thing["spec"].get("minReadySeconds", 0))
    status: JSON = {
        "currentNumberScheduled": len(pods),
        "numberMisscheduled": 0,
        "desiredNumberScheduled": wanted,
        "numberReady": len(ready),
        "observedGeneration": thing["metadata"]["generation"],
    }
    counts = {
        "updatedNumberScheduled": sum(_word(pod) == word for pod in pods),
        "numberAvailable": available,
        "numberUnavailable": wanted - available,
    }
    world.set_status(KIND, thing, status | {name: number for name, number in counts.items() if number})


def _gone(world: World, pod: JSON) -> bool:
    """Whether this very pass asked it to end."""
    meta = pod["metadata"]
    fresh = world.store.get(PODS, meta["namespace"], meta["name"])
    return fresh is None or leaving(fresh)
