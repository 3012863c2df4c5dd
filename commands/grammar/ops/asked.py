"""What a line after `/ops` can turn out to be. Made by `parse_ops`, answered by the doors.

Votes, stops and freezes are commands of the domain already; here is the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.domain.action import Call
from bot.domain.commands import (
    Approve,
    BreakGlass,
    FreezeChanges,
    Reject,
    StopFollowing,
    ThawChanges,
    Withdraw,
)
from commands.grammar.asked import Mistake


@dataclass(frozen=True)
class Use:
    """An action is to be used. `call` holds what was written, not yet placed by `resolve`.

    `line` is its one spelling, masked: what everybody sees from here on.
    """

    call: Call
    line: str


@dataclass(frozen=True)
class Undo:
    """Take back the change with this number."""

    number: int


@dataclass(frozen=True)
class ShowChange:
    number: int


@dataclass(frozen=True)
class ListChanges:
    """The changes of this place."""


@dataclass(frozen=True)
class OpsHelp:
    """`word` is the name of an action or a control word, empty for the overview."""

    word: str = ""


@dataclass(frozen=True)
class Form:
    """An action was named, but something it needs was not: ask. `prefill` is what is known so far.

    Its keys are the names of the action's parameters, and `namespace` and `cluster`; it may hold secrets.
    """

    spec_name: str
    prefill: Mapping[str, Any] = field(default_factory=dict)


Vote: TypeAlias = Approve | Reject | Withdraw | BreakGlass
Switch: TypeAlias = FreezeChanges | ThawChanges
Asked: TypeAlias = (
    Use | Undo | Vote | StopFollowing | Switch | ShowChange | ListChanges | OpsHelp | Form | Mistake
)
