"""Deployments: replica sets by revision, rolled over in small steps. The rules are the real controller's.

`rolling` has the arithmetic of the steps, `progress` the conditions.
"""

from sandbox.cluster import kinds
from sandbox.cluster.controllers import progress, replicasets, rolling
from sandbox.cluster.controllers.world import World, hashed, leaving, reference
from sandbox.cluster.status import JSON, cloned

KIND = kinds.kind("deployments", "apps")
SOURCE = "deployment-controller"
_PREFIX = "deployment.kubernetes.io/"
REVISION, HISTORY = f"{_PREFIX}revision", f"{_PREFIX}revision-history"
DESIRED, MOST = f"{_PREFIX}desired-replicas", f"{_PREFIX}max-replicas"
_HASH = "pod-template-hash"
_NOT_COPIED = (
    REVISION, HISTORY, DESIRED, MOST, "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
)  # fmt: skip


def sync(world: World) -> None:
    for deployment in world.store.list(KIND):
        if not leaving(deployment):
            _sync(world, deployment)
        else:
            progress.report(world, deployment, *_sets(world, deployment))


def _sets(world: World, deployment: JSON) -> tuple[JSON | None, list[JSON]]:
    """(the replica set of the current template, the others, eldest first)."""
    owned = [rs for rs in world.owned(replicasets.KIND, deployment) if not leaving(rs)]
    owned.sort(key=lambda rs: (rs["metadata"]["creationTimestamp"], rs["metadata"]["name"]))
    template = deployment["spec"]["template"]
    current = next((rs for rs in owned if _plain(rs["spec"]["template"]) == _plain(template)), None)
    return current, [rs for rs in owned if rs is not current]


def _plain(template: JSON) -> JSON:
    """A template without the label replica sets add to it."""
    labels = {k: v for k, v in template["metadata"].get("labels", {}).items() if k != _HASH}
    return {**template, "metadata": {**template["metadata"], "labels": labels}}


def _sync(world: World, deployment: JSON) -> None:
    new, old = _sets(world, deployment)
    paused = deployment["spec"].get("paused", False)
    deployment = progress.note_pause(world, deployment)
    if new is not None or not paused:
        deployment, new = _current(world, deployment, new, old)
    if paused or _is_scaling(deployment, [rs for rs in (new, *old) if rs]):
        rolling.scale(world, deployment, new, old)
    elif new is not None and deployment["spec"]["strategy"]["type"] == "Recreate":
        rolling.recreate(world, deployment, new, old)
    elif new is not None:
        rolling.roll(world, deployment, new, old)
    new, old = _sets(world, deployment)
    deployment = progress.report(world, deployment, new, old)
    if progress.is_complete(deployment):
        _forget_old(world, deployment, old)


def _is_scaling(deployment: JSON, sets: list[JSON]) -> bool:
    """Whether somebody changed how many there shall be since the replica sets were last told."""
    wanted = str(deployment["spec"]["replicas"])
    active = [rs for rs in sets if rs["spec"]["replicas"] > 0]
    return any(rs["metadata"].get("annotations", {}).get(DESIRED, wanted) != wanted for rs in active)


def revision(replica_set: JSON) -> int:
    word = replica_set["metadata"].get("annotations", {}).get(REVISION, "0")
    return int(word) if word.isdigit() else 0


def _current(world: World, deployment: JSON, new: JSON | None, old: list[JSON]) -> tuple[JSON, JSON]:
    """The replica set of the template: made, or an old one of the same template as the newest revision
    again.
    """
    number = max((revision(rs) for rs in old), default=0) + 1
    if new is None:
        new = _create(world, deployment, old, number)
        message = f'Created new replica set "{new["metadata"]["name"]}"'
        deployment = progress.note(world, deployment, "True", "NewReplicaSetCreated", message)
    else:
        new = world.store.change(replicasets.KIND, new, lambda rs: _renumber(rs, deployment, number))
        if progress.condition(deployment, "Progressing") is None:
            message = f'Found new replica set "{new["metadata"]["name"]}"'
            deployment = progress.note(world, deployment, "True", "FoundNewReplicaSet", message)
    word = str(revision(new))
    deployment = world.store.change(
        KIND, deployment, lambda d: d["metadata"].setdefault("annotations", {}).__setitem__(REVISION, word)
    )
    return deployment, new


def _renumber(replica_set: JSON, deployment: JSON, number: int) -> None:
    kept = replica_set["metadata"].setdefault("annotations", {})
    kept |= _copied(deployment)
    replica_set["spec"]["minReadySeconds"] = deployment["spec"].get("minReadySeconds", 0)
    if not replica_set["spec"]["minReadySeconds"]:
        del replica_set["spec"]["minReadySeconds"]
    was = revision(replica_set)
    if was < number:
        if was:
            history = [word for word in kept.get(HISTORY, "").split(",") if word]
            kept[HISTORY] = ",".join([*history, str(was)])
        kept[REVISION] = str(number)


def _copied(deployment: JSON) -> dict[str, str]:
    given = deployment["metadata"].get("annotations", {})
    return {key: value for key, value in given.items() if key not in _NOT_COPIED}


def _create(world: World, deployment: JSON, old: list[JSON], number: int) -> JSON:
    meta, spec = deployment["metadata"], deployment["spec"]
    template = cloned(spec["template"])
    word = hashed(template)
    name = f"{meta['name']}-{word}"
    labels = {**template["metadata"].get("labels", {}), _HASH: word}
    template["metadata"]["labels"] = labels
    selector = cloned(spec["selector"])
    selector["matchLabels"] = {**selector.get("matchLabels", {}), _HASH: word}
    replicas = rolling.first_size(deployment, old)
    annotations = {**_copied(deployment), REVISION: str(number)} | rolling.sizes(deployment)
    made: JSON = {
        "metadata": {
            "name": name,
            "namespace": meta["namespace"],
            "generation": 1,
            "labels": dict(labels),
            "annotations": annotations,
            "ownerReferences": [reference(KIND, deployment)],
        },
        "spec": {"replicas": replicas, "selector": selector, "template": template},
        "status": {"replicas": 0},
    }
    if spec.get("minReadySeconds"):
        made["spec"]["minReadySeconds"] = spec["minReadySeconds"]
    replica_set = world.create(replicasets.KIND, made)
    if replicas:
        rolling.tell(world, deployment, name, "up", replicas)
    return replica_set


def _forget_old(world: World, deployment: JSON, old: list[JSON]) -> None:
    """Revisions beyond the history's limit go, lowest first."""
    limit = deployment["spec"].get("revisionHistoryLimit", 10)
    idle = [rs for rs in old if rs["spec"]["replicas"] == 0 and rs["status"].get("replicas", 0) == 0]
    for replica_set in sorted(idle, key=revision)[: max(0, len(idle) - limit)]:
        world.store.remove(replicasets.KIND, replica_set)
