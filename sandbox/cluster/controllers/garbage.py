"""What goes when something else has gone: objects without their owner, namespaces on their way out, old
events.
"""

from sandbox.cluster import kinds
from sandbox.cluster.controllers.world import EVENTS_KEPT_SECONDS, PODS, World, leaving, owner_exists
from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON
from sandbox.cluster.store import moment

_NAMESPACES = kinds.kind("namespaces")
_EVENTS = kinds.kind("events")


def collect(world: World) -> None:
    by_key = {kind.key: kind for kind in kinds.served().values()}
    for key, thing in list(world.store.everything()):
        if _is_orphan(world, thing) and not leaving(thing):
            _take(world, by_key[key], thing)
    for key, thing in list(world.store.everything()):
        if leaving(thing) and "foregroundDeletion" in thing["metadata"].get("finalizers", []):
            _finish_foreground(world, by_key[key], thing)
    for namespace in world.store.list(_NAMESPACES):
        if leaving(namespace):
            _empty(world, namespace, by_key)
    _forget_events(world)


def _forget_events(world: World) -> None:
    """Events are kept for an hour."""
    ends = []
    for event in world.store.list(_EVENTS):
        last = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        end = moment(last) + EVENTS_KEPT_SECONDS
        if world.now >= end:
            world.store.remove(_EVENTS, event)
        else:
            ends.append(end)
    if ends:
        world.wake_at(min(ends))


def _is_orphan(world: World, thing: JSON) -> bool:
    owners = thing["metadata"].get("ownerReferences", [])
    namespace = thing["metadata"].get("namespace", "")
    return bool(owners) and not any(owner_exists(world, owner, namespace) for owner in owners)


def _take(world: World, kind: Kind, thing: JSON) -> None:
    if kind is PODS:
        world.delete_pod(thing)
    else:
        world.store.remove(kind, thing)


def _finish_foreground(world: World, kind: Kind, thing: JSON) -> None:
    """Everything it owns first, then the object itself."""
    uid, left = thing["metadata"]["uid"], False
    by_key = {k.key: k for k in kinds.served().values()}
    for key, other in list(world.store.everything()):
        if any(o["uid"] == uid for o in other["metadata"].get("ownerReferences", [])):
            left = True
            if not leaving(other):
                _take(world, by_key[key], other)
    if not left:
        rest = [f for f in thing["metadata"]["finalizers"] if f != "foregroundDeletion"]
        if rest:
            world.store.change(kind, thing, lambda t: t["metadata"].__setitem__("finalizers", rest))
        else:
            world.store.remove(kind, thing)


def _empty(world: World, namespace: JSON, by_key: dict[str, Kind]) -> None:
    """A namespace goes when nothing is left in it."""
    name, left = namespace["metadata"]["name"], False
    for key, thing in list(world.store.everything()):
        if thing["metadata"].get("namespace") == name:
            if not leaving(thing):
                _take(world, by_key[key], thing)
            left = left or world.store.get(by_key[key], name, thing["metadata"]["name"]) is not None
    if not left:
        world.store.remove(_NAMESPACES, namespace)
