"""Who someone is, as far as the rules need it: filled from Slack by jobs and events, never by listing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """One person (or app) of the workspace. `groups` are ids and handles of user groups; `zone` an IANA name.

    `known` is false for one we have only the id of, until the worker has looked them up.
    """

    id: str
    name: str = ""
    zone: str = "UTC"
    email: str | None = None
    bot: bool = False
    guest: bool = False
    deactivated: bool = False
    groups: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True)
class Group:
    """A user group: `handle` without the @."""

    id: str
    handle: str
    name: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """One line of a list of incidents, read from indexed columns."""

    id: str
    ref: str
    system: str
    title: str
    severity: str
    status: str
    private: bool
    drill: bool
    channel: str | None
    commander: str | None
    declared_at: datetime
    due_at: datetime | None = None
    due_kind: str | None = None
