"""What a team has decided beforehand: one `System` a system file, all of it plain data.

The catalogue makes these from `system.yaml`; `decide`, `followups` and `next_deadline` read them.
An *address* is how the file names someone to reach: a Slack id (`U…`, `S…`), a user group's handle
(`@oncall`) or an e-mail address; the worker turns it into an id when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Protocol, TypeVar

from bot.domain.operations import Operations


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)

EVERYONE, RESPONDERS, COMMANDER = "everyone", "responders", "commander"

COMMANDER_ROLE = "commander"
COMMUNICATIONS_ROLE = "communications"


@dataclass(frozen=True)
class Rung:
    """One step of the escalation ladder, `after` the declare (or the last raise of severity)."""

    after: timedelta
    label: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Severity:
    """`rank` 0 is the worst. `acknowledge_within` and `update_every` are None where nothing is promised."""

    name: str
    rank: int
    meaning: str = ""
    aliases: tuple[str, ...] = ()
    acknowledge_within: timedelta | None = None
    update_every: timedelta | None = None
    ladder: tuple[Rung, ...] = ()
    invite: tuple[str, ...] = ()
    mention: tuple[str, ...] = ()
    postmortem: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of incident (outage, security, data, ...) with what it brings along."""

    name: str
    label: str
    severity: str | None = None
    private: bool = False
    invite: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """A part of the system. `workload` is what runs it (`deployment/backend`), in `namespace` of `cluster`;
    None where the defaults of `operations:` hold, or where it is no workload."""

    name: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    cluster: str | None = None
    namespace: str | None = None
    workload: str | None = None


@dataclass(frozen=True)
class Role:
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    duties: str = ""


@dataclass(frozen=True)
class Contact:
    """A person, team or vendor to reach. `kind` is person, team or vendor."""

    name: str
    label: str
    kind: str = "person"
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Link:
    """Becomes a bookmark of the incident channel."""

    title: str
    url: str
    emoji: str | None = None


@dataclass(frozen=True)
class Field:
    """One figure of the impact that is asked for."""

    name: str
    label: str


@dataclass(frozen=True)
class Naming:
    """Templates. Known names: ref, n, year, date, month, day, system, service, severity, kind, slug."""

    channel: str = "{ref}-{slug}"
    ref: str = "INC-{n}"
    postmortem: str = "{system}/{date}-{ref}.md"


@dataclass(frozen=True)
class Review:
    """The postmortem: when it is due after the end, the meeting, and the questions it must answer."""

    due: timedelta = timedelta(hours=48)
    meeting: str = ""
    attendees: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hours:
    """When someone may be reminded of what is not urgent, in their own zone, Monday to Friday."""

    start: time = time(9)
    end: time = time(17)


@dataclass(frozen=True)
class System:
    """One system file. `permissions` maps a verb to who may use it; a verb not named is for everyone."""

    id: str
    name: str
    zone: str = "UTC"
    description: str = ""
    channels: tuple[str, ...] = ()
    announce: str | None = None
    severities: tuple[Severity, ...] = ()
    kinds: tuple[Kind, ...] = ()
    services: tuple[Service, ...] = ()
    roles: tuple[Role, ...] = ()
    permissions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    naming: Naming = Naming()
    contacts: tuple[Contact, ...] = ()
    links: tuple[Link, ...] = ()
    impact: tuple[Field, ...] = ()
    stakeholders: tuple[str, ...] = ()
    review: Review = Review()
    hours: Hours = Hours()
    operations: Operations = field(default_factory=Operations)

    def severity(self, word: str | None) -> Severity | None:
        """The severity called `word`, by name or alias, in any case; None if there is none."""
        return _named(self.severities, word)

    def kind(self, word: str | None) -> Kind | None:
        return _named(self.kinds, word)

    def service(self, word: str | None) -> Service | None:
        return _named(self.services, word)

    def role(self, word: str | None) -> Role | None:
        return _named(self.roles, word)

    def contact(self, word: str | None) -> Contact | None:
        return _named(self.contacts, word)


@dataclass(frozen=True)
class Catalog:
    """All systems of this installation, in the order of their ids."""

    systems: tuple[System, ...] = ()

    def system(self, word: str | None) -> System | None:
        """The system with the id or name `word`, in any case."""
        plain = (word or "").casefold()
        return next((s for s in self.systems if plain in (s.id.casefold(), s.name.casefold())), None)

    def of_channel(self, channel: str, name: str = "") -> System | None:
        """The one system whose file names this channel (by id or name); None when none or several do."""
        found = []
        for system in self.systems:
            own = {c.lstrip("#") for c in (*system.channels, *filter(None, [system.announce]))}
            if channel in own or (name and name in own):
                found.append(system)
        return found[0] if len(found) == 1 else None

    def of_service(self, word: str) -> tuple[tuple[System, Service], ...]:
        """Every system that has a service called `word`, with that service."""
        found = ((s, s.service(word)) for s in self.systems)
        return tuple((s, service) for s, service in found if service is not None)

    def severity_words(self) -> frozenset[str]:
        """Every word that means a severity in some system, case-folded: how the parser knows one."""
        return frozenset(
            word.casefold() for s in self.systems for sev in s.severities for word in (sev.name, *sev.aliases)
        )


def _named(items: Iterable[N], word: str | None) -> N | None:
    plain = (word or "").casefold()
    for item in items:
        if plain == item.name.casefold() or plain in (
            alias.casefold() for alias in getattr(item, "aliases", ())
        ):
            return item
    return None
