"""What one cluster serves and which version it is, asked now and then. Used by `kube`, kept by `clusters`.

The account that happens to ask is the one whose line is used: an account never borrows another's.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from bot.errors import Permanent, Temporary
from bot.ports import Resource

KEPT = 600.0
KEPT_IN_PART = 60.0
"""Seconds; the second when a group did not answer."""

AT_ONCE = 8

Get: TypeAlias = Callable[[str], Awaitable[Any]]
Found = TypeVar("Found")


class Discovery:
    """The kinds of one cluster. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._kinds: Kept[tuple[Resource, ...]] = Kept(now)
        self._version: Kept[tuple[int, int]] = Kept(now)

    async def kinds(self, get: Get) -> Sequence[Resource]:
        """All kinds in all versions: the core group first, then the server's order, preferred versions first.

        A group that does not answer is left out; the core group and the list of groups must.
        """
        return await self._kinds.get(lambda: _kinds(get))

    async def version(self, get: Get) -> tuple[int, int]:
        """(major, minor); (0, 0) when the server does not say."""
        return await self._version.get(lambda: _version(get))


class Kept(Generic[Found]):
    """Something found once and kept for the seconds its finder says; those who ask meanwhile wait for it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = asyncio.Lock()
        self._found: Found | None = None
        self._until = 0.0

    async def get(self, find: Callable[[], Awaitable[tuple[Found, float]]]) -> Found:
        async with self._lock:
            if self._found is None or self._now() >= self._until:
                self._found, seconds = await find()
                self._until = self._now() + seconds
            return self._found


async def _version(get: Get) -> tuple[tuple[int, int], float]:
    try:
        return parse_version(await get("/version")), KEPT
    except Permanent:
        return (0, 0), KEPT


async def _kinds(get: Get) -> tuple[tuple[Resource, ...], float]:
    core = await get("/api/v1")
    places = list(group_versions(await get("/apis")))
    gate = asyncio.Semaphore(AT_ONCE)

    async def of(place: str) -> Any:
        async with gate:
            try:
                return await get(f"/apis/{place}")
            except (Permanent, Temporary):
                return None

    lists = await asyncio.gather(*(of(place) for place in places))
    found = [*parse_kinds("v1", core)]
    for place, listed in zip(places, lists, strict=True):
        found += parse_kinds(place, listed)
    return tuple(found), KEPT_IN_PART if None in lists else KEPT


def group_versions(groups: Any) -> Iterator[str]:
    """`apps/v1` and so on of an APIGroupList, each group's preferred version first."""
    for group in _items(groups, "groups"):
        preferred = (group.get("preferredVersion") or {}).get("groupVersion")
        served = [str(version.get("groupVersion")) for version in _items(group, "versions")]
        yield from sorted(served, key=lambda version: version != preferred)


def parse_kinds(place: str, listed: Any) -> Iterator[Resource]:
    """The kinds of an APIResourceList of the group and version `place`."""
    group, _, version = place.rpartition("/")
    entries = _items(listed, "resources")
    below: dict[str, list[str]] = {}
    for entry in entries:
        plural, slash, sub = str(entry.get("name")).partition("/")
        if slash:
            below.setdefault(plural, []).append(sub)
    for entry in entries:
        plural = str(entry.get("name") or "")
        if plural and "/" not in plural:
            yield Resource(
                group=group,
                version=version,
                plural=plural,
                kind=str(entry.get("kind") or ""),
                namespaced=bool(entry.get("namespaced")),
                singular=str(entry.get("singularName") or entry.get("kind") or "").lower(),
                short=tuple(entry.get("shortNames") or ()),
                verbs=tuple(entry.get("verbs") or ()),
                subresources=tuple(below.get(plural, ())),
            )


def parse_version(said: Any) -> tuple[int, int]:
    """(1, 27) of `/version`, whose minor may be `27+` and which may hold only a gitVersion."""
    if not isinstance(said, Mapping):
        return (0, 0)
    git = re.match(r"v(\d+)\.(\d+)", str(said.get("gitVersion") or ""))
    major = re.match(r"\d+", str(said.get("major") or "")) or (git and git[1])
    minor = re.match(r"\d+", str(said.get("minor") or "")) or (git and git[2])
    return (_number(major), _number(minor))


def _number(found: re.Match[str] | str | None) -> int:
    return int(found if isinstance(found, str) else found[0]) if found else 0


def _items(said: Any, field: str) -> list[Mapping[str, Any]]:
    listed = said.get(field) if isinstance(said, Mapping) else None
    return [item for item in listed or () if isinstance(item, Mapping)]
