"""What Slack and our own workers answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.domain.words import Words


@dataclass(frozen=True)
class ChannelOpened:
    channel: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class ChannelRenamed:
    name: str


@dataclass(frozen=True)
class ChannelArchived:
    by: str | None = None


@dataclass(frozen=True)
class ChannelRestored:
    pass


@dataclass(frozen=True)
class ChannelLost:
    """The channel can no longer be used: deleted, or the bot was removed from it."""

    reason: str


@dataclass(frozen=True)
class ChannelRegained:
    pass


@dataclass(frozen=True)
class Posted:
    """A message Tocsin keeps editing or threads under: `key` is card, announcement, update-request, ..."""

    key: str
    channel: str
    ts: str


@dataclass(frozen=True)
class FileReserved:
    """Slack gave a file its id; its bytes follow. After a crash this tells whether it was shared already."""

    key: str
    file: str


@dataclass(frozen=True)
class FileShared:
    """`key` is what the file is (postmortem-3, picture-2); `file` is Slack's id."""

    key: str
    file: str
    permalink: str = ""


@dataclass(frozen=True)
class EffectParked:
    """A job failed for good or too often. `job` is its key, `effect` its kind, `work` all of it as data."""

    job: str
    effect: str
    error: str
    work: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectRepaired:
    job: str
    effect: str
    work: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TextRedacted:
    """The text of event `seq` was erased; only its digest remains in the chain."""

    seq: int
    why: Words


@dataclass(frozen=True)
class Unknown:
    """An event of a newer version: kept as it is, shown by its name, changes nothing here."""

    name: str
    data: dict[str, Any]
