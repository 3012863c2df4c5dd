"""Who is who in Slack: addresses of the system files to ids, and rows kept fresh. Never a listing of people.

Called by the other effects; its own jobs run at start, daily, and when Slack says that someone changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.clock import wall
from bot.domain.people import Group
from bot.domain.policy import System
from bot.errors import Permanent
from bot.store import people as rows
from bot.usecases import people, read
from bot.views import home as home_view
from bot.views import kit
from bot.worker.loop import Run
from bot.worker.world import World

MOST_LOOKED_UP = 200
FRESH = timedelta(hours=20)


async def resolve(world: World, addresses: Iterable[str]) -> tuple[list[str], list[str]]:
    """People's ids for `addresses` (ids, groups, handles, e-mail), each once; and those not found."""
    found: dict[str, None] = {}
    unknown: list[str] = []
    for address in addresses:
        ids = await _ids(world, address)
        if ids is None:
            unknown.append(address)
        else:
            found |= dict.fromkeys(ids)
    return list(found), unknown


async def names(world: World, system: System) -> kit.Names:
    """What each address of `system` is in Slack, from rows alone: a view never waits for Slack."""
    wanted = set(addresses(system))
    ids: dict[str, str] = {}
    if any(address.startswith("@") for address in wanted):
        ids = {f"@{group.handle}": group.id for group in await rows.groups(world.desk.store)}
    for address in wanted:
        if "@" in address[1:] and (person := await rows.by_email(world.desk.store, address)):
            ids[address] = person.id
    return ids


async def refresh_groups(world: World) -> None:
    """Who is in which user group, as Slack says now."""
    await _groups(world)


async def channel(world: World, name: str) -> str | None:
    """The id of one of the bot's own channels; ids pass through."""
    plain = name.lstrip("#")
    if plain[:1] in "CG" and plain.isupper():
        return plain
    return next((room.id for room in await world.chat.own_channels() if room.name == plain), None)


def addresses(system: System) -> Iterable[str]:
    """Every address that `system` names anywhere."""
    for severity in system.severities:
        yield from (*severity.invite, *severity.mention)
        for rung in severity.ladder:
            yield from rung.people
    for kind in system.kinds:
        yield from kind.invite
    yield from system.stakeholders
    for members in system.operations.groups.values():
        yield from members
    for line in system.operations.identities:
        yield line.person
    yield from (contact.address for contact in system.contacts if contact.address)


async def refresh_directory(world: World, run: Run) -> None:
    """Look up every group the catalogue names, the people in it, and every e-mail address."""
    wanted = {address for system in world.desk.catalog.systems for address in addresses(system)}
    named = [group for group in await _groups(world) if f"@{group.handle}" in wanted or group.id in wanted]
    members = list(dict.fromkeys(person for group in named for person in group.members))[:MOST_LOOKED_UP]
    for person in await rows.stale(world.desk.store, members, wall() - FRESH):
        await people.learned(world.desk, await world.chat.person(person))
    for address in sorted(wanted):
        if "@" in address[1:]:
            await _by_email(world, address)


async def look_up_person(world: World, run: Run) -> None:
    try:
        await people.learned(world.desk, await world.chat.person(run.job.args["person"]))
    except Permanent as problem:
        if problem.code != "user_not_found":
            raise


async def look_up_group(world: World, run: Run) -> None:
    await _groups(world)


async def publish_home(world: World, run: Run) -> None:
    """The Home tab of one person, as of now."""
    home = await read.home(world.desk, run.job.args["person"])
    mine = [home_view.Mine(one, home.roles.get(one.id, ())) for one in home.mine]
    tasks = [home_view.Task(one.id, one.ref, item) for one, item in home.items]
    view = home_view.home(mine, tasks, home.recent, world.desk.clock.now())
    await world.chat.publish_home(home.person.id, view)


async def _ids(world: World, address: str) -> Sequence[str] | None:
    if address.startswith("@"):
        group = await _group(world, address.lstrip("@"))
        return group.members if group and group.members else None
    if "@" in address:
        return await _by_email(world, address)
    if address.startswith("S"):
        return await world.chat.group_members(address)
    return [address]


async def _group(world: World, handle: str) -> Group | None:
    known = await rows.group(world.desk.store, handle)
    if known is not None:
        return known
    return next((group for group in await _groups(world) if group.handle == handle), None)


async def _groups(world: World) -> Sequence[Group]:
    groups = await world.chat.groups()
    for group in groups:
        await people.learned_group(world.desk, group)
    return groups


async def _by_email(world: World, email: str) -> Sequence[str] | None:
    known = await rows.by_email(world.desk.store, email)
    if known is not None:
        return [known.id]
    person = await world.chat.person_by_email(email)
    if person is None:
        return None
    await people.learned(world.desk, person)
    return [person.id]
