"""ControllerRevisions: the history of stateful and daemon sets, kept as the patch that brings a revision
back.

The same template again is the old revision with the newest number.
"""

from sandbox.cluster import kinds
from sandbox.cluster.controllers.world import World, hashed, reference
from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, cloned

KIND = kinds.kind("controllerrevisions", "apps")


def history(world: World, owner: JSON) -> list[JSON]:
    """Eldest first."""
    return sorted(world.owned(KIND, owner), key=lambda r: (r["revision"], r["metadata"]["name"]))


def data(owner: JSON) -> JSON:
    return {"spec": {"template": {**cloned(owner["spec"]["template"]), "$patch": "replace"}}}


def newest(world: World, kind: Kind, owner: JSON, label: str) -> JSON:
    """The revision of the template as it is now, made or renumbered when it has to be."""
    known, wanted = history(world, owner), data(owner)
    number = known[-1]["revision"] + 1 if known else 1
    same = next((r for r in reversed(known) if r["data"] == wanted), None)
    if same is None:
        return _make(world, kind, owner, wanted, number, label)
    if same is known[-1]:
        return same
    return world.store.change(KIND, same, lambda r: r.__setitem__("revision", number))


def _make(world: World, kind: Kind, owner: JSON, wanted: JSON, number: int, label: str) -> JSON:
    meta = owner["metadata"]
    word = hashed(wanted)
    labels = {**owner["spec"]["template"]["metadata"].get("labels", {}), label: word}
    made = {"name": f"{meta['name']}-{word}", "namespace": meta["namespace"], "labels": labels}
    if meta.get("annotations"):
        made["annotations"] = dict(meta["annotations"])
    made["ownerReferences"] = [reference(kind, owner)]
    return world.create(KIND, {"metadata": made, "data": wanted, "revision": number})


def forget(world: World, owner: JSON, live: set[str]) -> None:
    """Those beyond the limit go, eldest first; what is still lived by stays."""
    idle = [r for r in history(world, owner) if r["metadata"]["name"] not in live]
    limit = owner["spec"].get("revisionHistoryLimit", 10)
    for revision in idle[: max(0, len(idle) - limit)]:
        world.store.remove(KIND, revision)
