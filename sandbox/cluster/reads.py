"""Get and list: selectors, pages, and the form the client accepts (JSON, YAML, Table, metadata only). For
`api`.
"""

import base64
import json
from dataclasses import dataclass

from sandbox.cluster import metrics, selectors, tables
from sandbox.cluster.kinds import Kind
from sandbox.cluster.paths import Ask
from sandbox.cluster.status import JSON, Refusal, bad_request, not_found
from sandbox.cluster.store import Store

_MEDIA = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
_JSON = ("application/json", "*/*", "application/*")


@dataclass(frozen=True, slots=True)
class Form:
    """How the answer is wanted."""

    yaml: bool = False
    shape: str = ""
    """Table, PartialObjectMetadata or PartialObjectMetadataList; empty for the object itself"""


def accepted(header: str) -> Form:
    """The first form on the client's list that the server has. Raises Refusal (406)."""
    parts = [part for part in (header or "*/*").split(",") if part.strip()]
    known = False
    for part in parts:
        name, *options = (word.strip() for word in part.split(";"))
        given = dict(option.partition("=")[::2] for option in options)
        name = name.lower()
        known = known or name in _JSON or name == "application/yaml"
        if name not in _JSON and name != "application/yaml":
            continue
        shape = given.get("as", "")
        if not shape or (given.get("v") == "v1" and given.get("g") == "meta.k8s.io" and shape in _SHAPES):
            return Form(name == "application/yaml", shape)
    if known:
        raise Refusal(406, "NotAcceptable", f"only the following media types are accepted: {_MEDIA}")
    raise Refusal(406, "NotAcceptable", "406: Not Acceptable", {})


_SHAPES = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")


def get(store: Store, kind: Kind, ask: Ask, form: Form, now: float) -> JSON:
    thing = _found(store, kind, ask)
    match form.shape:
        case "Table":
            metadata = {"resourceVersion": thing["metadata"].get("resourceVersion", "")}
            return tables.table(kind, [thing], metadata, ask.option("includeObject"), now)
        case "PartialObjectMetadata":
            return {"kind": form.shape, "apiVersion": "meta.k8s.io/v1", "metadata": thing["metadata"]}
        case _:
            return thing


def _found(store: Store, kind: Kind, ask: Ask) -> JSON:
    if kind.group == metrics.GROUP:
        thing = metrics.get(store, kind, ask.namespace, ask.name)
    else:
        thing = store.get(kind, ask.namespace if kind.namespaced else "", ask.name)
    if thing is None:
        raise not_found(kind.plural, kind.group, ask.name)
    return thing


def list_all(store: Store, kind: Kind, ask: Ask, form: Form, now: float) -> JSON:
    things, metadata = select(store, kind, ask)
    match form.shape:
        case "Table":
            return tables.table(kind, things, metadata, ask.option("includeObject"), now)
        case "PartialObjectMetadataList" | "PartialObjectMetadata":
            head = {"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata"}
            items = [{**head, "metadata": thing["metadata"]} for thing in things]
            return {
                "kind": "PartialObjectMetadataList",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata,
                "items": items or None,
            }
        case _:
            return as_list(kind, things, metadata)


def as_list(kind: Kind, things: list[JSON], metadata: JSON) -> JSON:
    """Items of a list do not repeat their kind; those of an aggregated API do."""
    if kind.group != metrics.GROUP:
        things = [{k: v for k, v in thing.items() if k not in ("kind", "apiVersion")} for thing in things]
    return {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": metadata, "items": things}


def select(store: Store, kind: Kind, ask: Ask) -> tuple[list[JSON], JSON]:
    """(the objects of this page, the list's metadata). Raises Refusal (400) for selectors that make no
    sense.
    """
    labels = selectors.by_labels(ask.option("labelSelector"))
    fields = selectors.by_fields(ask.option("fieldSelector"), kind)
    namespace = ask.namespace if kind.namespaced else ""
    kept = (
        metrics.list_all(store, kind, namespace)
        if kind.group == metrics.GROUP
        else store.list(kind, namespace)
    )
    things = [thing for thing in kept if labels(thing) and fields(thing)]
    metadata: JSON = {"resourceVersion": str(store.version)}
    start = _start(ask.option("continue"))
    if start:
        things = [thing for thing in things if _place(thing) >= start]
    limit = _limit(ask.option("limit"))
    if limit and len(things) > limit:
        metadata["continue"] = _token(_place(things[limit]), store.version)
        if not ask.option("labelSelector") and not ask.option("fieldSelector"):
            metadata["remainingItemCount"] = len(things) - limit
        things = things[:limit]
    return things, metadata


def _place(thing: JSON) -> str:
    """Where an object stands in a list that is read page by page; a namespace ends before any letter."""
    return f"{thing['metadata'].get('namespace', '')}\0{thing['metadata']['name']}"


def _limit(word: str) -> int:
    if word and not word.lstrip("-").isdigit():
        raise bad_request(f'strconv.ParseInt: parsing "{word}": invalid syntax')
    return max(0, int(word or "0"))


def _token(start: str, version: int) -> str:
    body = json.dumps({"v": "meta.k8s.io/v1", "rv": version, "start": start}, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _start(token: str) -> str:
    if not token:
        return ""
    try:
        return str(json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))["start"])
    except (ValueError, KeyError, TypeError):
        raise bad_request("invalid continue token: continue key is not valid") from None
