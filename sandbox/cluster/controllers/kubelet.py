"""Scheduler and kubelet: pods get a node, start a second later, pull, crash, end. The only place that runs
pods.

An image with `broken` in its name is never pulled; one with `crash` ends as soon as it starts, again and
again.
"""

from sandbox.cluster import kinds
from sandbox.cluster.controllers import nodes
from sandbox.cluster.controllers.world import PODS, World, leaving
from sandbox.cluster.status import JSON, cloned, quoted

START_SECONDS = 1.0
_END_SECONDS = 0.5
_FIRST_BACKOFF, _LONGEST_BACKOFF = 10.0, 300.0
_NODES = kinds.kind("nodes")


def sync(world: World) -> None:
    for pod in world.store.list(PODS):
        uid = pod["metadata"]["uid"]
        if leaving(pod):
            _end(world, pod, uid)
        elif not pod["spec"].get("nodeName"):
            nodes.schedule(world, pod)
        elif not pod["status"].get("startTime"):
            _accept(world, pod)
        elif pod["status"]["phase"] in ("Succeeded", "Failed"):
            continue
        elif changed := _not_running_yet(pod):
            if world.due(uid, f"start {changed}", START_SECONDS):
                _start(world, pod, uid)
        elif any("crash" in c["image"] for c in pod["spec"]["containers"]):
            _crash_again(world, pod, uid)


def _not_running_yet(pod: JSON) -> str:
    """The images that are asked for and not what the statuses say; empty when all is as it should be."""
    wanted = [c["image"] for c in pod["spec"]["containers"]]
    there = [s["image"] for s in pod["status"].get("containerStatuses", []) if not _creating(s)]
    return "" if wanted == there else " ".join(wanted)


def _creating(status: JSON) -> bool:
    return bool(status["state"].get("waiting", {}).get("reason") == "ContainerCreating")


def _accept(world: World, pod: JSON) -> None:
    """The node's kubelet takes the pod on."""
    number = world.memory.setdefault(("", "addresses"), 1.0) + 1
    world.memory["", "addresses"] = number
    address = f"10.1.{int(number) // 250}.{int(number) % 250 + 1}"
    node = world.store.get(_NODES, "", pod["spec"]["nodeName"])
    statuses = [_status(c, {"waiting": {"reason": "ContainerCreating"}}) for c in pod["spec"]["containers"]]
    status = {
        **pod["status"],
        "conditions": _conditions(world, pod, ready=False),
        "hostIP": nodes.address(node),
        "podIP": address,
        "podIPs": [{"ip": address}],
        "startTime": world.stamp,
        "containerStatuses": statuses,
    }
    world.store.change(PODS, pod, lambda p: p.__setitem__("status", status), manager="kubelet")


def _status(container: JSON, state: JSON, *, ready: bool = False, restarts: int = 0) -> JSON:
    return {
        "name": container["name"],
        "state": state,
        "lastState": {},
        "ready": ready,
        "restartCount": restarts,
        "image": container["image"],
        "imageID": "",
        "started": ready,
    }


def _start(world: World, pod: JSON, uid: str) -> None:
    before = {s["name"]: s for s in pod["status"]["containerStatuses"]}
    statuses = []
    for container in pod["spec"]["containers"]:
        was = before.get(container["name"], {})
        image, field = container["image"], f"spec.containers{{{container['name']}}}"
        restarts = was.get("restartCount", 0)
        if was and was["image"] == image and not _creating(was):
            statuses.append(was)
            continue
        restarts += bool(was and not _creating(was))
        if "broken" in image:
            waiting = {"reason": "ImagePullBackOff", "message": f"Back-off pulling image {quoted(image)}"}
            statuses.append(_status(container, {"waiting": waiting}, restarts=restarts))
            _tell_pull_failed(world, pod, image, field)
        elif "crash" in image:
            statuses.append(_crashed(world, pod, container, restarts + 1, field))
            world.memory[uid, "crash"] = world.now
        else:
            state = {"running": {"startedAt": world.stamp}}
            statuses.append(_status(container, state, ready=True, restarts=restarts))
            _tell_started(world, pod, container, field)
    _report(world, pod, statuses)


