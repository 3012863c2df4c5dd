"""Who does what: acknowledgement, roles, invitations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Acknowledged:
    when: datetime


@dataclass(frozen=True)
class RoleAssigned:
    """`person` holds `role` from now on; `previous` held it before. `zone` is the person's time zone."""

    role: str
    person: str
    previous: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class RoleReleased:
    """`why` is set when Tocsin took the role back, because its holder cannot answer."""

    role: str
    person: str
    why: str = ""


@dataclass(frozen=True)
class PeopleInvited:
    """Who was added to the channel; `missing` maps the others to the reason."""

    people: tuple[str, ...]
    missing: dict[str, str] = field(default_factory=dict)
