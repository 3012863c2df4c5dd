"""Decisions about people: acknowledge and roles. Called by `decide`."""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.deciding.context import Context, must_be_open, must_not_be_over
from bot.domain.incident import Incident
from bot.domain.people import Person
from bot.domain.policy import System
from bot.errors import Refused


def acknowledge(i: Incident, context: Context) -> list[e.Event]:
    must_be_open(i, "acknowledge")
    if i.acknowledged_by is not None:
        raise Refused(
            f"<@{i.acknowledged_by}> has acknowledged {i.ref} already. `/incident take` takes command."
        )
    return [e.Acknowledged(context.now)]


def assign(i: Incident, command: c.AssignRole, system: System, context: Context) -> list[e.Event]:
    must_not_be_over(i)
    role = system.role(command.role)
    if role is None:
        names = ", ".join(r.name for r in system.roles)
        raise Refused(f"There is no role `{command.role}`. Roles: {names}.")
    holder = i.roles.get(role.name)
    if command.release:
        if holder is None:
            raise Refused(f"Nobody is {role.label.lower()} right now.")
        return [e.RoleReleased(role.name, holder)]
    person = context.person(command.person or context.actor.id)
    _must_be_able(person)
    if holder == person.id:
        raise Refused(f"<@{person.id}> is {role.label.lower()} already.")
    assigned = e.RoleAssigned(role.name, person.id, holder, person.zone)
    taken = i.status.open and i.acknowledged_by is None and person.id == context.actor.id
    return [e.Acknowledged(context.now), assigned] if taken else [assigned]


def _must_be_able(person: Person) -> None:
    if person.bot:
        raise Refused(f"<@{person.id}> is an app. A role needs a person who can answer.")
    if person.deactivated:
        raise Refused(f"<@{person.id}> has no active account any more. Choose someone who can answer.")
    if person.guest:
        raise Refused(f"<@{person.id}> is a guest and cannot hold a role. Choose a member.")
