"""The arithmetic of a rollout: how many pods the new and the old replica sets may have at each step."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from sandbox.cluster.controllers import deployments, replicasets
from sandbox.cluster.controllers.world import World
from sandbox.cluster.status import JSON


def limits(deployment: JSON) -> tuple[int, int]:
    """(pods more than wanted, pods fewer than wanted) a rollout may have."""
    strategy = deployment["spec"]["strategy"]
    if strategy["type"] != "RollingUpdate":
        return 0, deployment["spec"]["replicas"]
    rules, wanted = strategy.get("rollingUpdate", {}), deployment["spec"]["replicas"]
    surge = _share(rules.get("maxSurge", 0), wanted, up=True)
    missing = _share(rules.get("maxUnavailable", 0), wanted, up=False)
    if surge == 0 and missing == 0:
        missing = 1
    return surge, min(missing, wanted)


def _share(value: Any, of: int, *, up: bool) -> int:
    if isinstance(value, int):
        return value
    part = Fraction(of * int(value.rstrip("%")), 100)
    return ceil(part) if up else floor(part)


def sizes(deployment: JSON) -> dict[str, str]:
    """What the replica sets are told of the whole: how many are wanted, how many there may be."""
    wanted = deployment["spec"]["replicas"]
    return {deployments.DESIRED: str(wanted), deployments.MOST: str(wanted + limits(deployment)[0])}


def first_size(deployment: JSON, old: list[JSON]) -> int:
    return _new_size(deployment, 0, sum(rs["spec"]["replicas"] for rs in old))


def _new_size(deployment: JSON, now: int, everywhere: int) -> int:
    """How many pods the new replica set may have, as far as the surge allows."""
    wanted = deployment["spec"]["replicas"]
    if deployment["spec"]["strategy"]["type"] != "RollingUpdate":
        return int(wanted)
    most = wanted + limits(deployment)[0]
    if everywhere >= most:
        return now
    return int(now + min(most - everywhere, wanted - now))


def tell(world: World, deployment: JSON, name: str, way: str, size: int) -> None:
    message = f"Scaled {way} replica set {name} to {size}"
    world.tell(deployments.KIND, deployment, "ScalingReplicaSet", message, deployments.SOURCE)


def resize(world: World, deployment: JSON, replica_set: JSON, size: int) -> bool:
    """Set a replica set's size; whether that changed its number."""
    was = replica_set["spec"]["replicas"]

    def change(rs: JSON) -> None:
        rs["metadata"].setdefault("annotations", {}).update(sizes(deployment))
        if rs["spec"]["replicas"] != size:
            rs["spec"]["replicas"] = size
            rs["metadata"]["generation"] += 1

    world.store.change(replicasets.KIND, replica_set, change)
    if was != size:
        tell(world, deployment, replica_set["metadata"]["name"], "up" if size > was else "down", size)
    return bool(was != size)


def roll(world: World, deployment: JSON, new: JSON, old: list[JSON]) -> None:
    """One step: the new one up as far as it goes, else the old ones down as far as they may."""
    everywhere = sum(rs["spec"]["replicas"] for rs in (new, *old))
    now, wanted = new["spec"]["replicas"], deployment["spec"]["replicas"]
    size = min(wanted, now) if now >= wanted else _new_size(deployment, now, everywhere)
    if resize(world, deployment, new, size):
        return
    _shrink_old(world, deployment, new, [rs for rs in old if rs["spec"]["replicas"] > 0])


def _shrink_old(world: World, deployment: JSON, new: JSON, old: list[JSON]) -> None:
    everywhere = sum(rs["spec"]["replicas"] for rs in (new, *old))
    least = deployment["spec"]["replicas"] - limits(deployment)[1]
    coming = new["spec"]["replicas"] - _available(new)
    spare = everywhere - least - coming
    if spare <= 0:
        return
    left = {rs["metadata"]["name"]: rs["spec"]["replicas"] for rs in old}
    for replica_set in old:
        name = replica_set["metadata"]["name"]
        cut = min(spare, left[name] - _available(replica_set))
        if cut > 0:
            left[name] -= cut
            resize(world, deployment, replica_set, left[name])
            spare -= cut
    more = sum(_available(rs) for rs in (new, *old)) - least
    for replica_set in old:
        name = replica_set["metadata"]["name"]
        cut = min(more, left[name])
        if cut > 0:
            left[name] -= cut
            resize(world, deployment, replica_set, left[name])
            more -= cut


def _available(replica_set: JSON) -> int:
    return int(replica_set["status"].get("availableReplicas", 0))


def recreate(world: World, deployment: JSON, new: JSON, old: list[JSON]) -> None:
    """All the old ones end before the first new one starts."""
    active = [rs for rs in old if rs["spec"]["replicas"] > 0]
    for replica_set in active:
        resize(world, deployment, replica_set, 0)
    if not active and not any(rs["status"].get("replicas") for rs in old):
        resize(world, deployment, new, deployment["spec"]["replicas"])


def scale(world: World, deployment: JSON, new: JSON | None, old: list[JSON]) -> None:
    """Somebody changed the number: the active replica sets share it in proportion."""
    sets = [rs for rs in (*old, new) if rs is not None]
    active = [rs for rs in sets if rs["spec"]["replicas"] > 0]
    wanted = deployment["spec"]["replicas"]
    if not sets:
        return
    if len(active) <= 1:
        resize(world, deployment, active[0] if active else new or sets[-1], wanted)
        return
    if new is not None and _available(new) == wanted == new["spec"]["replicas"]:
        for replica_set in (rs for rs in active if rs is not new):
            resize(world, deployment, replica_set, 0)
        return
    most = wanted + limits(deployment)[0] if wanted else 0
    now = sum(rs["spec"]["replicas"] for rs in active)
    left = most - now
    for i, replica_set in enumerate(sorted(active, key=lambda rs: -rs["spec"]["replicas"])):
        size = replica_set["spec"]["replicas"]
        part = round(Fraction(left * size, now)) if i < len(active) - 1 else left
        resize(world, deployment, replica_set, max(0, size + part))
        left -= part
        now -= size
