"""Which objects a change is about when it may be several: names, a selector, or all of a kind.

What is chosen is frozen when the plan is made, as names with their uids: an object that appears later is
not part of it. Used by the verbs that kubectl lets take several.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.actions.changing.subjects import Subject, person, read
from bot.actions.kit import Scene
from bot.actions.reading.discovery import Wanted, wanted
from bot.domain.action import Param, Target, Type
from bot.errors import Permanent, Refused
from bot.ports import Resource

MOST = 50
"""So many objects one change may be about: people must be able to read the list they agree to."""

AT_ONCE = 8

OBJECTS = Param(
    "object", Type.RESOURCES, "KIND NAME", required=True, many=True, help="as in pods web-1, or pod/web-1"
)
SELECTOR = Param("selector", Type.SELECTOR, "selector", ("-l", "--selector"), help="those with these labels")
ALL = Param("all", Type.SWITCH, "all", ("--all",), help="all of that kind in the namespace")

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Chosen:
    """What was chosen, and the words for how: ` with app=web`, ` (all)`, or nothing for names."""

    subjects: tuple[Subject, ...]
    how: str = ""


async def chosen(scene: Scene) -> Chosen:
    """The objects of the call's `object`, `selector` and `all`. Refused when there are none, or too many."""
    given, selector = scene.call.args.get("object"), scene.call.args.get("selector")
    every = bool(scene.call.args.get("all"))
    words = given.split() if isinstance(given, str) else [str(word) for word in given or ()]
    kinds = await wanted(scene.bot, words)
    for kind in kinds:
        _check(kind, words, selector, every)
    found = [one for kind in kinds for one in await _of(scene, kind, selector)]
    how = f" with {selector}" if selector else " (all)" if every else ""
    if not found:
        plural = " or ".join(kind.resource.plural for kind in kinds)
        raise Refused(f"There are no {plural}{how} in the namespace {scene.call.namespace}: nothing to do.")
    few(len(found))
    return Chosen(tuple(found), how)


def few(number: int, most: int = MOST) -> None:
    """Refused where nobody could read what they agree to."""
    if number > most:
        raise Refused(
            f"That is {number} objects, and one change may be about {most} at most. Name fewer of them, or "
            "narrow the selector."
        )


async def listed(scene: Scene, resource: Resource, selector: str | None) -> list[Subject]:
    """All of a kind in the call's namespace, read as the person, else as Tocsin."""
    call, query = scene.call, {"labelSelector": selector} if selector else None
    path, asking = resource.path(call.namespace), person(scene)
    reader = asking
    try:
        answer = await asking.get(path, query)
    except Permanent as error:
        if error.code != "Forbidden":
            raise Refused(str(error)) from error
        try:
            answer, reader = await scene.bot.get(path, query), scene.bot
        except Permanent:
            raise Refused(str(error)) from error
    found = []
    for live in answer.get("items") or []:
        live.setdefault("apiVersion", f"{resource.group}/{resource.version}".lstrip("/"))
        live.setdefault("kind", resource.kind)
        meta = live["metadata"]
        where = Target(call.cluster, call.namespace, resource.kind, str(meta["name"]), str(meta["uid"]))
        found.append(Subject(resource, live, where, reader))
    return found


def one_target(scene: Scene, subjects: Sequence[Subject]) -> Target:
    """The one of a single object; else a name for all of them, with no uid."""
    if len(subjects) == 1:
        return subjects[0].target
    kinds = {one.kind for one in subjects}
    kind = kinds.pop() if len(kinds) == 1 else "Objects"
    names = [one.target.name if kind != "Objects" else one.title for one in subjects]
    return Target(scene.call.cluster, scene.call.namespace, kind, counted(names))


def counted(names: Sequence[str], most: int = 3) -> str:
    """`a, b, c and 4 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def naming(subjects: Sequence[Subject]) -> str:
    """`pod/a`, or `3 pods`, or `4 objects`: what a title says."""
    if len(subjects) == 1:
        return subjects[0].title
    plurals = {one.resource.plural for one in subjects}
    return f"{len(subjects)} {plurals.pop() if len(plurals) == 1 else 'objects'}"


async def together(do: Callable[[Item], Awaitable[Result]], items: Iterable[Item]) -> list[Result]:
    """`do` for each of `items`, a few at a time, the results in their order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Result:
        async with gate:
            return await do(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


async def _of(scene: Scene, kind: Wanted, selector: Any) -> list[Subject]:
    if not kind.names:
        return await listed(scene, kind.resource, selector)
    names = list(dict.fromkeys(kind.names))
    few(len(names))
    return await together(lambda name: read(scene, kind.resource, name), names)


def _check(kind: Wanted, words: Sequence[str], selector: Any, every: bool) -> None:
    resource = kind.resource
    if not resource.namespaced:
        raise Refused(f"A {resource.kind} belongs to no namespace; only what is in one is changed from here.")
    if kind.names and (selector or every):
        raise Refused("Names, or `-l`, or `--all`: write one of the three.")
    if selector and every:
        raise Refused("`-l` says some and `--all` says all: write one of them.")
    if not kind.names and not selector and not every:
        raise Refused(
            f"Which {resource.plural}? `{' '.join(words)}` names none: write their names, `-l` with a "
            "selector, or `--all`."
        )
