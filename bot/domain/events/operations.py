"""Work on clusters begins and ends: operations, reads, the stop switch, what stays standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.action import Call
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class OperationOpened:
    """Work on a cluster outside an incident began: `/ops` in a channel of the system, or anywhere."""

    ref: str
    system: str
    title: Words
    origin: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class ReadAsked:
    """Something was looked up. `until` is set when it is repeated and edited in place until then."""

    number: int
    action: str
    line: Words
    call: Call
    until: datetime | None = None


@dataclass(frozen=True)
class ReadAnswered:
    """`summary` is one line (14 pods); the output itself is in Slack, `masked` values of it hidden."""

    number: int
    summary: Words
    masked: int = 0


@dataclass(frozen=True)
class ReadFailed:
    number: int
    why: Words


@dataclass(frozen=True)
class FollowEnded:
    """A repeated read ended: by Stop (`by`), because its time was up, or with what it followed."""

    number: int
    by: str = ""


@dataclass(frozen=True)
class Frozen:
    """No change may be made, approved or begun in `namespace` (empty: the whole system)."""

    system: str
    namespace: str
    why: Words


@dataclass(frozen=True)
class Thawed:
    system: str
    namespace: str
    why: Words = EMPTY


@dataclass(frozen=True)
class OutsideChange:
    """While the incident was open somebody changed an object of its service behind Tocsin's back.

    `object` is `deployment/web`, `who` the field manager, empty where the cluster keeps none; `at` is the
    cluster's own time of it.
    """

    object: str
    what: Words
    who: str
    at: datetime
    cluster: str = ""
    namespace: str = ""


@dataclass(frozen=True)
class MitigationsKept:
    """The incident ends with these changes standing, and somebody said why."""

    numbers: tuple[int, ...]
    why: Words
