"""The fields of every served type, from the API server's own OpenAPI (`data/schema.json`).

Decoding keeps what the Go types keep: unknown fields and nulls are dropped without a word, a wrong type is
an error, what is empty and `omitempty` goes. Used by `writes` on every body and by `strategic` for the
merge keys.

A field reads `[!]type[|merge key]`: `!` is required, `[` a list, `{` a map, `@` another type.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sandbox.cluster import quantity
from sandbox.cluster.kinds import DATA
from sandbox.cluster.status import JSON

# Pointers in Go: false, zero and "" are values of their own there, elsewhere they are left out.
_POINTERS = frozenset({
    "automountServiceAccountToken", "enableServiceLinks", "shareProcessNamespace", "setHostnameAsFQDN",
    "runAsNonRoot", "privileged", "readOnlyRootFilesystem", "allowPrivilegeEscalation", "controller",
    "blockOwnerDeletion", "optional", "immutable", "started", "orphanDependents", "type",
    "storageClassName",
})  # fmt: skip
_ZEROS_DROPPED = frozenset({
    "minReadySeconds", "hostPort", "initialDelaySeconds", "nodePort", "generation", "observedGeneration",
    "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "updatedReplicas",
    "readyReplicas", "availableReplicas", "unavailableReplicas", "currentReplicas", "updatedNumberScheduled",
    "numberAvailable", "numberUnavailable", "count",
})  # fmt: skip
_ZEROS: JSON = {"string": "", "int": 0, "bool": False}
# Structs without a pointer: there even when nothing is in them.
_ALWAYS: dict[str, JSON] = {
    "Container": {"resources": {}},
    "PodTemplateSpec": {"metadata": {}, "spec": {}},
    "PersistentVolumeClaim": {"metadata": {}, "spec": {}, "status": {}},
    "PersistentVolumeClaimSpec": {"resources": {}},
    "ContainerStatus": {"lastState": {}, "state": {}},
    "PodCondition": {"lastProbeTime": None, "lastTransitionTime": None},
    "Event": {"source": {}, "firstTimestamp": None, "lastTimestamp": None, "eventTime": None,
              "reportingComponent": "", "reportingInstance": ""},
    "ServiceStatus": {"loadBalancer": {}},
}  # fmt: skip


class Mismatch(Exception):
    """A value of the wrong type: where in the object, and what was read."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(f"{path}: {found}")


@dataclass(frozen=True, slots=True)
class Field:
    of: str
    required: bool = False
    merge_key: str | None = None
    """for a list that strategic merge merges: the key of its objects, "" when its items are plain values"""

    @property
    def item(self) -> "Field":
        return Field(self.of[1:])


@cache
def fields(type_name: str) -> dict[str, Field]:
    return {name: _parsed(text) for name, text in _types()[type_name].items()}


@cache
def _types() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((DATA / "schema.json").read_text("utf-8"))
    return found


def _parsed(text: str) -> Field:
    of, bar, key = text.removeprefix("!").partition("|")
    return Field(of, text.startswith("!"), key if bar else None)


def decode(type_name: str, value: Any, path: str = "") -> JSON:
    """The object as the server keeps it. Raises Mismatch."""
    where = path or f"v1.{type_name}"
    if not isinstance(value, dict):
        raise Mismatch(where, f"readObjectStart: expect {{ or n, but found {json.dumps(value)[:1]}")
    known, out = fields(type_name), {}
    for name, given in value.items():
        field = known.get(name)
        if field is None or given is None:
            continue
        kept = _value(field, given, f"{where}.{name[:1].upper()}{name[1:]}")
        if field.required or not _empty(type_name, name, field, kept):
            out[name] = kept
    for name, field in known.items():
        if field.required and field.of in _ZEROS:
            out.setdefault(name, _ZEROS[field.of])
    for name, default in _ALWAYS.get(type_name, {}).items():
        out.setdefault(name, dict(default) if isinstance(default, dict) else default)
    if type_name in ("PodTemplateSpec", "PersistentVolumeClaim"):
        out["metadata"] = {"creationTimestamp": None} | out["metadata"]
    return out


def _empty(type_name: str, name: str, field: Field, kept: Any) -> bool:
    if field.of[0] in "[{":
        return not kept
    if kept == "" or kept is False:
        return name not in _POINTERS
    if kept == 0 and field.of == "int":
        return name in _ZEROS_DROPPED or (
            name == "replicas" and type_name in ("DeploymentStatus", "ScaleSpec")
        )
    return False


def _value(field: Field, given: Any, where: str) -> Any:
    match field.of[0]:
        case "@":
            return decode(field.of[1:], given, where)
        case "[":
            if not isinstance(given, list):
                raise Mismatch(where, f"decode slice: expect [ or n, but found {json.dumps(given)[:1]}")
            return [_value(field.item, item, where) for item in given]
        case "{":
            if not isinstance(given, dict):
                raise Mismatch(where, f"ReadMapCB: expect {{ or n, but found {json.dumps(given)[:1]}")
            kept = {key: _value(field.item, item, where) for key, item in given.items() if item is not None}
            return {key: kept[key] for key in sorted(kept)}
    return _plain(field.of, given, where)


def _plain(of: str, given: Any, where: str) -> Any:
    found = json.dumps(given)[:1]
    match of:
        case "any":
            return given
        case "bool" if not isinstance(given, bool):
            raise Mismatch(where, f"ReadBool: expect t or f, but found {found}")
        case "int" if not isinstance(given, int) or isinstance(given, bool):
            raise Mismatch(where, "readUint32: unexpected character: \ufffd")
        case "number" if not isinstance(given, int | float) or isinstance(given, bool):
            raise Mismatch(where, "readFloat64: unexpected character")
        case "string" | "time" | "microtime" if not isinstance(given, str):
            raise Mismatch(where, f'ReadString: expects " or n, but found {found}')
        case "intstr" if not isinstance(given, int | str) or isinstance(given, bool):
            raise Mismatch(where, f'ReadString: expects " or n, but found {found}')
        case "time":
            return _time(given, where)
        case "quantity":
            if isinstance(given, bool) or not quantity.PATTERN.fullmatch(str(given)):
                raise Mismatch(
                    where, f"unmarshalerDecoder: quantities must match the regular expression {_GO}"
                )
            return quantity.canonical(str(given))
        case "bytes":
            return _bytes(given, where)
    return given


def _time(given: str, where: str) -> str:
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        said = f'parsing time "{given}" as "2006-01-02T15:04:05Z07:00": cannot parse "{given}" as "2006"'
        raise Mismatch(where, said)
    return read.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_GO = "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def _bytes(given: Any, where: str) -> str:
    try:
        return base64.b64encode(base64.b64decode(given, validate=True)).decode()
    except (binascii.Error, TypeError, ValueError):
        raise Mismatch(where, "decode base64: illegal base64 data at input byte 0") from None
