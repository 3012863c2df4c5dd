"""Reads a request's path the way the API server does: which resource, object and subresource, and by which
verb.
"""

from dataclasses import dataclass, field

from sandbox.cluster import kinds
from sandbox.cluster.kinds import Kind

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}
_NAMESPACE_SUBRESOURCES = ("status", "finalize")


@dataclass(slots=True)
class Ask:
    """What a request wants, in the words RBAC and the audit use."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    verb: str = ""
    group: str = ""
    version: str = ""
    resource: str = ""
    """empty for paths that are no resources, like /version"""
    subresource: str = ""
    namespace: str = ""
    name: str = ""

    @property
    def full_resource(self) -> str:
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource

    @property
    def kind(self) -> Kind | None:
        return kinds.served().get((self.group, self.resource))

    def option(self, name: str) -> str:
        """The first value of a query option, or nothing."""
        return (self.query.get(name) or [""])[0]

    def flag(self, name: str) -> bool:
        return self.option(name) in ("true", "1", "t", "T", "TRUE", "True") or self.query.get(name) == [""]


def read(method: str, path: str, query: dict[str, list[str]]) -> Ask:
    ask = Ask(method, path, query, verb=method.lower())
    parts = [part for part in path.split("/") if part]
    if len(parts) > 2 and parts[0] == "api":
        ask.version, rest = parts[1], parts[2:]
    elif len(parts) > 3 and parts[0] == "apis":
        ask.group, ask.version, rest = parts[1], parts[2], parts[3:]
    else:
        return ask
    if rest[0] == "namespaces" and len(rest) > 1:
        ask.namespace = rest[1]
        if len(rest) > 2 and rest[2] not in _NAMESPACE_SUBRESOURCES:
            rest = rest[2:]
    ask.resource = rest[0]
    ask.name = rest[1] if len(rest) > 1 else ""
    ask.subresource = "/".join(rest[2:])
    ask.verb = _verb(ask)
    return ask


def _verb(ask: Ask) -> str:
    if ask.method in ("GET", "HEAD"):
        if not ask.name:
            ask.name = _selected_name(ask)
            return "watch" if ask.flag("watch") else "list"
        return "get"
    if ask.method == "DELETE":
        return "delete" if ask.name else "deletecollection"
    return _VERBS.get(ask.method, ask.method.lower())


def _selected_name(ask: Ask) -> str:
    """A list by `metadata.name` asks for the right to that one object."""
    for term in ask.option("fieldSelector").split(","):
        name, _, value = term.replace("==", "=").partition("=")
        if name == "metadata.name" and value:
            return value
    return ""
