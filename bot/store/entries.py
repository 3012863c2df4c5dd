"""What a transaction is given and gives back: records between use-cases and `store.Unit`. Called by both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Fact
from bot.domain.jobs import Job
from bot.domain.operations import Freeze
from bot.domain.stream import Stream
from bot.errors import Problem
from bot.store.approvals import Sealed, approval_statements, sealed_statements
from bot.store.chain import Head
from bot.store.projection import Statement, capture_statements


class Seen(Problem):
    """This delivery was carried out before; nothing was written."""


class TooLate(Problem):
    """A gate was shut: an approval expired, or was used, a moment before. Nothing was written."""


class Taken(Problem):
    """Another stream has this id or reference; nothing was written. Allot another number."""


@dataclass(frozen=True)
class Locked:
    """A stream that nobody else can change until the unit ends."""

    state: Stream
    head: Head
    away_since: datetime | None
    freezes: tuple[Freeze, ...] = ()


@dataclass(frozen=True)
class Entry:
    """Everything one transaction writes. `head` is where the chain ended before `facts`.

    `key` is the delivery's own id, None where nothing can be delivered twice. `back` says that the time
    the bot was away has been dealt with; a `BotWasAway` among the facts says so too. `sealed` is what
    belongs to a change but may not stand in the timeline.
    """

    stream: str
    facts: tuple[Fact, ...]
    state: Stream
    head: Head
    key: str | None = None
    new: bool = False
    due_at: datetime | None = None
    due_kind: str | None = None
    jobs: tuple[Job, ...] = ()
    back: bool = False
    sealed: tuple[Sealed, ...] = ()


def beside(entry: Entry) -> list[Statement]:
    """What `entry` changes in the other tables: captures, approvals, stop switches, sealed requests."""
    return [
        *capture_statements(entry.stream, entry.facts),
        *sealed_statements(entry.sealed),
        *approval_statements(entry.stream, entry.facts, entry.state),
    ]
