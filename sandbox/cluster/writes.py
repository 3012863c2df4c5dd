"""Create, update and patch: decoding, defaults, validation, conflicts, dry runs. Called by `api`, and by
`seed`.
"""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.cluster import defaults, kinds, lifecycle, patch, schema, strategic, validate
from sandbox.cluster.bodies import media
from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import (
    JSON,
    Refusal,
    already_exists,
    bad_request,
    broken,
    cloned,
    conflict,
    forbidden,
    invalid,
    invalid_value,
    not_found,
    not_implemented,
)
from sandbox.cluster.store import Store, manage, stamp

_MADE_BY_PUT = (
    "services",
    "events",
    "endpoints",
    "roles",
    "clusterroles",
    "rolebindings",
    "clusterrolebindings",
)


@dataclass(frozen=True, slots=True)
class Write:
    """How a write is to be done."""

    manager: str
    """who is noted for it; empty: nobody"""
    dry_run: bool = False
    status_only: bool = False


def decoded(kind: Kind, given: JSON) -> JSON:
    """A request's object as its own type. Raises Refusal (400) where it is another, or does not fit."""
    named = (given.get("apiVersion") or kind.api_version, given.get("kind") or kind.name)
    if named != (kind.api_version, kind.name):
        known = kinds.by_name(*named)
        version = str(named[0]).rpartition("/")[2]
        why = f"converting (v1.{named[1]}) to ({_internal(kind)}.{kind.name}): unknown conversion"
        if known is None:
            why = f'no kind "{named[1]}" is registered for version "{named[0]}"'
            raise bad_request(why)
        raise bad_request(f'{named[1]} in version "{version}" cannot be handled as a {kind.name}: {why}')
    try:
        thing = schema.decode(kind.name, given)
    except schema.Mismatch as wrong:
        what = f'{kind.name} in version "{kind.version}" cannot be handled as a {kind.name}: {wrong}'
        raise bad_request(f"{what}, error found in ...|{json.dumps(given)[:40]}|...") from None
    return _headed(kind, thing)


def _internal(kind: Kind) -> str:
    return kind.group.partition(".")[0] or "core"


def _headed(kind: Kind, thing: JSON) -> JSON:
    rest = {k: v for k, v in thing.items() if k not in ("kind", "apiVersion", "metadata")}
    return {"kind": kind.name, "apiVersion": kind.api_version, "metadata": thing.get("metadata", {}), **rest}


