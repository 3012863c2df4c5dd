"""A Deployment's status: counts, and conditions that say whether it gets on. Used by `deployments`."""

from sandbox.cluster.controllers import deployments, rolling
from sandbox.cluster.controllers.world import World
from sandbox.cluster.status import JSON
from sandbox.cluster.store import moment

_DONE, _LATE = "NewReplicaSetAvailable", "ProgressDeadlineExceeded"


def condition(deployment: JSON, kind: str) -> JSON | None:
    return next((c for c in deployment["status"].get("conditions", []) if c["type"] == kind), None)


def _with(
    world: World, conditions: list[JSON], kind: str, status: str, reason: str, message: str
) -> list[JSON]:
    """The conditions with this one set; one of the same status and reason stays as it was."""
    was = next((c for c in conditions if c["type"] == kind), None)
    if was and (was["status"], was["reason"]) == (status, reason):
        return conditions
    since = was["lastTransitionTime"] if was and was["status"] == status else world.stamp
    made = {"type": kind, "status": status, "lastUpdateTime": world.stamp, "lastTransitionTime": since}
    rest = [c for c in conditions if c["type"] != kind]
    return [*rest, made | {"reason": reason, "message": message}]


def note(world: World, deployment: JSON, status: str, reason: str, message: str) -> JSON:
    """Set the Progressing condition."""
    if deployment["spec"].get("progressDeadlineSeconds") is None:
        return deployment
    conditions = deployment["status"].get("conditions", [])
    made = _with(world, conditions, "Progressing", status, reason, message)
    return world.store.change(
        deployments.KIND, deployment, lambda d: d["status"].__setitem__("conditions", made)
    )


def note_pause(world: World, deployment: JSON) -> JSON:
    """A paused rollout cannot be late; one that was late already stays so."""
    now = condition(deployment, "Progressing")
    if now is not None and now["reason"] == _LATE:
        return deployment
    was_paused = now is not None and now["reason"] == "DeploymentPaused"
    paused = deployment["spec"].get("paused", False)
    if paused and not was_paused:
        return note(world, deployment, "Unknown", "DeploymentPaused", "Deployment is paused")
    if was_paused and not paused:
        return note(world, deployment, "Unknown", "DeploymentResumed", "Deployment is resumed")
    return deployment


def report(world: World, deployment: JSON, new: JSON | None, old: list[JSON]) -> JSON:
    """Write the status, as the replica sets stand now."""
    sets = [rs for rs in (new, *old) if rs]
    status: JSON = {"observedGeneration": deployment["metadata"]["generation"]}
    counts = {
        "replicas": _sum(sets, "replicas"),
        "updatedReplicas": _sum([new] if new else [], "replicas"),
        "readyReplicas": _sum(sets, "readyReplicas"),
        "availableReplicas": _sum(sets, "availableReplicas"),
    }
    wanted = sum(rs["spec"]["replicas"] for rs in sets)
    counts["unavailableReplicas"] = max(0, wanted - counts["availableReplicas"])
    status |= {name: number for name, number in counts.items() if number}
    status["conditions"] = _conditions(world, deployment, counts, new)
    return world.set_status(deployments.KIND, deployment, status)


def _sum(sets: list[JSON], name: str) -> int:
    return sum(rs["status"].get(name, 0) for rs in sets)


def _conditions(world: World, deployment: JSON, counts: dict[str, int], new: JSON | None) -> list[JSON]:
    conditions = deployment["status"].get("conditions", [])
    least = deployment["spec"]["replicas"] - rolling.limits(deployment)[1]
    if counts["availableReplicas"] >= least:
        said = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        said = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    conditions = _with(world, conditions, "Available", *said)
    if deployment["spec"].get("progressDeadlineSeconds") is None:
        return [c for c in conditions if c["type"] != "Progressing"]
    now = condition(deployment, "Progressing")
    if deployment["spec"].get("paused"):
        return conditions
    if now and now["reason"] == _DONE and counts["replicas"] == counts["updatedReplicas"]:
        return conditions
    who = (
        f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    )
    if _reached(deployment, counts):
        return _with(world, conditions, "Progressing", "True", _DONE, f"{who} has successfully progressed.")
    if _moved(deployment, counts):
        rest = [c for c in conditions if c["type"] != "Progressing"]
        since = now["lastTransitionTime"] if now and now["status"] == "True" else world.stamp
        made = {
            "type": "Progressing",
            "status": "True",
            "lastUpdateTime": world.stamp,
            "lastTransitionTime": since,
        }
        return [*rest, made | {"reason": "ReplicaSetUpdated", "message": f"{who} is progressing."}]
    if _is_late(world, deployment, now):
        return _with(world, conditions, "Progressing", "False", _LATE, f"{who} has timed out progressing.")
    return conditions


def _reached(deployment: JSON, counts: dict[str, int]) -> bool:
    wanted = deployment["spec"]["replicas"]
    return bool(counts["updatedReplicas"] == counts["replicas"] == counts["availableReplicas"] == wanted)


def _moved(deployment: JSON, counts: dict[str, int]) -> bool:
    """Whether more pods are new, ready or available, or fewer old ones are left, than last told."""
    was = deployment["status"]
    left = counts["replicas"] - counts["updatedReplicas"]
    return bool(
        counts["updatedReplicas"] > was.get("updatedReplicas", 0)
        or left < was.get("replicas", 0) - was.get("updatedReplicas", 0)
        or counts["readyReplicas"] > was.get("readyReplicas", 0)
        or counts["availableReplicas"] > was.get("availableReplicas", 0)
    )


def _is_late(world: World, deployment: JSON, now: JSON | None) -> bool:
    if now is None or now["reason"] == _DONE:
        return False
    if now["reason"] == _LATE:
        return True
    due = moment(now["lastUpdateTime"]) + deployment["spec"]["progressDeadlineSeconds"]
    if world.now < due:
        world.wake_at(due)
    return bool(world.now >= due)


def is_complete(deployment: JSON) -> bool:
    status = deployment["status"]
    return _reached(deployment, {name: status.get(name, 0) for name in _COUNTS})


_COUNTS = ("replicas", "updatedReplicas", "availableReplicas")
