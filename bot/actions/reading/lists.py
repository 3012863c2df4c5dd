"""Big lists in pieces, as tables and as objects. Called by every read that lists.

Five hundred at a time is what kubectl asks for; the server then never builds the whole list at once. When
a continue token is too old for the server (the list took minutes), the whole is asked for in one piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.tables import Table, read_table
from bot.errors import Permanent, Refused
from bot.ports import Kube

PIECE = 500
_STALE = {"Gone", "Expired", "ResourceExpired"}

Query = Mapping[str, str | int]


async def table_of(kube: Kube, path: str, query: Query, now: datetime) -> Table:
    """A whole list as one table."""
    first = await kube.table(path, {**query, "limit": PIECE})
    table = read_table(first, now)
    following = _next(first)
    while following:
        try:
            answer = await kube.table(path, {**query, "limit": PIECE, "continue": following})
        except Permanent as problem:
            if problem.code not in _STALE:
                raise
            return read_table(await kube.table(path, query), now)
        table.rows.extend(read_table(answer, now).rows)
        following = _next(answer)
    return table


async def objects_of(kube: Kube, path: str, query: Query) -> list[dict[str, Any]]:
    """A whole list of objects, each with the apiVersion and kind that items of a list leave out."""
    answer = await kube.get(path, {**query, "limit": PIECE})
    found = _items(answer)
    following = _next(answer)
    while following:
        try:
            answer = await kube.get(path, {**query, "limit": PIECE, "continue": following})
        except Permanent as problem:
            if problem.code not in _STALE:
                raise
            return _items(await kube.get(path, query))
        found.extend(_items(answer))
        following = _next(answer)
    return found


async def must_exist(kube: Kube, namespace: str, cluster: str) -> None:
    """Refused when there is no such namespace: to the API an unknown one is merely empty."""
    if not namespace:
        return
    try:
        await kube.get(f"/api/v1/namespaces/{namespace}")
    except Permanent as problem:
        if problem.code == "NotFound":
            where = f" in {cluster}" if cluster else ""
            raise Refused(f"There is no namespace `{namespace}`{where}. Name another with `-n`.") from problem


def _next(answer: Mapping[str, Any]) -> str:
    return str((answer.get("metadata") or {}).get("continue") or "")


def _items(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    version, kind = answer.get("apiVersion"), str(answer.get("kind") or "").removesuffix("List")
    return [{"apiVersion": version, "kind": kind, **one} for one in answer.get("items") or []]
