"""What is stored: ConfigMaps, Secrets and volume claims. Called by `describe`.

Of a Secret only keys and sizes are said. They come in `sizes`, measured before the values were masked.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import NONE, conditions, grid, head, line, marks
from bot.actions.reading.lists import objects_of
from bot.errors import Permanent
from bot.ports import Kube

SIZES = "sizes"
_MOST_KEYS, _MOST_LINES, _LONGEST, _MOST_PODS = 60, 12, 160, 10


def sized(obj: Mapping[str, Any], clean: Mapping[str, Any], encoded: bool) -> Mapping[str, Any]:
    """`clean` with the bytes behind each key of `obj`, whose data may be `encoded` in base64."""
    sizes = {key: _size(value, encoded) for key, value in (obj.get("data") or {}).items()}
    sizes |= {key: _size(value, True) for key, value in (obj.get("binaryData") or {}).items()}
    return {**clean, SIZES: sizes}


async def config_map(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    sizes, data = obj.get(SIZES) or {}, obj.get("data") or {}
    text = head(obj) + marks(obj) + (line("Immutable", "yes") if obj.get("immutable") else "")
    text += "Data:\n" if sizes else line("Data", NONE)
    for key in sorted(sizes)[:_MOST_KEYS]:
        text += f"  {key}: {sizes[key]} bytes\n"
        text += _value(str(data[key])) if key in data else "    (binary)\n"
    return text + (f"  and {len(sizes) - _MOST_KEYS} more keys\n" if len(sizes) > _MOST_KEYS else "")


async def secret(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    rows = [(key, f"{size} bytes") for key, size in sorted((obj.get(SIZES) or {}).items())]
    text = head(obj) + marks(obj) + line("Type", obj.get("type") or "Opaque")
    text += line("Immutable", "yes") if obj.get("immutable") else ""
    return text + grid("Data", ("Key", "Size"), rows)


async def claim(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    wanted = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    text = head(obj) + marks(obj) + line("StorageClass", spec.get("storageClassName") or "")
    text += line("Status", status.get("phase")) + line("Volume", spec.get("volumeName") or NONE)
    text += line("Requested", wanted or "?") + line(
        "Capacity", (status.get("capacity") or {}).get("storage", NONE)
    )
    text += line("Access Modes", ", ".join(status.get("accessModes") or spec.get("accessModes") or []))
    text += line("VolumeMode", spec.get("volumeMode", "Filesystem"))
    text += line("Used By", await _users(kube, meta["namespace"], meta["name"]))
    return text + (conditions(status, now) if status.get("conditions") else "")


async def _users(kube: Kube, namespace: str, name: str) -> str:
    try:
        pods = await objects_of(kube, f"/api/v1/namespaces/{namespace}/pods", {})
    except Permanent as problem:
        return f"not readable: {problem}"
    using = [one["metadata"]["name"] for one in pods if any(
        (volume.get("persistentVolumeClaim") or {}).get("claimName") == name
        for volume in one["spec"].get("volumes") or [])]  # fmt: skip
    more = f" and {len(using) - _MOST_PODS} more" if len(using) > _MOST_PODS else ""
    return (", ".join(using[:_MOST_PODS]) or NONE) + more


def _value(text: str) -> str:
    lines = text.rstrip("\n").split("\n")
    shown = [one if len(one) <= _LONGEST else f"{one[:_LONGEST]}..." for one in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(f"... and {len(lines) - _MOST_LINES} more lines; `-o yaml` has them")
    # A tab would be taken for the next column.
    return "".join("    " + one.replace("\t", "    ") + "\n" for one in shown)


def _size(value: Any, encoded: bool) -> int:
    raw = str(value).encode("utf-8", "surrogatepass")
    try:
        return len(b64decode(raw)) if encoded else len(raw)
    except binascii.Error:
        return len(raw)
