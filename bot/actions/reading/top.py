"""`top`: what pods and nodes use now, by the cluster's metrics API, in kubectl's units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.discovery import newest
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.grep import GREP, grep_of
from bot.actions.reading.lists import must_exist, objects_of
from bot.actions.reading.quantities import amount, mebibytes, millis, percent
from bot.actions.reading.tables import columns
from bot.actions.reading.words import flag, namespace_of, read_spec, switch, text
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused
from bot.ports import Resource

METRICS = "metrics.k8s.io"

SPEC = read_spec(
    "top",
    ("top",),
    "Show how much CPU and memory pods or nodes use now.",
    Param(
        "what", Type.CHOICE, "pods|nodes", required=True, choices=("pods", "nodes", "pod", "node", "po", "no")
    ),
    Param("name", Type.NAME, "name"),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    flag(
        "sort_by", Type.CHOICE, "column", "--sort-by", choices=("cpu", "memory"), help="The greatest first."
    ),
    switch("containers", "--containers", help="A line for each container."),
    *GREP,
    examples=("top pods", "top pods --sort-by memory", "top pods -l app=web --containers", "top nodes"),
)


@dataclass(frozen=True)
class _Line:
    """One line: its cells before the figures, and the figures."""

    cells: tuple[str, ...]
    cpu: Decimal
    memory: Decimal


async def top(scene: Scene) -> Output:
    """Usage as the metrics API has it. Refused when the cluster has no metrics API, or none for this name."""
    nodes = text(scene, "what").startswith("no")
    plural = "nodes" if nodes else "pods"
    metrics = newest(await scene.bot.resources(), METRICS, plural)
    if metrics is None:
        raise Refused(
            "This cluster has no metrics API (metrics.k8s.io), so nobody can say what is used. "
            "It comes with metrics-server; until then `describe node` shows what is asked for."
        )
    found = await _measured(scene, metrics, plural)
    return await (_nodes(scene, found) if nodes else _pods(scene, found))


async def _measured(scene: Scene, metrics: Resource, plural: str) -> list[dict[str, Any]]:
    space, name = namespace_of(scene), text(scene, "name")
    if not name:
        return await objects_of(scene.bot, metrics.path(space), _query(scene))
    if scene.call.all_namespaces and metrics.namespaced:
        raise Refused("A name is only unique inside a namespace: take `-A` away or the name.")
    try:
        return [await scene.bot.get(metrics.path(space, name))]
    except Permanent as problem:
        if problem.code != "NotFound":
            raise
    place = f"/namespaces/{space}" if plural == "pods" else ""
    await scene.bot.get(f"/api/v1{place}/{plural}/{name}")
    raise Refused(
        f"{plural[:-1]}/{name} is there, but nothing was measured yet: new ones take about a minute."
    )


def _query(scene: Scene) -> dict[str, str | int]:
    chosen = text(scene, "selector")
    return {"labelSelector": chosen} if chosen else {}


async def _pods(scene: Scene, found: Sequence[Mapping[str, Any]]) -> Output:
    each, spaces = bool(scene.call.args.get("containers")), scene.call.all_namespaces
    lines = [line for one in found for line in _pod_lines(one, each, spaces)]
    place = f" in {namespace_of(scene)}" if namespace_of(scene) else ""
    if not lines:
        await must_exist(scene.bot, namespace_of(scene), scene.call.cluster)
        return await finished(f"No pods with metrics{place}", "", "table")
    heads = [*(["NAMESPACE"] if spaces else []), *(["POD", "NAME"] if each else ["NAME"])]
    rows = [
        [*line.cells, f"{millis(line.cpu)}m", f"{mebibytes(line.memory)}Mi"]
        for line in _in_order(lines, text(scene, "sort_by"))
    ]
    body = columns([[*heads, "CPU(cores)", "MEMORY(bytes)"], *rows])
    said = f"{counted(len(found), 'pod')}{place}, {_sums(lines)}"
    return await finished(said, body, "table", grep=grep_of(scene))


def _pod_lines(one: Mapping[str, Any], each: bool, spaces: bool) -> list[_Line]:
    meta = one["metadata"]
    cells = (*((meta["namespace"],) if spaces else ()), meta["name"])
    used = [(held["name"], _usage(held)) for held in one.get("containers") or []]
    if each:
        return [_Line((*cells, name), *usage) for name, usage in used]
    return [
        _Line(
            cells, sum((cpu for _, (cpu, _) in used), Decimal(0)), sum((m for _, (_, m) in used), Decimal(0))
        )
    ]


async def _nodes(scene: Scene, found: Sequence[Mapping[str, Any]]) -> Output:
    name = text(scene, "name")
    nodes = (
        [await scene.bot.get(f"/api/v1/nodes/{name}")]
        if name
        else await objects_of(scene.bot, "/api/v1/nodes", _query(scene))
    )
    whole = {one["metadata"]["name"]: (one.get("status") or {}).get("allocatable") or {} for one in nodes}
    lines = [_Line((one["metadata"]["name"],), *_usage(one)) for one in found]
    rows = [
        [
            *line.cells,
            f"{millis(line.cpu)}m",
            percent(line.cpu, amount(whole.get(line.cells[0], {}).get("cpu"))),
            f"{mebibytes(line.memory)}Mi",
            percent(line.memory, amount(whole.get(line.cells[0], {}).get("memory"))),
        ]
        for line in _in_order(lines, text(scene, "sort_by"))
    ]
    measured = {line.cells[0] for line in lines}
    rows += [[missing, *["<unknown>"] * 4] for missing in sorted(whole.keys() - measured)]
    body = columns([["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"], *rows])
    said = f"{counted(len(rows), 'node')}, {_sums(lines)}"
    return await finished(said, body, "table", grep=grep_of(scene))


def _usage(held: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    usage = held.get("usage") or {}
    return amount(usage.get("cpu")), amount(usage.get("memory"))


def _in_order(lines: Iterable[_Line], by: str) -> list[_Line]:
    if by == "cpu":
        return sorted(lines, key=lambda line: (-line.cpu, line.cells))
    if by == "memory":
        return sorted(lines, key=lambda line: (-line.memory, line.cells))
    return sorted(lines, key=lambda line: line.cells)


def _sums(lines: Sequence[_Line]) -> str:
    cpu = sum((line.cpu for line in lines), Decimal(0))
    memory = sum((line.memory for line in lines), Decimal(0))
    return f"{millis(cpu)}m CPU and {mebibytes(memory)}Mi of memory in use"


ACTION = Action(SPEC, read=top)
