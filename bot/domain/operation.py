"""An operation: work on a cluster outside an incident, in a thread of the system's announce channel.

It has no severity, no ladder and no postmortem; its timeline, plans and approvals are as an incident's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.stream import Stream


@dataclass(frozen=True, kw_only=True)
class Operation(Stream):
    """The state of one operation. `posts["card"]` is the message it lives under, once it is posted."""

    opened_by: str
    opened_at: datetime
    origin: str | None = None
    zones: dict[str, str] = field(default_factory=dict)
