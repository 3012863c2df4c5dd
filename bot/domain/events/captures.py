"""Messages of the channel that someone chose to keep, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.words import Words


@dataclass(frozen=True)
class MessageCaptured:
    """A message kept in the timeline. `ts` is Slack's id, `sent` its own time.

    `how` is pin, reaction or shortcut; `late` marks one read back after the bot was away.
    """

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


@dataclass(frozen=True)
class CaptureRevised:
    """The author edited a captured message; the earlier text stays in the earlier event."""

    channel: str
    ts: str
    text: Words
    revision: int


@dataclass(frozen=True)
class CaptureRetracted:
    """The pin or reaction was taken away, or the message was deleted (`deleted`)."""

    channel: str
    ts: str
    deleted: bool = False
