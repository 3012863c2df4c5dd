"""One pass over a namespace: everything `changes` needs, side by side, metadata alone where that is enough.

What may not be read is named and the rest is told; only when nothing at all answers is that the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bot.actions.changed import others, rolled, told
from bot.actions.changed.lines import Line, newest
from bot.actions.changed.writers import by_people, created
from bot.actions.reading.lists import objects_of, table_of
from bot.actions.revisions import PLURALS, revisions_of
from bot.errors import Permanent, Temporary
from bot.ports import Kube

MOST_WORKLOADS = 20
"""So many workloads are looked into, those written last."""

AT_ONCE = 6
OTHERS = {
    "configmap": "/api/v1/namespaces/{}/configmaps",
    "secret": "/api/v1/namespaces/{}/secrets",
    "service": "/api/v1/namespaces/{}/services",
    "horizontalpodautoscaler": "/apis/autoscaling/v1/namespaces/{}/horizontalpodautoscalers",
    "ingress": "/apis/networking.k8s.io/v1/namespaces/{}/ingresses",
}
_ABSENT = ("NotFound", "MethodNotAllowed", "NotAcceptable")
_EVENTS = "/api/v1/namespaces/{}/events"

Meta = Mapping[str, Any]


@dataclass
class Pass:
    """One pass: what it reads with, and what it could not read."""

    kube: Kube
    namespace: str
    since: datetime
    now: datetime
    place: str = ""
    asked: int = 0
    unread: dict[str, Permanent | Temporary] = field(default_factory=dict)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def part(self, what: str, reading: Callable[[], Awaitable[list[Any]]]) -> list[Any]:
        """What `reading` finds; nothing where it is not served, or may not be read, which is noted."""
        self.asked += 1
        try:
            async with self.slots:
                return await reading()
        except (Permanent, Temporary) as problem:
            self.unread[what] = problem
            return []

    @property
    def not_readable(self) -> list[str]:
        """What is there and was not read; kinds that a server does not have are nobody's loss."""
        known = {what: one for what, one in self.unread.items() if getattr(one, "code", "") not in _ABSENT}
        return [what for what, one in known.items() if not (what == "ingress" and isinstance(one, Temporary))]


async def look(kube: Kube, namespace: str, since: datetime, now: datetime, place: str = "") -> tuple[
    list[Line], list[str]
]:  # fmt: skip
    """(what changed since, newest first; the kinds that could not be read). Raises when nothing could."""
    one = Pass(kube, namespace, since, now, place)
    workloads, rest, events = await asyncio.gather(_workloads(one), _others(one), _told(one))
    if one.unread and len(one.unread) == one.asked:
        raise next(iter(one.unread.values()))
    known = [*workloads, *told.rescales(events["autoscalers"])]
    moves = told.scale_moves(events["scaling"], known)
    nodes = list(told.node_conditions(events["nodes"]))
    lines = [
        *known, *moves, *rest, *told.warnings(events["warnings"]),
        *nodes, *told.node_events(events["node events"], nodes),
    ]  # fmt: skip
    return newest(lines, since), one.not_readable


async def _workloads(one: Pass) -> list[Line]:
    lists = await asyncio.gather(
        *(one.part(plural, partial(_metas, one, _apps(one, plural))) for plural in PLURALS.values())
    )
    found = [(kind, meta) for kind, metas in zip(PLURALS, lists, strict=True) for meta in metas]
    written = [(_last(meta), kind, str(meta["name"])) for kind, meta in found]
    recent = sorted((entry for entry in written if entry[0] >= one.since), reverse=True)[:MOST_WORKLOADS]
    told_of = await asyncio.gather(
        *(one.part(f"{kind.lower()}/{name}", partial(_workload, one, kind, name)) for _, kind, name in recent)
    )
    return [line for lines in told_of for line in lines]


async def _workload(one: Pass, kind: str, name: str) -> list[Line]:
    workload = await one.kube.get(f"{_apps(one, PLURALS[kind])}/{name}")
    found = await revisions_of(one.kube, kind, workload)
    title = f"{kind.lower()}/{name}"
    return rolled.workload_lines(title, workload, found, one.place)


async def _others(one: Pass) -> list[Line]:
    kinds = list(OTHERS)
    lists = await asyncio.gather(
        *(one.part(kind, partial(_metas, one, OTHERS[kind].format(one.namespace))) for kind in kinds)
    )
    pairs = zip(kinds, lists, strict=True)
    return [line for kind, metas in pairs for line in others.touched(kind, metas, one.since)]


async def _told(one: Pass) -> dict[str, list[Any]]:
    here, nodes = _EVENTS.format(one.namespace), _EVENTS.format("default")
    asked = {
        "warnings": (here, {"fieldSelector": "type=Warning"}),
        "scaling": (here, {"fieldSelector": "reason=ScalingReplicaSet"}),
        "autoscalers": (here, {"fieldSelector": "reason=SuccessfulRescale"}),
        "node events": (nodes, {"fieldSelector": "involvedObject.kind=Node"}),
        "nodes": ("/api/v1/nodes", dict[str, str]()),
    }
    lists = await asyncio.gather(
        *(one.part(what, partial(objects_of, one.kube, path, query)) for what, (path, query) in asked.items())
    )
    return dict(zip(asked, lists, strict=True))


async def _metas(one: Pass, path: str) -> list[Meta]:
    table = await table_of(one.kube, path, {"includeObject": "Metadata"}, one.now)
    return [row.meta for row in table.rows if row.meta]


def _apps(one: Pass, plural: str) -> str:
    return f"/apis/apps/v1/namespaces/{one.namespace}/{plural}"


def _last(meta: Meta) -> datetime:
    return max([created(meta), *(write.at for write in by_people(meta))])