def _report(world: World, pod: JSON, statuses: list[JSON]) -> None:
    ready = all(s["ready"] for s in statuses)
    never_ran = any("waiting" in s["state"] and not s["lastState"] for s in statuses)
    status = {
        **pod["status"],
        "phase": "Pending" if never_ran else "Running",
        "conditions": _conditions(world, pod, ready=ready),
        "containerStatuses": statuses,
    }
    world.store.change(PODS, pod, lambda p: p.__setitem__("status", status), manager="kubelet")


def _conditions(world: World, pod: JSON, *, ready: bool) -> list[JSON]:
    before = {c["type"]: c for c in pod["status"].get("conditions", [])}
    names = [c["name"] for c in pod["spec"]["containers"]]
    made = []
    for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled"):
        good = ready or kind in ("Initialized", "PodScheduled")
        condition: JSON = {"type": kind, "status": "True" if good else "False", "lastProbeTime": None}
        was = before.get(kind, {})
        same = was.get("status") == condition["status"]
        condition["lastTransitionTime"] = was["lastTransitionTime"] if same else world.stamp
        if not good:
            message = f"containers with unready status: [{' '.join(names)}]"
            condition |= {"reason": "ContainersNotReady", "message": message}
        made.append(condition)
    return made


def _crashed(world: World, pod: JSON, container: JSON, restarts: int, field: str) -> JSON:
    ended = {"exitCode": 1, "reason": "Error", "startedAt": world.stamp, "finishedAt": world.stamp}
    pause = int(_backoff(restarts))
    name, uid = pod["metadata"]["name"], pod["metadata"]["uid"]
    where = f"{name}_{pod['metadata']['namespace']}({uid})"
    message = f"back-off {pause}s restarting failed container={container['name']} pod={where}"
    status = _status(
        container, {"waiting": {"reason": "CrashLoopBackOff", "message": message}}, restarts=restarts
    )
    _tell_started(world, pod, container, field)
    _tell(world, pod, "BackOff", "Back-off restarting failed container", field, type="Warning")
    return status | {"lastState": {"terminated": ended}}


def _backoff(restarts: int) -> float:
    return float(min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** min(restarts - 1, 10)))


def _crash_again(world: World, pod: JSON, uid: str) -> None:
    """What crashes is started again after ten seconds, then twenty, up to five minutes."""
    statuses = cloned(pod["status"]["containerStatuses"])
    restarts = max(s["restartCount"] for s in statuses)
    due = world.memory.setdefault((uid, "crash"), world.now) + _backoff(restarts)
    if world.now < due:
        world.wake_at(due)
        return
    world.memory[uid, "crash"] = world.now
    for i, container in enumerate(pod["spec"]["containers"]):
        if "crash" in container["image"]:
            field = f"spec.containers{{{container['name']}}}"
            statuses[i] = _crashed(world, pod, container, statuses[i]["restartCount"] + 1, field)
    _report(world, pod, statuses)


def _tell(world: World, pod: JSON, reason: str, message: str, field: str, **more: str) -> None:
    host = pod["spec"]["nodeName"]
    world.tell(PODS, pod, reason, message, "kubelet", host=host, field=field, **more)


def _tell_started(world: World, pod: JSON, container: JSON, field: str) -> None:
    image, name = container["image"], container["name"]
    _tell(world, pod, "Pulled", f"Container image {quoted(image)} already present on machine", field)
    _tell(world, pod, "Created", f"Created container {name}", field)
    _tell(world, pod, "Started", f"Started container {name}", field)


def _tell_pull_failed(world: World, pod: JSON, image: str, field: str) -> None:
    shown = quoted(image)
    _tell(world, pod, "Pulling", f"Pulling image {shown}", field)
    failed = f"Failed to pull image {shown}: rpc error: code = NotFound desc = no such image"
    _tell(world, pod, "Failed", failed, field, type="Warning")
    _tell(world, pod, "Failed", "Error: ImagePullBackOff", field, type="Warning")
    _tell(world, pod, "BackOff", f"Back-off pulling image {shown}", field)


def _end(world: World, pod: JSON, uid: str) -> None:
    if world.due(uid, "end", _END_SECONDS):
        world.store.remove(PODS, pod)
        for key in [key for key in world.memory if key[0] == uid]:
            del world.memory[key]
    elif (uid, "told") not in world.memory:
        world.memory[uid, "told"] = world.now
        for container in pod["spec"]["containers"]:
            field = f"spec.containers{{{container['name']}}}"
            _tell(world, pod, "Killing", f"Stopping container {container['name']}", field)
