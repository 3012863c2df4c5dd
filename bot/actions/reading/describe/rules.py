"""Disruption budgets, service accounts and namespaces: what is allowed, and to whom. Called by `describe`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import NONE, conditions, grid, head, line, marks
from bot.actions.reading.lists import objects_of
from bot.actions.revisions import selector_text
from bot.errors import Permanent
from bot.ports import Kube


async def budget(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    text = head(obj) + marks(obj)
    for title, field in (("Min available", "minAvailable"), ("Max unavailable", "maxUnavailable")):
        text += line(title, spec[field]) if spec.get(field) is not None else ""
    text += line("Selector", selector_text(spec.get("selector") or {}) or NONE)
    allowed = status.get("disruptionsAllowed", 0)
    text += line("Allowed disruptions", allowed if allowed else "0: no pod of it can be evicted now")
    for title, field in (
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ):
        text += line(title, status.get(field, 0))
    return text + (conditions(status, now) if status.get("conditions") else "")


async def service_account(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    text = head(obj) + marks(obj)
    text += line("Image pull secrets", _names(obj.get("imagePullSecrets")))
    text += line("Mountable secrets", _names(obj.get("secrets")))
    if obj.get("automountServiceAccountToken") is False:
        text += line("Token", "not mounted into pods")
    return text


async def namespace(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    status, name = obj.get("status") or {}, obj["metadata"]["name"]
    text = head(obj) + marks(obj) + line("Status", status.get("phase"))
    text += conditions(status, now) if status.get("conditions") else ""
    text += await _listed(kube, f"/api/v1/namespaces/{name}/resourcequotas", "Resource Quotas", _quota,
                          ("Quota", "Resource", "Used", "Hard"))  # fmt: skip
    return text + await _listed(kube, f"/api/v1/namespaces/{name}/limitranges", "Limits", _limits,
                                ("Name", "Type", "Resource", "Min", "Max", "Default"))  # fmt: skip


async def _listed(kube: Kube, path: str, title: str, rows: Any, heads: Sequence[str]) -> str:
    try:
        found = await objects_of(kube, path, {})
    except Permanent as problem:
        return line(title, f"not readable: {problem}")
    return grid(title, heads, [row for one in found for row in rows(one)])


def _quota(one: Mapping[str, Any]) -> list[Sequence[Any]]:
    hard, used = (one.get("status") or {}).get("hard") or {}, (one.get("status") or {}).get("used") or {}
    hard = hard or (one.get("spec") or {}).get("hard") or {}
    return [(one["metadata"]["name"], key, used.get(key, "?"), hard[key]) for key in sorted(hard)]


def _limits(one: Mapping[str, Any]) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = []
    for held in (one.get("spec") or {}).get("limits") or []:
        parts = [held.get(field) or {} for field in ("min", "max", "default")]
        for key in sorted({key for part in parts for key in part}):
            rows.append(
                (one["metadata"]["name"], held.get("type"), key, *(part.get(key, "-") for part in parts))
            )
    return rows


def _names(found: Sequence[Mapping[str, Any]] | None) -> str:
    return ", ".join(str(one.get("name")) for one in found or []) or NONE
