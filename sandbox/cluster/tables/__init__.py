"""`kubectl get` as the server draws it: meta.k8s.io/v1 Tables. `columns` says what is in them. Called by
`reads`.
"""

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, bad_request, quoted
from sandbox.cluster.tables.cells import Look
from sandbox.cluster.tables.columns import GENERIC, TABLES, definition

_INCLUDED = ("", "Metadata", "Object", "None")


def table(kind: Kind, things: list[JSON], metadata: JSON, include: str, now: float) -> JSON:
    """Raises Refusal (400) for an `includeObject` that does not exist."""
    if include not in _INCLUDED:
        said = (
            f"includeObject: Invalid value: {quoted(include)}: must be 'Metadata', 'Object', 'None', or empty"
        )
        raise bad_request(f"Unable to convert to Table as requested: {said}")
    columns = TABLES.get(kind.key, GENERIC)
    rows = []
    for thing in things:
        look = Look(thing, now)
        rows.append({"cells": [column.cell(look) for column in columns], "object": _object(thing, include)})
    definitions = [definition(column) for column in columns]
    head = {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}
    return {**head, "columnDefinitions": definitions, "rows": rows}


def _object(thing: JSON, include: str) -> JSON | None:
    match include:
        case "None":
            return None
        case "Object":
            return thing
        case _:
            head = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
            return {**head, "metadata": thing["metadata"]}
