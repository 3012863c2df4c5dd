"""How people change the state of an incident. Called by `evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.domain.incident import Incident

People: TypeAlias = e.Acknowledged | e.RoleAssigned | e.RoleReleased | e.PeopleInvited

REMEMBERED = 200
"""So many responders are kept in the state; the timeline has them all."""


def after(i: Incident, fact: e.Fact, event: People) -> Incident:
    match event:
        case e.Acknowledged(when=when):
            i = replace(i, acknowledged_by=fact.actor, milestones=i.milestones | {"acknowledged": when})
            return with_responders(i, (fact.actor,))
        case e.RoleAssigned(role=role, person=person, zone=zone):
            i = replace(i, roles=i.roles | {role: person}, zones=i.zones | {person: zone})
            return with_responders(i, (person,))
        case e.RoleReleased(role=role):
            return replace(i, roles={r: p for r, p in i.roles.items() if r != role})
        case e.PeopleInvited(people=people):
            return with_responders(i, people)
        case never:
            assert_never(never)


def with_responders(i: Incident, people: tuple[str, ...]) -> Incident:
    """`i` with `people` among its responders: those who may do what `permissions` keeps for responders."""
    new = tuple(dict.fromkeys(p for p in people if p not in i.responders))
    if not new or len(i.responders) >= REMEMBERED:
        return i
    return replace(i, responders=i.responders + new)
