"""What events and nodes tell: moves of scale, warnings by what they are about, nodes in trouble. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.changed.lines import Line
from bot.actions.reading.ages import moment
from bot.actions.reading.happenings import last_seen, message

Object = Mapping[str, Any]

APART = 15.0
"""Seconds. Steps of a rollout come in pairs, one set up and another down; a lone one is a move of scale."""

AUTOSCALER = "autoscaler"
MOST_NAMED = 3
_SCALED = re.compile(r"Scaled (up|down) replica set (\S+?)(?: from \d+)? to (\d+)")
_POD = re.compile(r"(?:-[a-f0-9]{6,10}|-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-(?:[a-z0-9]{5}|\d{1,4})$")
_NODE = re.compile(r"NotReady|NotSchedulable|Rebooted|OOM|Pressure")
_FINE = re.compile(r"HasNo|HasSufficient")


def rescales(events: Iterable[Object]) -> Iterator[Line]:
    """What autoscalers did."""
    for one in events:
        if one.get("reason") == "SuccessfulRescale":
            yield Line(_at(one), _about(one), f"scaled: {message(one)}", AUTOSCALER)


def scale_moves(events: Iterable[Object], known: Sequence[Line]) -> Iterator[Line]:
    """Deployments that were scaled by hand; `known` are the moves that are told already.

    Older servers keep no field manager for what comes through a Scale, but the events remain.
    """
    by_object: dict[str, list[tuple[datetime, str, str, str]]] = defaultdict(list)
    for one in events:
        if found := _SCALED.match(message(one)):
            by_object[_about(one)].append((_at(one), found[2], found[1], found[3]))
    autoscaled = [one.at for one in known if one.who == AUTOSCALER]
    for title, moves in by_object.items():
        told = [one.at for one in known if one.object == title]
        begun: dict[str, datetime] = {}
        for at, name, way, _ in sorted(moves):
            if way == "up":
                begun.setdefault(name, at)
        for at, name, _, count in moves:
            others = [when for when, other, *_ in moves if other != name]
            if _close(at, [*others, *told, *autoscaled]):
                continue
            later = [when for other, when in begun.items() if other != name and when < at]
            if any(name not in begun or when > begun[name] for when in later):
                continue  # another set came after it: this one is the old one, on its way out
            yield Line(at, title, f"scaled to {count}")


def warnings(events: Iterable[Object]) -> Iterator[Line]:
    """One line for each reason and workload, however many pods and times."""
    groups: dict[tuple[str, str, str], list[Object]] = defaultdict(list)
    for one in events:
        if one.get("type") == "Warning":
            about = one.get("involvedObject") or {}
            name = str(about.get("name") or "")
            stem = _POD.sub("", name) if about.get("kind") == "Pod" else name
            groups[str(about.get("kind") or ""), stem, str(one.get("reason") or "")].append(one)
    for (kind, stem, reason), members in groups.items():
        last = max(members, key=last_seen)
        names = sorted({str((one.get("involvedObject") or {}).get("name")) for one in members})
        times = sum(_count(one) for one in members)
        many = f" x{times}" if times > 1 else ""
        title = f"{kind.lower()}/{names[0]}" if len(names) == 1 else f"{len(names)} {kind.lower()}s of {stem}"
        yield Line(_at(last), title, f"{reason}{many}: {message(last)[:160]}", "warning")


def node_conditions(nodes: Iterable[Object]) -> Iterator[Line]:
    """Nodes that are not ready or under pressure, those of one moment and kind in one line."""
    groups: dict[tuple[datetime, str], list[str]] = defaultdict(list)
    for node in nodes:
        made = moment(str(node["metadata"]["creationTimestamp"]))
        for one in (node.get("status") or {}).get("conditions") or []:
            if what := _condition(one):
                at = moment(str(one.get("lastTransitionTime") or node["metadata"]["creationTimestamp"]))
                if what != "Ready again" or (at - made).total_seconds() > 600:
                    groups[at.replace(second=0, microsecond=0), what].append(str(node["metadata"]["name"]))
    for (at, what), names in groups.items():
        yield Line(_latest(at, nodes, what), _named("node", sorted(names)), what, "node")


def node_events(events: Iterable[Object], known: Iterable[Line]) -> Iterator[Line]:
    """What nodes and those who watch them said; without what the conditions tell already."""
    told = {(one.object, one.what.partition(":")[0]) for one in known}
    groups: dict[tuple[str, str], list[Object]] = defaultdict(list)
    for one in events:
        reason = str(one.get("reason") or "")
        bad = one.get("type") == "Warning" or _NODE.search(reason)
        if bad and not _FINE.search(reason):
            groups[_about(one), reason].append(one)
    for (title, reason), members in groups.items():
        if (title, reason.removeprefix("Node")) not in told:
            last = max(members, key=last_seen)
            yield Line(_at(last), title, f"{reason}: {message(last)[:160]}", "node")


def _condition(one: Object) -> str:
    kind, status = str(one.get("type")), str(one.get("status"))
    if kind == "Ready":
        reason = str(one.get("reason") or "")
        return "Ready again" if status == "True" else f"NotReady{f': {reason}' if reason else ''}"
    return f"{kind}: {one.get('reason') or status}" if status == "True" and kind.endswith("Pressure") else ""


def _latest(minute: datetime, nodes: Iterable[Object], what: str) -> datetime:
    """The last moment within `minute` in which one of `nodes` came to be so."""
    stamps = [
        moment(str(one["lastTransitionTime"]))
        for node in nodes
        for one in (node.get("status") or {}).get("conditions") or []
        if one.get("lastTransitionTime") and _condition(one) == what
    ]
    return max((at for at in stamps if at.replace(second=0, microsecond=0) == minute), default=minute)


def _named(kind: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{kind}/{', '.join(names[:MOST_NAMED])}{more}"


def _about(event: Object) -> str:
    about = event.get("involvedObject") or {}
    return f"{str(about.get('kind', '')).lower()}/{about.get('name', '')}"


def _at(event: Object) -> datetime:
    return moment(last_seen(event))


def _count(event: Object) -> int:
    return int((event.get("series") or {}).get("count") or event.get("count") or 1)


def _close(at: datetime, moments: Iterable[datetime]) -> bool:
    return any(abs((at - one).total_seconds()) <= APART for one in moments)
