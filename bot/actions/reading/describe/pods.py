"""What a tired engineer needs of a pod. Called by `describe`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import age_of
from bot.actions.reading.describe.containers import containers
from bot.actions.reading.describe.lines import conditions, head, line, marks, owner, pairs, several, when
from bot.ports import Kube

_USUAL = {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}


async def pod(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    text = head(obj)
    if spec.get("priority"):
        text += line("Priority", f"{spec['priority']} {spec.get('priorityClassName', '')}".rstrip())
    text += line("Service Account", spec.get("serviceAccountName") or "default")
    node = "/".join(filter(None, (spec.get("nodeName"), status.get("hostIP"))))
    text += (
        line("Node", node or "<none>") + line("Start Time", when(status.get("startTime"), now)) + marks(obj)
    )
    if meta.get("deletionTimestamp"):
        text += line("Status", f"Terminating (lasts {age_of(meta['deletionTimestamp'], now)})")
        text += line("Termination Grace Period", f"{meta.get('deletionGracePeriodSeconds', 0)}s")
    else:
        text += line("Status", status.get("phase"))
    for title in ("reason", "message"):
        if status.get(title):
            text += line(title.capitalize(), status[title])
    addresses = [one["ip"] for one in status.get("podIPs") or []] or [status.get("podIP") or ""]
    text += line("IP", ", ".join(addresses)) + owner(obj)
    text += containers(spec, status, now) + conditions(status, now) + volumes(spec)
    text += line("QoS Class", status.get("qosClass") or "BestEffort")
    text += pairs("Node-Selectors", spec.get("nodeSelector"), "=")
    return text + several("Tolerations", [_toleration(one) for one in _unusual(spec)])


def volumes(spec: Mapping[str, Any], indent: int = 0) -> str:
    """Each volume in one line: where it comes from and of what."""
    found = spec.get("volumes") or []
    if not found:
        return line("Volumes", "<none>", indent)
    text = f"{' ' * indent}Volumes:\n"
    return text + "".join(line(one["name"], _volume(one), indent + 2) for one in found)


def _volume(one: Mapping[str, Any]) -> str:
    kind = next((key for key in one if key != "name"), "emptyDir")
    held = one.get(kind) or {}
    match kind:
        case "persistentVolumeClaim":
            return f"PersistentVolumeClaim {held.get('claimName')}{' (ro)' if held.get('readOnly') else ''}"
        case "configMap":
            return f"ConfigMap {held.get('name')}{_optional(held)}"
        case "secret":
            return f"Secret {held.get('secretName')}{_optional(held)}"
        case "hostPath":
            return f"HostPath {held.get('path')}"
        case "emptyDir":
            size = f", at most {held['sizeLimit']}" if held.get("sizeLimit") else ""
            return f"EmptyDir{' in memory' if held.get('medium') == 'Memory' else ''}{size}"
        case "projected":
            return f"Projected {', '.join(_projected(source) for source in held.get('sources') or [])}"
        case _:
            return kind


def _projected(source: Mapping[str, Any]) -> str:
    kind = next(iter(source), "nothing")
    name = (source.get(kind) or {}).get("name")
    return f"{kind} {name}" if name else kind


def _optional(held: Mapping[str, Any]) -> str:
    return " (optional)" if held.get("optional") else ""


def _unusual(spec: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Without the two that every pod is given."""
    return [one for one in spec.get("tolerations") or [] if one.get("key") not in _USUAL]


def _toleration(one: Mapping[str, Any]) -> str:
    value = f"={one['value']}" if one.get("value") else ""
    effect = f":{one['effect']}" if one.get("effect") else ""
    exists = " op=Exists" if one.get("operator") == "Exists" else ""
    seconds = f" for {one['tolerationSeconds']}s" if one.get("tolerationSeconds") is not None else ""
    return f"{one.get('key', '')}{value}{effect}{exists}{seconds}"
