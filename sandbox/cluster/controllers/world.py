"""What a controller sees and does: objects by kind, ownership, pods made from templates, events. Used by
them all.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.cluster import defaults, kinds, lifecycle, validate
from sandbox.cluster.kinds import Kind
from sandbox.cluster.metrics import is_ready
from sandbox.cluster.status import JSON, cloned, invalid
from sandbox.cluster.store import CONTROLLERS, SAFE_LETTERS, Store, manage, moment, stamp

EVENTS_KEPT_SECONDS = 3600.0


@dataclass
class World:
    store: Store
    now: float
    wake_at: Callable[[float], None]
    memory: dict[tuple[str, str], float]
    """(uid, what): when, or how often; what the real components keep in their heads"""

    def due(self, uid: str, what: str, seconds: float) -> bool:
        """Whether so many seconds have passed since this was first asked; wakes up when they have."""
        when = self.memory.setdefault((uid, what), self.now) + seconds
        if self.now < when:
            self.wake_at(when)
        return self.now >= when

    @property
    def stamp(self) -> str:
        return stamp(self.now)

    def owned(self, kind: Kind, owner: JSON) -> list[JSON]:
        """Objects this one controls."""
        meta = owner["metadata"]
        return [t for t in self.store.list(kind, meta.get("namespace", "")) if controller(t) == meta["uid"]]

    def create(self, kind: Kind, thing: JSON) -> JSON:
        head = {"kind": kind.name, "apiVersion": kind.api_version}
        manage(thing, CONTROLLERS, kind.api_version, self.stamp)
        return self.store.add(kind, head | thing)

    def set_status(self, kind: Kind, thing: JSON, status: JSON) -> JSON:
        meta = thing["metadata"]
        there = self.store.get(kind, meta.get("namespace", ""), meta["name"])
        if there is not None and there.get("status") == status:
            return there
        return self.store.change(kind, thing, lambda t: t.__setitem__("status", status))

    def create_pod(
        self, owner_kind: Kind, owner: JSON, template: JSON, name: str = "", **labels: str
    ) -> JSON:
        """A pod from a template, named after its owner; `name` fixes the whole name. Raises Refusal."""
        meta = owner["metadata"]
        prefix = f"{meta['name']}-"
        made = cloned(template)
        pod_meta: JSON = {"name": name or prefix + self.store.suffix(), "generateName": prefix}
        pod_meta |= {
            "namespace": meta["namespace"],
            "labels": {**made["metadata"].get("labels", {}), **labels},
        }
        if made["metadata"].get("annotations"):
            pod_meta["annotations"] = made["metadata"]["annotations"]
        pod_meta["ownerReferences"] = [reference(owner_kind, owner)]
        pod: JSON = {"metadata": pod_meta, "spec": made["spec"]}
        defaults.fill(PODS, pod)
        lifecycle.prepare_new(PODS, pod)
        causes = validate.created(PODS, pod)
        if causes:
            raise invalid(PODS.name, PODS.group, pod_meta["name"], causes)
        return self.create(PODS, pod)

    def delete_pod(self, pod: JSON) -> None:
        """Ask a pod to end; the kubelet does the rest."""
        if not pod["spec"].get("nodeName"):
            self.store.remove(PODS, pod)
            return
        grace = pod["spec"]["terminationGracePeriodSeconds"]
        ending = {"deletionTimestamp": stamp(self.now + grace), "deletionGracePeriodSeconds": grace}
        self.store.change(PODS, pod, lambda p: p["metadata"].update(ending) if not leaving(p) else None)

    def tell(self, kind: Kind, thing: JSON, reason: str, message: str, source: str, **more: Any) -> None:
        """An event; the same thing again counts up."""
        meta, events = thing["metadata"], kinds.kind("events")
        about = {"kind": kind.name, "namespace": meta.get("namespace", "default"), "name": meta["name"]}
        about |= {
            "uid": meta["uid"],
            "apiVersion": kind.api_version,
            "resourceVersion": meta["resourceVersion"],
        }
        if "field" in more:
            about["fieldPath"] = more["field"]
        origin = {"component": source} | ({"host": more["host"]} if "host" in more else {})
        key = hashlib.sha256(json.dumps([meta["uid"], reason, message, origin]).encode()).hexdigest()[:16]
        name = f"{meta['name']}.{key}"
        known = self.store.get(events, about["namespace"], name)
        if known is not None:
            again = {"count": known["count"] + 1, "lastTimestamp": self.stamp}
            self.store.change(events, known, lambda e: e.update(again))
            return
        event: JSON = {"metadata": {"name": name, "namespace": about["namespace"]}, "involvedObject": about}
        event |= {"reason": reason, "message": message, "source": origin, "count": 1}
        event |= {
            "firstTimestamp": self.stamp,
            "lastTimestamp": self.stamp,
            "type": more.get("type", "Normal"),
        }
        event |= {"eventTime": None, "reportingComponent": "", "reportingInstance": ""}
        self.create(events, event)


PODS = kinds.kind("pods")


def controller(thing: JSON) -> str | None:
    """The uid of the object that controls this one."""
    owners = thing["metadata"].get("ownerReferences", [])
    return next((o["uid"] for o in owners if o.get("controller")), None)


def reference(kind: Kind, owner: JSON) -> JSON:
    meta = owner["metadata"]
    named = {"apiVersion": kind.api_version, "kind": kind.name, "name": meta["name"], "uid": meta["uid"]}
    return named | {"controller": True, "blockOwnerDeletion": True}


def leaving(thing: JSON) -> bool:
    return "deletionTimestamp" in thing["metadata"]


def active(pod: JSON) -> bool:
    return not leaving(pod) and pod["status"]["phase"] not in ("Succeeded", "Failed")


def available_at(pod: JSON, seconds: int) -> float | None:
    """Since when, or from when, a ready pod counts as available; None while it is not ready."""
    if not is_ready(pod):
        return None
    ready = next(c for c in pod["status"]["conditions"] if c["type"] == "Ready")
    return moment(ready["lastTransitionTime"]) + seconds


def count_available(world: World, pods: list[JSON], seconds: int) -> int:
    """How many are available now; wakes up when one more will be."""
    count = 0
    for pod in pods:
        when = available_at(pod, seconds)
        if when is None:
            continue
        if when <= world.now:
            count += 1
        else:
            world.wake_at(when)
    return count


def hashed(template: Any, collisions: int = 0) -> str:
    """A short name for a template: its own as long as the template is the same."""
    digest = hashlib.sha256(json.dumps([template, collisions], sort_keys=True).encode()).digest()
    return "".join(SAFE_LETTERS[byte % len(SAFE_LETTERS)] for byte in digest[:10])


def owner_exists(world: World, owner: JSON, namespace: str) -> bool:
    kind = kinds.owner_kind(owner)
    if kind is None:
        return True
    found = world.store.get(kind, namespace if kind.namespaced else "", owner["name"])
    return found is not None and found["metadata"]["uid"] == owner["uid"]
