"""A node: its conditions, what it has, what its pods ask for. Called by `describe`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.actions.reading.ages import age_of
from bot.actions.reading.describe.lines import conditions, grid, head, line, marks, several, when
from bot.actions.reading.lists import objects_of
from bot.actions.reading.quantities import amount, mebibytes, millis, percent
from bot.errors import Permanent
from bot.ports import Kube

_ROLE = "node-role.kubernetes.io/"
_RUNNING = "status.phase!=Succeeded,status.phase!=Failed"
_HEADS = ("Namespace", "Name", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")
_INFO = (
    ("Kubelet Version", "kubeletVersion"), ("Container Runtime", "containerRuntimeVersion"),
    ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"), ("Architecture", "architecture"),
)  # fmt: skip


async def node(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    roles = [key.removeprefix(_ROLE) for key in sorted(meta.get("labels") or {}) if key.startswith(_ROLE)]
    text = head(obj) + line("Roles", ",".join(roles) or "<none>") + marks(obj)
    text += line("CreationTimestamp", when(meta.get("creationTimestamp"), now))
    taints = [f"{one['key']}{f'={value}' if (value := one.get('value')) else ''}:{one['effect']}"
              for one in spec.get("taints") or []]  # fmt: skip
    text += several("Taints", taints) + line("Unschedulable", str(bool(spec.get("unschedulable"))).lower())
    text += conditions(status, now)
    text += "Addresses:\n" + "".join(
        line(one["type"], one["address"], 2) for one in status.get("addresses") or []
    )
    for title in ("Capacity", "Allocatable"):
        text += f"{title}:\n" + "".join(
            line(name, value, 2) for name, value in sorted((status.get(title.lower()) or {}).items())
        )
    info = status.get("nodeInfo") or {}
    told = "".join(line(title, info[key], 2) for title, key in _INFO if info.get(key))
    text += f"System Info:\n{told}" if told else ""
    return text + await _pods(kube, meta["name"], status.get("allocatable") or {}, now)


async def _pods(kube: Kube, name: str, allocatable: Mapping[str, Any], now: datetime) -> str:
    try:
        asked = {"fieldSelector": f"spec.nodeName={name},{_RUNNING}"}
        pods = await objects_of(kube, "/api/v1/pods", asked)
    except Permanent as problem:
        return line("Non-terminated Pods", f"not readable: {problem}")
    whole = {key: amount(allocatable.get(key)) for key in ("cpu", "memory")}
    rows, sums = [], [Decimal(0)] * 4
    for pod in pods:
        asks = [_total(pod, key, field) for key in ("cpu", "memory") for field in ("requests", "limits")]
        sums = [one + more for one, more in zip(sums, asks, strict=True)]
        meta = pod["metadata"]
        age = age_of(meta.get("creationTimestamp"), now)
        rows.append([meta["namespace"], meta["name"], *_shown(asks, whole), age])
    cpu_asked, cpu_most, memory_asked, memory_most = _shown(sums, whole)
    return grid("Non-terminated Pods", _HEADS, rows, f"\t({len(pods)} in total)") + grid(
        "Allocated resources",
        ("Resource", "Requests", "Limits"),
        [("cpu", cpu_asked, cpu_most), ("memory", memory_asked, memory_most)],
    )


def _total(pod: Mapping[str, Any], key: str, field: str) -> Decimal:
    """What the scheduler counts: the containers together, or one init container when that asks for more."""
    spec = pod["spec"]
    running = sum(_amounts(spec.get("containers") or [], key, field), Decimal(0))
    return max([running, *_amounts(spec.get("initContainers") or [], key, field)]) + amount(
        (spec.get("overhead") or {}).get(key)
    )


def _amounts(containers: Iterable[Mapping[str, Any]], key: str, field: str) -> list[Decimal]:
    return [amount(((one.get("resources") or {}).get(field) or {}).get(key)) for one in containers]


def _shown(asks: Sequence[Decimal], whole: Mapping[str, Decimal]) -> list[str]:
    cpu = [f"{millis(one)}m ({percent(one, whole['cpu'])})" for one in asks[:2]]
    return cpu + [f"{mebibytes(one)}Mi ({percent(one, whole['memory'])})" for one in asks[2:]]
