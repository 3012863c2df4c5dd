"""What every use-case is given, and who is asking. Made by `app`, handed to doors and workers."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.domain.action import Specs
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.policy import Catalog, Severity, System
from bot.domain.stream import Stream
from bot.errors import Refused
from bot.store.store import Store


@dataclass(frozen=True)
class Desk:
    """The memory, the time, the rules, and what can be done to clusters, as declared.

    Frozen: a replica starts with one and keeps it.
    """

    store: Store
    clock: Clock
    catalog: Catalog
    specs: Specs = field(default_factory=Specs)

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


def incident_of(state: Stream) -> Incident:
    """`state` as the incident it is; Refused for an operation, which takes no such command."""
    if not isinstance(state, Incident):
        raise Refused(f"{state.ref} is an operation. Only incidents take `/incident` commands.")
    return state


class Twin(Refused):
    """Somebody declared the same a moment ago; `incident` is the open one to join."""

    def __init__(self, message: str, incident: Incident) -> None:
        super().__init__(message)
        self.incident = incident
