"""What can be asked of an incident, in the imperative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class Declare:
    """Open an incident. Severity is a word the system knows; `anyway` skips the look for a twin."""

    system: str
    severity: str | None
    title: Words
    service: str | None = None
    kind: str | None = None
    private: bool = False
    drill: bool = False
    at: datetime | None = None
    origin: str | None = None
    anyway: bool = False


@dataclass(frozen=True)
class ChangeStatus:
    status: str
    why: Words = EMPTY


@dataclass(frozen=True)
class ChangeSeverity:
    severity: str
    why: Words = EMPTY


@dataclass(frozen=True)
class Retitle:
    title: Words


@dataclass(frozen=True)
class Acknowledge:
    pass


@dataclass(frozen=True)
class AssignRole:
    """`person` None means the one who asks. With `release` the role is given up."""

    role: str
    person: str | None = None
    release: bool = False


@dataclass(frozen=True)
class PostUpdate:
    known: Words
    doing: Words = EMPTY
    next_by: datetime | None = None


@dataclass(frozen=True)
class AddNote:
    text: Words
    at: datetime | None = None


@dataclass(frozen=True)
class RecordDecision:
    text: Words
    at: datetime | None = None


@dataclass(frozen=True)
class RecordImpact:
    """`name` is an impact field of the system, by name or label."""

    name: str
    value: Words


@dataclass(frozen=True)
class AddActionItem:
    text: Words
    owner: str | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class CompleteActionItem:
    number: int


@dataclass(frozen=True)
class SetMilestone:
    name: str
    when: datetime


@dataclass(frozen=True)
class Mitigate:
    how: Words = EMPTY
    at: datetime | None = None


@dataclass(frozen=True)
class Resolve:
    summary: Words = EMPTY
    cause_known: bool | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Reopen:
    why: Words


@dataclass(frozen=True)
class Close:
    """`keep`: it ends although changes to clusters still stand, and `why` says why they stay."""

    why: Words = EMPTY
    keep: bool = False


@dataclass(frozen=True)
class Cancel:
    why: Words


@dataclass(frozen=True)
class MarkDuplicate:
    """`of` and `channel` were looked up by the use-case; `of` empty means no such incident."""

    of: str
    channel: str | None = None


@dataclass(frozen=True)
class Snooze:
    until: datetime
    why: Words


@dataclass(frozen=True)
class CaptureMessage:
    """Keep a message of the channel. `known` is None for a new one, else what the timeline has of it."""

    channel: str
    ts: str
    author: str
    sent: datetime
    text: Words
    how: str
    thread_ts: str | None = None
    permalink: str | None = None
    files: tuple[str, ...] = ()
    late: bool = False
    known: str | None = None


@dataclass(frozen=True)
class ReviseMessage:
    channel: str
    ts: str
    text: Words
    revision: int


@dataclass(frozen=True)
class RetractMessage:
    channel: str
    ts: str
    deleted: bool = False


@dataclass(frozen=True)
class DraftPostmortem:
    pass


@dataclass(frozen=True)
class CompletePostmortem:
    link: Words = EMPTY


@dataclass(frozen=True)
class Redact:
    seq: int
    why: Words


@dataclass(frozen=True)
class Repair:
    """Run parked jobs again: `job` is a key, a part of one, a kind of effect, or `all`."""

    job: str


@dataclass(frozen=True)
class Tick:
    """The clock. `away_since` is set when no replica was alive between then and now."""

    away_since: datetime | None = None
