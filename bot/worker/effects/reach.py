"""From a call to the cluster it is for, and to the account it is made with. Used by reads and changes."""

from __future__ import annotations

from bot.actions.kit import Action, Scene
from bot.domain.action import Call
from bot.domain.changes import Change
from bot.domain.operations import Identity
from bot.domain.stream import Stream
from bot.errors import Permanent, Refused
from bot.ports import Kube
from bot.store import people as rows
from bot.worker.world import World


def action(world: World, name: str) -> Action:
    found = world.actions.get(name)
    if found is None:
        raise Refused(f"This version of mine does not know how to {name} any more.")
    return found


def kube(world: World, s: Stream, cluster: str, identity: Identity | None = None) -> Kube:
    """The cluster `cluster` of the stream's system, as Tocsin itself or as `identity`."""
    known = world.desk.system(s.system).operations.at(cluster)
    if known is None:
        raise Refused(f"The system file names no cluster `{cluster}` any more.")
    return world.clusters.reach(known, identity)


async def identity(world: World, s: Stream, person: str) -> Identity | None:
    """Who `person` is to the clusters of the stream's system, by the rows of today."""
    found = (await rows.people(world.desk.store, [person]))[person]
    return world.desk.system(s.system).operations.identity(found)


async def scene(world: World, s: Stream, call: Call, person: str, change: Change | None = None) -> Scene:
    """What an action sees: the cluster as Tocsin, and as `person` where the system file maps them."""
    who = await identity(world, s, person)
    return Scene(
        call=call,
        bot=kube(world, s, call.cluster),
        person=kube(world, s, call.cluster, who) if who else None,
        policy=world.desk.system(s.system).operations,
        now=world.desk.clock.now(),
        manager=manager(change) if change else "tocsin",
    )


def manager(change: Change) -> str:
    """The field manager of a change, unique to it: by this the cluster can tell that it was made."""
    return f"tocsin-{change.id}"


def change_of(s: Stream, number: int) -> Change:
    found = s.change(number)
    if found is None:
        raise Permanent(f"{s.ref} has no change {number}", "no_such_change")
    return found
