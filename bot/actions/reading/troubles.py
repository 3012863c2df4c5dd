"""Which pods of a workload are not well, and why, in a line each. Called by describe and `rollout status`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions.reading.lists import objects_of
from bot.actions.revisions import selector_text
from bot.errors import Permanent
from bot.ports import Kube

MOST = 5


async def troubles(kube: Kube, namespace: str, selector: Mapping[str, Any]) -> list[str]:
    """`web-1: web waits, ImagePullBackOff`; at most five of them. Empty when the bot may not look."""
    asked = selector_text(selector)
    if not asked:
        return []
    try:
        pods = await objects_of(kube, f"/api/v1/namespaces/{namespace}/pods", {"labelSelector": asked})
    except Permanent:
        return []
    return shortened([said for pod in pods if (said := trouble(pod))])


def shortened(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return [*lines[:MOST], *more]


def trouble(pod: Mapping[str, Any]) -> str:
    """Why this pod is not ready; empty for one that is, that ended well or that is leaving."""
    status, name = pod.get("status") or {}, pod["metadata"]["name"]
    if pod["metadata"].get("deletionTimestamp") or status.get("phase") == "Succeeded":
        return ""
    conditions = {one["type"]: one for one in status.get("conditions") or []}
    if (conditions.get("Ready") or {}).get("status") == "True":
        return ""
    why = [_container(one) for one in _statuses(status) if not one.get("ready")]
    scheduled = conditions.get("PodScheduled") or {}
    if scheduled.get("status") == "False":
        why = [f"not scheduled, {scheduled.get('message') or scheduled.get('reason') or 'no node yet'}"]
    reason = status.get("reason") or status.get("phase") or "unknown"
    return f"{name}: {'; '.join(filter(None, why)) or reason}"


def _statuses(status: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def _container(one: Mapping[str, Any]) -> str:
    """`web waits, CrashLoopBackOff (5 restarts, last: Error, exit code 1)`."""
    state = one.get("state") or {}
    ended = (one.get("lastState") or {}).get("terminated") or {}
    again = f"{one['restartCount']} restarts" if one.get("restartCount") else ""
    last = f"last: {ended.get('reason') or 'ended'}, exit code {ended.get('exitCode')}" if ended else ""
    after = f" ({', '.join(filter(None, (again, last)))})" if again or last else ""
    if "waiting" in state:
        return f"{one['name']} waits, {state['waiting'].get('reason') or 'no reason given'}{after}"
    if "terminated" in state:
        held = state["terminated"]
        if held.get("exitCode") == 0:
            return ""
        return f"{one['name']} ended, {held.get('reason') or ''} exit code {held.get('exitCode')}{after}"
    return f"{one['name']} runs but is not ready{after}"
