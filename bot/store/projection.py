"""What is written beside the timeline in the same transaction, so that reading never folds: pure rows.

Called by store. Everything here follows from the facts and can be made again from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.codec import from_data, to_data
from bot.domain.events import CaptureRetracted, CaptureRevised, Fact, MessageCaptured
from bot.domain.incident import Incident, Status
from bot.domain.operation import Operation
from bot.domain.policy import COMMANDER_ROLE
from bot.domain.stream import Stream
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


INCIDENT_KIND, OPERATION_KIND = "incident", "operation"
_KINDS: dict[str, type[Stream]] = {INCIDENT_KIND: Incident, OPERATION_KIND: Operation}

OPERATION = (
    "INSERT INTO operations (stream, system, opened_by, opened_at, last_at) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (stream) DO UPDATE SET last_at = excluded.last_at"
)


@dataclass(frozen=True)
class Listed:
    """A stream's row in the table of its kind: the statement that writes it, and its values."""

    statement: str
    values: Values


def state_of(state: Stream) -> str:
    """`state` as the JSON of `streams.state`."""
    return canonical(to_data(state))


def stream_of(state: Any, kind: str) -> Stream:
    """The stream `state_of` wrote, given the parsed JSON and the stream's kind."""
    return from_data(_KINDS[kind], state)


def incident_of(state: Any) -> Incident:
    """`stream_of` for what is known to be an incident."""
    return from_data(Incident, state)


def kind_of(state: Stream) -> str:
    """The word of `streams.kind`."""
    return OPERATION_KIND if isinstance(state, Operation) else INCIDENT_KIND


def began(state: Stream) -> datetime:
    """When the stream began."""
    if isinstance(state, Incident):
        return state.declared_at
    assert isinstance(state, Operation)
    return state.opened_at


def listed_row(state: Stream) -> Listed:
    """The row of `state` in `incidents` or `operations`."""
    if isinstance(state, Incident):
        return Listed(INCIDENT, incident_row(state))
    assert isinstance(state, Operation)
    ends = (state.opened_at, state.last_at or state.opened_at)
    return Listed(OPERATION, (state.id, state.system, state.opened_by, *ends))


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
