"""Keep what we know of people and user groups current. Called by commands/people.py and look-up effects."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import events as e
from bot.domain.jobs import CARD, Job
from bot.domain.people import Group, Person
from bot.store import people as rows
from bot.store import queries
from bot.usecases.desk import Desk
from bot.usecases.entry import look_up_group
from bot.usecases.settle import put, settle


async def changed(desk: Desk, key: str, person: Person) -> None:
    """Slack says someone changed: kept only if we had them already (we list nobody)."""
    known = await rows.people(desk.store, [person.id])
    if known[person.id].known:
        await learned(desk, person)


async def group_changed(desk: Desk, key: str, group: str) -> None:
    """Members of a user group changed: the worker asks for the new list."""
    await put(desk, [look_up_group(group)])


async def home_opened(desk: Desk, person: str) -> None:
    """Draw the person's Home tab anew."""
    name = f"home:{person}"
    await put(desk, [Job("publish_home", "", name, name, CARD, coalesce=name, args={"person": person})])


async def mentioned(desk: Desk, channel: str, ts: str) -> None:
    """Somebody called the app by its name: they get a word of help in a thread."""
    name = f"greet:{channel}:{ts}"
    await put(desk, [Job("greet", "", name, name, CARD, coalesce=name, args={"channel": channel, "ts": ts})])


async def learned(desk: Desk, person: Person) -> None:
    """The worker looked someone up. A role given to somebody who turns out unable to answer is taken back."""
    await rows.save_person(desk.store, person)
    flags = {"is an app": person.bot, "is not active": person.deactivated, "is a guest": person.guest}
    unable = next((why for why, flag in flags.items() if flag), None)
    if unable is None:
        return
    for summary in await queries.of_person(desk.store, person.id):
        incident = await queries.incident(desk.store, summary.id)
        held = [role for role, who in incident.roles.items() if who == person.id] if incident else []
        released = [e.RoleReleased(role, person.id, unable) for role in held]
        await settle(desk, summary.id, None, released)


async def learned_group(desk: Desk, group: Group) -> None:
    await rows.save_group(desk.store, group)


async def names(desk: Desk, ids: list[str]) -> Mapping[str, str]:
    """Names to print where Slack does not render ids: files and pictures."""
    found = await rows.people(desk.store, ids)
    return {person.id: person.name for person in found.values() if person.name}
