"""What every use-case is given, and who is asking. Made by `app`, handed to doors and workers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.policy import Catalog, Severity, System
from bot.errors import Refused
from bot.store.store import Store


@dataclass(frozen=True)
class Desk:
    """The memory, the time and the rules. Frozen: a replica starts with one and keeps it."""

    store: Store
    clock: Clock
    catalog: Catalog

    def system(self, word: str) -> System:
        """The system called `word`; a bare one when its file is gone, so that open incidents live on."""
        return self.catalog.system(word) or System(id=word, name=word, severities=(Severity("unknown", 0),))


@dataclass(frozen=True)
class Asker:
    """A person at a door. `key` is the delivery's own id, so that a redelivery does nothing twice.

    `via` is slack, terminal or web; `channel` where it was typed.
    """

    person: str
    key: str
    via: str = "slack"
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True)
class Done:
    """What a command came to: the state after it and the facts it added.

    `facts` is empty and `repeated` true when the same delivery had been carried out before.
    """

    incident: Incident
    facts: tuple[Fact, ...] = ()
    repeated: bool = False


class Twin(Refused):
    """Somebody declared the same a moment ago; `incident` is the open one to join."""

    def __init__(self, message: str, incident: Incident) -> None:
        super().__init__(message)
        self.incident = incident
