"""A cluster that answers as it is told, for what a real one seldom does and cannot be waited for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.actions.kit import Output, Scene
from bot.actions.reading import READS
from bot.domain.action import Call, Request
from bot.domain.operations import Operations
from bot.errors import Permanent
from bot.ports import Access, Resource

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PODS = Resource("", "v1", "pods", "Pod", True, "pod", ("po",))
WIDGETS = Resource("example.org", "v1", "widgets", "Widget", True)
Query = Mapping[str, str | int]


@dataclass
class Scripted:
    """A cluster that answers every path by `answer(path, query)`."""

    answer: Callable[[str, Query], Any]
    kinds: tuple[Resource, ...] = (PODS, WIDGETS)
    asked: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    user: str = "somebody"

    async def get(self, path: str, query: Query | None = None) -> Any:
        self.asked.append((path, dict(query or {})))
        found = self.answer(path, query or {})
        if isinstance(found, Permanent):
            raise found
        return found

    async def table(self, path: str, query: Query | None = None) -> Any:
        return await self.get(path, query)

    async def text(self, path: str, query: Query | None, limit: int) -> bytes:
        found: bytes = await self.get(path, query)
        return found[:limit]

    async def resources(self) -> Sequence[Resource]:
        return self.kinds

    async def send(self, request: Request, manager: str, dry_run: bool = False) -> Any:
        raise AssertionError("a read sends nothing")

    async def exec(self, *asked: Any, **how: Any) -> Any:
        raise AssertionError("a read runs nothing")

    async def allowed(
        self, verb: str, resource: Resource, namespace: str, name: str = "", sub: str = ""
    ) -> Access:
        return Access(verb == "get", "by RoleBinding x")


async def read(kube: Scripted, action: str, **args: Any) -> Output:
    found = next(one for one in READS if one.spec.name == action)
    assert found.read is not None
    return await found.read(Scene(Call(action, args, "test", "shop"), kube, None, Operations(), NOW))


def pod(name: str = "web-1", **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": "shop", "uid": name, "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {
        "metadata": meta,
        "spec": {"containers": [{"name": "web", **spec}]},
        "status": {"phase": "Running"},
    }


def table_json(names: Sequence[str], following: str = "") -> dict[str, Any]:
    rows = [{"cells": [name]} for name in names]
    heads = [{"name": "Name", "format": "name"}]
    return {"kind": "Table", "metadata": {"continue": following}, "columnDefinitions": heads, "rows": rows}
