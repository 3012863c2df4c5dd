"""Events of one object, and the words an event is told in. Called by describe and `events`.

Found by name, namespace, kind and uid: without the uid an object inherits the troubles of its namesake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import age_of
from bot.actions.reading.describe.lines import grid, line
from bot.actions.reading.lists import objects_of
from bot.errors import Permanent
from bot.ports import Kube

MOST = 30
_HEADS = ("Type", "Reason", "Age", "From", "Message")


async def events_of(kube: Kube, obj: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """The core events about `obj`, oldest first."""
    meta = obj["metadata"]
    fields = {"involvedObject.name": meta["name"], "involvedObject.kind": kind}
    if meta.get("namespace"):
        fields["involvedObject.namespace"] = meta["namespace"]
    if kind != "Node":
        fields |= {"involvedObject.uid": meta["uid"]} if meta.get("uid") else {}
    asked = {"fieldSelector": ",".join(f"{key}={value}" for key, value in fields.items())}
    path = f"/api/v1/namespaces/{meta.get('namespace') or 'default'}/events"
    found = await objects_of(kube, path, asked)
    # The kubelet names its node by name where others use the uid.
    known = {meta.get("uid"), meta["name"]}
    return sorted((one for one in found if one["involvedObject"].get("uid") in known), key=last_seen)


async def events_text(kube: Kube, obj: Mapping[str, Any], kind: str, now: datetime) -> str:
    """The last block of a description. An account that may not read events still gets the rest."""
    try:
        found = await events_of(kube, obj, kind)
    except Permanent as problem:
        return line("Events", f"not readable: {problem}")
    if not found:
        return line("Events", "<none>")
    title = "Events" if len(found) <= MOST else f"Events (the last {MOST} of {len(found)})"
    return grid(title, _HEADS, [_row(one, now) for one in found[-MOST:]])


def last_seen(event: Mapping[str, Any]) -> str:
    """When it last happened, as the API wrote it: RFC 3339, so it sorts as text to the second."""
    series = event.get("series") or {}
    stamps = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    created = event["metadata"].get("creationTimestamp")
    return str(next((stamp for stamp in (*stamps, event.get("firstTimestamp"), created) if stamp), ""))


def age_and_count(event: Mapping[str, Any], now: datetime) -> str:
    """`4s (x5 over 10m)`."""
    first = (
        event.get("eventTime") or event.get("firstTimestamp") or event["metadata"].get("creationTimestamp")
    )
    count = (event.get("series") or {}).get("count") or event.get("count") or 1
    if count > 1:
        return f"{age_of(last_seen(event), now)} (x{count} over {age_of(first, now)})"
    return age_of(last_seen(event), now)


def source(event: Mapping[str, Any]) -> str:
    return str((event.get("source") or {}).get("component") or event.get("reportingComponent") or "")


def message(event: Mapping[str, Any]) -> str:
    return " ".join(str(event.get("message") or event.get("note") or "").split())


def _row(event: Mapping[str, Any], now: datetime) -> tuple[Any, ...]:
    return event.get("type"), event.get("reason"), age_and_count(event, now), source(event), message(event)
