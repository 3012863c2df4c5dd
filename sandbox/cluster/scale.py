"""The `scale` subresource: replicas of a workload as an object of their own. Called by `api`."""

from dataclasses import replace

from sandbox.cluster import schema
from sandbox.cluster.kinds import Kind
from sandbox.cluster.selectors import written
from sandbox.cluster.status import JSON, bad_request, cloned, invalid, invalid_value, not_found
from sandbox.cluster.store import Store
from sandbox.cluster.writes import Write, Writer, patched


def read(store: Store, kind: Kind, namespace: str, name: str) -> JSON:
    """Raises Refusal, which names the subresource: only who reads is told of it."""
    thing = store.get(kind, namespace, name)
    if thing is None:
        raise not_found(f"{kind.plural}/scale", kind.group, name)
    return shown(thing)


def _workload(store: Store, kind: Kind, namespace: str, name: str) -> JSON:
    thing = store.get(kind, namespace, name)
    if thing is None:
        raise not_found(kind.plural, kind.group, name)
    return thing


def shown(thing: JSON) -> JSON:
    meta = thing["metadata"]
    kept = {key: meta[key] for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")}
    status: JSON = {"replicas": thing.get("status", {}).get("replicas", 0)}
    selector = written(thing["spec"].get("selector"))
    if selector:
        status["selector"] = selector
    spec = {"replicas": thing["spec"]["replicas"]} if thing["spec"].get("replicas") else {}
    return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": kept, "spec": spec, "status": status}


def update(writer: Writer, kind: Kind, namespace: str, name: str, given: JSON, how: Write) -> JSON:
    thing = _workload(writer.store, kind, namespace, name)
    try:
        scale = schema.decode("Scale", given)
    except schema.Mismatch as wrong:
        raise bad_request(f'Scale in version "v1" cannot be handled as a Scale: {wrong}') from None
    return _carry_over(writer, kind, thing, scale, how)


def patch(
    writer: Writer, kind: Kind, namespace: str, name: str, raw: bytes, content_type: str, how: Write
) -> JSON:
    thing = _workload(writer.store, kind, namespace, name)
    return _carry_over(writer, kind, thing, patched("Scale", shown(thing), raw, content_type), how)


def _carry_over(writer: Writer, kind: Kind, thing: JSON, scale: JSON, how: Write) -> JSON:
    """A 1.20 server notes no manager for what comes through a Scale."""
    meta, name = scale.get("metadata", {}), thing["metadata"]["name"]
    if meta.get("name", name) != name:
        raise bad_request(
            f"the name of the object ({meta['name']}) does not match the name on the URL ({name})"
        )
    replicas = scale.get("spec", {}).get("replicas", 0)
    if replicas < 0:
        wrong = invalid_value("spec.replicas", replicas, "must be greater than or equal to 0")
        raise invalid("Scale", "autoscaling", name, [wrong])
    after = cloned(thing)
    after["metadata"]["resourceVersion"] = meta.get("resourceVersion", "")
    after["spec"]["replicas"] = replicas
    return shown(writer.settle(kind, after, thing, replace(how, manager="")))
