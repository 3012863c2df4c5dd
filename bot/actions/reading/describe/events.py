"""A single event, in full. Called by `describe`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import head, line, when
from bot.actions.reading.happenings import age_and_count, message, source
from bot.ports import Kube


async def event(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    about = obj.get("involvedObject") or obj.get("regarding") or {}
    text = head(obj) + line("Type", obj.get("type")) + line("Reason", obj.get("reason"))
    text += line("Object", f"{str(about.get('kind', '')).lower()}/{about.get('name')}")
    text += line("Message", message(obj)) + line("Age", age_and_count(obj, now))
    first = obj.get("firstTimestamp") or obj.get("eventTime")
    return text + line("First seen", when(first, now)) + line("From", source(obj))
