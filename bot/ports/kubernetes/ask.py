"""What is asked of an API server, as data that was checked. Made by `kube`, sent by `line`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bot.errors import Permanent

JSON = "application/json"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
TEXT = "application/json, */*"
JSON_PATCH = "application/json-patch+json"

TOTAL = 20.0
"""Real seconds for one call, from its start to the last byte."""

Query = Mapping[str, "str | int"]

PATH = re.compile(r"(?:/[A-Za-z0-9._~:@!$&'()*+,;=-]+)+\Z")


@dataclass(frozen=True)
class Ask:
    """One request. `body` is a JSON value, None sends none; `timeout` is in seconds."""

    method: str
    path: str
    query: Query = field(default_factory=dict)
    accept: str = JSON
    body: Any = None
    content_type: str = JSON
    timeout: float = TOTAL

    def __post_init__(self) -> None:
        parts = self.path.split("/")
        if not PATH.match(self.path) or "." in parts or ".." in parts:
            raise Permanent(
                f"Not sent: {self.path[:100]!r} is no path of the Kubernetes API. A name in it has "
                "characters that no object's name may have.",
                "BadRequest",
            )
        if self.content_type == JSON_PATCH and not isinstance(self.body, list):
            # The library would quietly send it as a strategic merge patch: another change than was approved.
            raise Permanent("Not sent: a JSON Patch is a list of operations.", "BadRequest")

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line."""
        words = {name: _word(value) for name, value in self.query.items()}
        return f"{self.path}?{urlencode(words)}" if words else self.path

    @property
    def namespace(self) -> str:
        found = re.search(r"/namespaces/([^/]+)/", self.path)
        return found[1] if found else ""

    @property
    def group(self) -> str:
        return self.path.split("/")[2] if self.path.startswith("/apis/") else ""


def _word(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def deletes_many(path: str) -> bool:
    """Whether a DELETE of `path` would take a whole collection: no object is named at its end."""
    parts = path.strip("/").split("/")
    rest = parts[2:] if parts[0] == "api" else parts[3:]
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        rest = rest[2:]
    return len(rest) < 2
