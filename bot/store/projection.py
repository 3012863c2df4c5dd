"""What is written beside the timeline in the same transaction, so that reading never folds: pure rows.

Called by store. Everything here follows from the facts and can be made again from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from bot.domain.codec import from_data, to_data
from bot.domain.events import CaptureRetracted, CaptureRevised, Fact, MessageCaptured
from bot.domain.incident import Incident, Status
from bot.domain.policy import COMMANDER_ROLE
from bot.store.chain import canonical, clean

Values: TypeAlias = tuple[Any, ...]
Statement: TypeAlias = tuple[str, Values]

KEPT, RETRACTED, DELETED = "kept", "retracted", "deleted"

_COLUMNS = (
    "stream", "ref", "system", "service", "kind", "title", "severity", "status", "private", "drill",
    "channel_id", "channel_name", "declared_by", "declared_at", "commander", "ended_at", "people", "parked",
)  # fmt: skip
INCIDENT = (
    f"INSERT INTO incidents ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) "
    "ON CONFLICT (stream) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "stream")
)

CAPTURED = (
    "INSERT INTO captures (channel, ts, stream, seq, state, revision) VALUES (%s, %s, %s, %s, 'kept', 0) "
    "ON CONFLICT (channel, ts) DO UPDATE SET stream = excluded.stream, seq = excluded.seq, state = 'kept', "
    "revision = 0"
)
REVISED = "UPDATE captures SET revision = %s WHERE channel = %s AND ts = %s"
GONE = "UPDATE captures SET state = %s WHERE channel = %s AND ts = %s"


def state_of(incident: Incident) -> str:
    """`incident` as the JSON of `streams.state`."""
    return canonical(to_data(incident))


def incident_of(state: Any) -> Incident:
    """The incident `state_of` wrote, given the parsed JSON."""
    return from_data(Incident, state)


def incident_row(incident: Incident) -> Values:
    """The values of `incident` for `INCIDENT`."""
    channel = incident.channel
    return (
        incident.id,
        incident.ref,
        incident.system,
        incident.service,
        incident.kind,
        clean(incident.title),
        incident.severity,
        incident.status.value,
        incident.private,
        incident.drill,
        channel.id if channel else None,
        clean(channel.name) if channel else None,
        incident.declared_by,
        incident.declared_at,
        incident.roles.get(COMMANDER_ROLE),
        incident.ended_at,
        sorted({incident.declared_by, *incident.responders, *incident.roles.values()}),
        len(incident.parked),
    )


def capture_statements(stream: str, facts: Iterable[Fact]) -> list[Statement]:
    """What `facts` change about which messages are kept."""
    found: list[Statement] = []
    for fact in facts:
        match fact.event:
            case MessageCaptured(channel=channel, ts=ts):
                found.append((CAPTURED, (channel, ts, stream, fact.seq)))
            case CaptureRevised(channel=channel, ts=ts, revision=revision):
                found.append((REVISED, (revision, channel, ts)))
            case CaptureRetracted(channel=channel, ts=ts, deleted=deleted):
                found.append((GONE, (DELETED if deleted else RETRACTED, channel, ts)))
            case _:
                pass
    return found


def open_statuses() -> list[str]:
    """The states in which the clock runs, as stored."""
    return [status.value for status in Status if status.open]