class Writer:
    def __init__(self, store: Store) -> None:
        self.store = store

    def create(self, kind: Kind, namespace: str, given: JSON, how: Write) -> JSON:
        thing = decoded(kind, given)
        meta = thing["metadata"]
        if meta.setdefault("namespace", namespace) != namespace:
            message = "the namespace of the provided object does not match the namespace sent on the request"
            raise bad_request(message)
        if not namespace:
            meta.pop("namespace")
        if meta.get("resourceVersion"):
            raise broken("resourceVersion should not be set on objects to be created")
        if namespace:
            self._check_namespace(kind, namespace, meta.get("name", ""))
        defaults.fill(kind, thing)
        lifecycle.prepare_new(kind, thing)
        if not meta.get("name") and meta.get("generateName"):
            meta["name"] = meta["generateName"][:58] + self.store.suffix()
        _check(kind, thing, validate.created(kind, thing))
        if self.store.get(kind, namespace, meta["name"]) is not None:
            raise already_exists(kind.plural, kind.group, meta["name"])
        if kind.plural == "services":
            self._address(thing["spec"])
        meta |= {"uid": self.store.new_uid(), "creationTimestamp": stamp(self.store.now())}
        if set(meta) - {"name", "namespace", "uid", "creationTimestamp"} or set(thing) - set(_HEAD):
            manage(thing, how.manager, kind.api_version, stamp(self.store.now()))
        return thing if how.dry_run else self.store.add(kind, thing)

    def _check_namespace(self, kind: Kind, namespace: str, name: str) -> None:
        found = self.store.get(kinds.kind("namespaces"), "", namespace)
        if found is None:
            raise not_found("namespaces", "", namespace)
        if found["status"]["phase"] == "Terminating":
            why = f"unable to create new content in namespace {namespace} because it is being terminated"
            refused = forbidden(kind.plural, kind.group, name, why)
            said = f"namespace {namespace} is being terminated"
            cause = {"reason": "NamespaceTerminating", "message": said, "field": "metadata.namespace"}
            refused.details = {**(refused.details or {}), "causes": [cause]}
            raise refused

    def _address(self, spec: JSON) -> None:
        if spec["type"] != "ExternalName" and not spec.get("clusterIP"):
            taken = {s["spec"].get("clusterIP") for s in self.store.list(kinds.kind("services"))}
            free = next(f"10.0.0.{n}" for n in range(2, 255) if f"10.0.0.{n}" not in taken)
            spec |= {"clusterIP": free, "clusterIPs": [free]}

    def update(self, kind: Kind, namespace: str, name: str, given: JSON, how: Write) -> JSON:
        """PUT: the whole object again."""
        thing = decoded(kind, given)
        before = self.store.get(kind, namespace, name)
        _check_name(thing, name)
        if before is None:
            if kind.plural in _MADE_BY_PUT:
                raise not_implemented(f"creating {kind.plural} by PUT")
            raise not_found(kind.plural, kind.group, name)
        if kind.plural == "poddisruptionbudgets" and not thing["metadata"].get("resourceVersion"):
            wrong = invalid_value("metadata.resourceVersion", 0, "must be specified for an update")
            raise invalid(kind.name, kind.group, name, [wrong])
        uid = thing["metadata"].get("uid", before["metadata"]["uid"])
        if uid != before["metadata"]["uid"]:
            place = f"{namespace}/{name}" if namespace else name
            why = f"StorageError: invalid object, Code: 4, Key: /registry/{kind.plural}/{place}, "
            why += "ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
            why += f"UID in precondition: {uid}, UID in object meta: {before['metadata']['uid']}"
            raise conflict(kind.plural, kind.group, name, why)
        return self.settle(kind, thing, before, how)

    def patch(self, kind: Kind, namespace: str, name: str, raw: bytes, content_type: str, how: Write) -> JSON:
        before = self.store.get(kind, namespace, name)
        if before is None:
            _check_media(content_type)
            raise not_found(kind.plural, kind.group, name)
        thing = patched(kind.name, before, raw, content_type)
        thing = _headed(kind, thing)
        _check_name(thing, name)
        return self.settle(kind, thing, before, how)

    def settle(self, kind: Kind, thing: JSON, before: JSON, how: Write) -> JSON:
        """Keep a changed object, if it may be: one that changes nothing keeps its version."""
        name, version = before["metadata"]["name"], thing["metadata"].get("resourceVersion")
        if version not in (None, "", "0", before["metadata"]["resourceVersion"]):
            raise conflict(kind.plural, kind.group, name)
        defaults.fill(kind, thing)
        thing = lifecycle.prepare_changed(kind, thing, before, how.status_only)
        thing["metadata"]["resourceVersion"] = before["metadata"]["resourceVersion"]
        _check(kind, thing, validate.updated(kind, thing, before))
        if thing == before:
            return before
        if how.manager:
            manage(thing, how.manager, kind.api_version, stamp(self.store.now()))
        return thing if how.dry_run else self.store.replace(kind, thing)


_HEAD = ("kind", "apiVersion", "metadata")


def _check(kind: Kind, thing: JSON, causes: list[Any]) -> None:
    if causes:
        raise invalid(kind.name, kind.group, thing["metadata"].get("name", ""), causes)


def _check_name(thing: JSON, name: str) -> None:
    given = thing["metadata"].get("name", "")
    if given and given != name:
        raise bad_request(f"the name of the object ({given}) does not match the name on the URL ({name})")
    thing["metadata"]["name"] = name


def _check_media(content_type: str) -> None:
    if media(content_type) not in (patch.JSON_PATCH, patch.MERGE_PATCH, patch.STRATEGIC, patch.APPLY):
        raise Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})


def patched(type_name: str, before: JSON, raw: bytes, content_type: str) -> JSON:
    """The object after the patch, decoded anew. Raises Refusal."""
    _check_media(content_type)
    match media(content_type):
        case patch.JSON_PATCH:
            after = patch.json_patch(before, raw)
        case patch.MERGE_PATCH:
            after = patch.merge_patch(before, raw)
        case patch.STRATEGIC:
            after = strategic.strategic_merge(type_name, cloned(before), raw)
        case _:
            raise not_implemented("server-side apply")
    try:
        return schema.decode(type_name, after)
    except schema.Mismatch as wrong:
        if media(content_type) == patch.STRATEGIC:
            raise patch.unfit(strategic.go_map(json.loads(raw)), str(wrong)) from None
        raise patch.unfit(after, str(wrong)) from None
