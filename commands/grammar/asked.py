"""What a line of text can turn out to be, beside a command of the domain. Made by `grammar.parse`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.commands import Command
from bot.domain.policy import Catalog, System


@dataclass(frozen=True)
class Context:
    """What the words are read against. `system` is that of the incident or the channel, if it has one."""

    catalog: Catalog
    now: datetime
    zone: str = "UTC"
    system: str | None = None
    person: str = ""

    @property
    def home(self) -> System | None:
        """The system of the place, or the only one there is."""
        if self.system is not None:
            return self.catalog.system(self.system)
        return self.catalog.systems[0] if len(self.catalog.systems) == 1 else None


@dataclass(frozen=True)
class Status:
    pass


@dataclass(frozen=True)
class Timeline:
    """`filter` is empty for what matters, `all` for every fact."""

    page: int = 1
    filter: str = ""


@dataclass(frozen=True)
class Contacts:
    word: str = ""


@dataclass(frozen=True)
class List:
    """`system` is an id; without one, the incidents of all systems."""

    system: str | None = None
    mine: bool = False


@dataclass(frozen=True)
class Help:
    """`verb` is a name of the table, empty for the overview."""

    verb: str = ""


@dataclass(frozen=True)
class RepairList:
    pass


@dataclass(frozen=True)
class PostmortemShow:
    pass


Query: TypeAlias = Status | Timeline | Contacts | List | Help | RepairList | PostmortemShow


@dataclass(frozen=True)
class OpenModal:
    """What was said is enough to ask for the rest. `name` is a verb, `prefill` what is known so far."""

    name: str
    prefill: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """It could not be read: what is wrong and what to write. `nearest` is a line that would work."""

    message: str
    nearest: str = ""


Parsed: TypeAlias = Command | Query | OpenModal | Mistake
