"""One look for changes by others: a GET a workload, and one list of config maps' metadata.

Called by the worker every few seconds while an incident is open, each time with what the last look has seen
(JSON, carried by the job). A polled look misses nothing: versions are compared, not moments. What only
touches the status, controllers and Tocsin itself do is no news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions.changed.sketch import difference, digest, in_words, only_replicas, sketch
from bot.actions.changed.writers import Write, by_people, elects, writes
from bot.actions.reading.tables import read_table
from bot.actions.revisions import PLURALS
from bot.errors import Permanent
from bot.ports import Kube

MOST_MAPS = 500
"""So many config maps of a namespace are looked at, the first by name."""

Known = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A change by somebody else. `key` is its object's uid with the version it made."""

    key: str
    object: str
    what: str
    who: str
    at: datetime


@dataclass
class Look:
    """One look at `namespace`. `scaled` are the workloads whose replicas Tocsin itself set lately."""

    kube: Kube
    namespace: str
    now: datetime
    scaled: Collection[str] = ()
    found: list[Found] = field(default_factory=list)

    async def at(self, workloads: Sequence[tuple[str, str]], known: Known) -> Known:
        """Look at (kind, name) of each workload, and at the config maps; what is known after it."""
        before, seen = known.get("workloads") or {}, dict[str, Any]()
        for kind, name in workloads:
            title = f"{kind.lower()}/{name}"
            live = await self._workload(kind, name)
            seen[title] = _remembered(live) if live else None
            if title in before:
                await self._compare(title, before[title], live, seen[title])
        maps = await self._maps()
        if maps is None:
            return known | {"workloads": seen}
        if "maps" in known:
            self.found += compare_maps(known["maps"], maps, self.now)
        return {"workloads": seen, "maps": {name: _mark(meta) for name, meta in maps.items()}}

    async def _workload(self, kind: str, name: str) -> Mapping[str, Any] | None:
        path = f"/apis/apps/v1/namespaces/{self.namespace}/{PLURALS[kind]}/{name}"
        try:
            found: Mapping[str, Any] = await self.kube.get(path)
        except Permanent as problem:
            if problem.code != "NotFound":
                raise
            return None
        return found

    async def _maps(self) -> dict[str, Mapping[str, Any]] | None:
        """By name; None where they may not be read."""
        path = f"/api/v1/namespaces/{self.namespace}/configmaps"
        try:
            answer = await self.kube.table(path, {"includeObject": "Metadata", "limit": MOST_MAPS})
        except Permanent:
            return None
        metas = [row.meta for row in read_table(answer, self.now).rows]
        return {str(meta["name"]): meta for meta in metas if by_people(meta) and not elects(meta)}

    async def _compare(self, title: str, old: Known | None, live: Any, new: Known | None) -> None:
        if live is None or new is None:
            if old is not None:
                self.found.append(Found(f"{old['uid']}:gone", title, "deleted", "", self.now))
            return
        uid, people = new["uid"], by_people(live["metadata"])
        fresh = [one for one in writes(live["metadata"]) if old is None or one.mark not in old["marks"]]
        if old is None or old["uid"] != uid:
            if first := [one for one in people if one.outside]:
                key = f"{uid}:{new['generation']}"
                self.found.append(
                    Found(key, title, "made anew" if old else "made", first[0].who, first[0].at)
                )
            return
        if old["generation"] == new["generation"]:
            return
        said = difference(old["sketch"], new["sketch"])
        if outside := [one for one in fresh if one.outside]:
            who, at = outside[0].who, outside[0].at
        elif _explained(fresh) or await self._scaled_by_rule(title, said):
            return
        else:
            who, at = "", self.now
        self.found.append(Found(f"{uid}:{new['generation']}", title, in_words(said), who, at))

    async def _scaled_by_rule(self, title: str, said: list[str]) -> bool:
        """Whether a new number of replicas is ours or an autoscaler's: older servers note nobody for it."""
        if not only_replicas(said):
            return False
        if title in self.scaled:
            return True
        path = f"/apis/autoscaling/v1/namespaces/{self.namespace}/horizontalpodautoscalers"
        try:
            listed = await self.kube.get(path)
        except Permanent:
            return False
        targets = [(one.get("spec") or {}).get("scaleTargetRef") or {} for one in listed.get("items") or []]
        return any(f"{str(one.get('kind')).lower()}/{one.get('name')}" == title for one in targets)


def compare_maps(
    before: Mapping[str, str], maps: Mapping[str, Mapping[str, Any]], now: datetime
) -> Iterator[Found]:
    """Config maps that others made, edited or deleted; their values are never looked at."""
    for name, meta in maps.items():
        old, title = before.get(name), f"configmap/{name}"
        people = by_people(meta)
        if old == (mark := _mark(meta)) or not people[0].outside:
            continue
        uid, _, written = mark.split(":", 2)
        if old is None or not old.startswith(f"{uid}:"):
            what = "made"
        elif old.endswith(f":{written}") and writes(meta)[0].controller:
            continue  # a controller wrote it, and people not since
        else:
            what = "edited"
        yield Found(f"{meta['uid']}:{meta['resourceVersion']}", title, what, people[0].who, people[0].at)
    if len(maps) < MOST_MAPS:
        for name in before.keys() - maps.keys():
            uid = before[name].partition(":")[0]
            yield Found(f"{uid}:gone", f"configmap/{name}", "deleted", "", now)


def _remembered(live: Mapping[str, Any]) -> Known:
    meta = live["metadata"]
    return {
        "uid": meta["uid"],
        "generation": meta.get("generation", 0),
        "sketch": sketch(live["spec"]),
        "marks": [one.mark for one in writes(meta)],
    }


def _mark(meta: Mapping[str, Any]) -> str:
    """The object, its version, and who of people wrote last."""
    last = [one.mark for one in by_people(meta) if one.outside][:1]
    return f"{str(meta['uid'])[:8]}:{meta['resourceVersion']}:{digest(last)}"


def _explained(fresh: Sequence[Write]) -> bool:
    """Whether what was written since is Tocsin's, or a controller's to the spec itself."""
    return any(one.ours or (one.fields is not None and one.touches("spec")) for one in fresh) or any(
        one.controller and one.subresource == "scale" for one in fresh
    )
