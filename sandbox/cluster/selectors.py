"""Label and field selectors: reading them with the server's own complaints, and matching. Used by lists and
controllers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, bad_request

Match = Callable[[JSON], bool]

_TOKEN = re.compile(r"\s*(==|!=|=|!|\(|\)|,|[^\s=!(),]+)")


@dataclass(frozen=True, slots=True)
class Requirement:
    key: str
    operator: str
    values: tuple[str, ...] = ()

    def holds(self, labels: dict[str, str]) -> bool:
        there = self.key in labels
        match self.operator:
            case "in":
                return there and labels[self.key] in self.values
            case "notin":
                return not there or labels[self.key] not in self.values
            case "exists":
                return there
            case _:
                return not there


def by_labels(text: str) -> Match:
    """Raises Refusal for a selector that cannot be read."""
    wanted = _Reader(text).read() if text.strip() else []
    return lambda thing: all(r.holds(thing["metadata"].get("labels") or {}) for r in wanted)


class _Reader:
    """Reads `a=b,c in (d,e),!f` token by token, as the server's parser does."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)

    def _next(self) -> str:
        return self.tokens.pop(0) if self.tokens else ""

    def read(self) -> list[Requirement]:
        found = []
        while True:
            found.append(self._requirement())
            end = self._next()
            if not end:
                return found
            if end != ",":
                raise bad_request(f"found '{end}', expected: ',' or 'end of string'")

    def _requirement(self) -> Requirement:
        key = self._next()
        if key == "!":
            return Requirement(self._next(), "missing")
        if not self.tokens or self.tokens[0] == ",":
            return Requirement(key, "exists")
        operator = self._next()
        if operator in ("=", "=="):
            return Requirement(key, "in", (self._value(),))
        if operator == "!=":
            return Requirement(key, "notin", (self._value(),))
        if operator in ("in", "notin"):
            return Requirement(key, operator, self._values())
        raise bad_request(
            f"unable to parse requirement: found '{operator}', expected: '=', '!=', '==', 'in', notin'"
        )

    def _value(self) -> str:
        return "" if not self.tokens or self.tokens[0] == "," else self._next()

    def _values(self) -> tuple[str, ...]:
        if (found := self._next()) != "(":
            raise bad_request(f"unable to parse requirement: found '{found}' expected: '('")
        values = []
        while (found := self._next()) not in (")", ""):
            if found != ",":
                values.append(found)
        return tuple(values)


_FIELDS: dict[str, tuple[str, ...]] = {
    "pods": ("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
             "status.phase", "status.podIP", "status.nominatedNodeName"),
    "events": ("involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
               "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath",
               "reason", "source", "type"),
    "nodes": ("spec.unschedulable",),
    "namespaces": ("status.phase",),
    "secrets": ("type",),
    "replicasets": ("status.replicas",),
}  # fmt: skip
_NAMES = ("metadata.name", "metadata.namespace")


def by_fields(text: str, kind: Kind) -> Match:
    """Raises Refusal for a field this kind cannot be selected by."""
    wanted = [_field_term(term, kind) for term in re.split(r"(?<!\\),", text) if term.strip()]
    return lambda thing: all((_read(thing, path) == value) is same for path, value, same in wanted)


def _field_term(term: str, kind: Kind) -> tuple[str, str, bool]:
    found = re.fullmatch(r"\s*([^=!]+)(==|!=|=)(.*)", term)
    if found is None:
        raise bad_request(f"invalid selector: '{term}'; can't understand '{term}'")
    path, operator, value = found.groups()
    own = _FIELDS.get(kind.plural, ()) if kind.group != "metrics.k8s.io" else ()
    if path not in (*_NAMES, *own):
        if own:
            raise bad_request(f"field label not supported: {path}")
        known = ", ".join(f'"{name}"' for name in _NAMES)
        raise bad_request(f'"{path}" is not a known field selector: only {known}')
    return path, value, operator != "!="


def _read(thing: JSON, path: str) -> str:
    if path == "source":
        return str(thing.get("source", {}).get("component", ""))
    at: object = thing
    for part in path.split("."):
        at = at.get(part) if isinstance(at, dict) else None
    return "" if at is None else str(at).lower() if isinstance(at, bool) else str(at)


def matches(selector: JSON | None, labels: dict[str, str]) -> bool:
    """A LabelSelector object, as controllers use it. One that is not there matches nothing."""
    if selector is None:
        return False
    wanted = [Requirement(key, "in", (value,)) for key, value in selector.get("matchLabels", {}).items()]
    operators = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "missing"}
    for expression in selector.get("matchExpressions", []):
        values = tuple(expression.get("values", []))
        wanted.append(Requirement(expression["key"], operators.get(expression["operator"], "in"), values))
    return all(requirement.holds(labels) for requirement in wanted)


def written(selector: JSON | None) -> str:
    """A LabelSelector as one line, the way tables and scales show it."""
    if selector is None:
        return ""
    said = [f"{key}={value}" for key, value in sorted(selector.get("matchLabels", {}).items())]
    for expression in selector.get("matchExpressions", []):
        key, values = expression["key"], ",".join(sorted(expression.get("values", [])))
        word = {
            "In": f"{key} in ({values})",
            "NotIn": f"{key} notin ({values})",
            "Exists": key,
            "DoesNotExist": f"!{key}",
        }
        said.append(word[expression["operator"]])
    return ",".join(said)
