"""Why a rollout does not get on, in a few lines: which pods are not well, and the last warnings about them.

Read by `rollouts` while something is not done. Messages of a cluster may quote anything, so every line is
redacted before it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.reading.troubles import trouble
from bot.actions.revisions import selector_text
from bot.domain.action import Target
from bot.domain.redaction import redact
from bot.errors import Permanent
from bot.ports import Kube

MOST = 5
LONGEST = 240
MOST_EVENTS = 500

_WARNINGS: dict[str, str | int] = {"fieldSelector": "type=Warning", "limit": MOST_EVENTS}


async def troubles(kube: Kube, target: Target, live: Mapping[str, Any], pods: list[Any]) -> tuple[str, ...]:
    """At most five lines, the newest warning last."""
    uids = {live["metadata"]["uid"], *(pod["metadata"]["uid"] for pod in pods)}
    uids |= await _replica_sets(kube, target, live)
    warned = await _warnings(kube, target.namespace, uids)
    unwell = [f"pod/{said}" for pod in pods if (said := trouble(pod))]
    lines = [*unwell[: max(1, MOST - len(warned))], *warned][-MOST:]
    return tuple(_short(redact(line).text) for line in lines)


async def _replica_sets(kube: Kube, target: Target, live: Mapping[str, Any]) -> set[str]:
    """Where a quota or an admission rule is felt: the ReplicaSet that may not make its pods."""
    if target.kind != "Deployment":
        return set()
    asked = {"labelSelector": selector_text((live.get("spec") or {}).get("selector") or {})}
    try:
        listed = await kube.get(f"/apis/apps/v1/namespaces/{target.namespace}/replicasets", asked)
    except Permanent:
        return set()
    return {str(one["metadata"]["uid"]) for one in listed.get("items") or []}


async def _warnings(kube: Kube, namespace: str, uids: set[str]) -> list[str]:
    try:
        listed = await kube.get(f"/api/v1/namespaces/{namespace}/events", _WARNINGS)
    except Permanent:
        return []
    about = [one for one in listed.get("items") or [] if (one.get("involvedObject") or {}).get("uid") in uids]
    return list(dict.fromkeys(_told(one) for one in sorted(about, key=_when)))[-MOST:]


def _when(event: Mapping[str, Any]) -> str:
    """RFC 3339, so it sorts as text."""
    series = event.get("series") or {}
    made = event["metadata"].get("creationTimestamp")
    return str(event.get("lastTimestamp") or series.get("lastObservedTime") or event.get("eventTime") or made)


def _told(event: Mapping[str, Any]) -> str:
    about = event["involvedObject"]
    times = int(event.get("count") or (event.get("series") or {}).get("count") or 1)
    words = " ".join(str(event.get("message") or "").split())
    said = f"{str(about.get('kind', '')).lower()}/{about.get('name')}: {event.get('reason')}: {words}"
    return f"{said} ({times} times)" if times > 1 else said


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
