"""`events`: what happened in a namespace, or to one object, newest last. Columns as `kubectl get events`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.discovery import find
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.grep import GREP, grep_of
from bot.actions.reading.happenings import age_and_count, events_of, last_seen, message
from bot.actions.reading.lists import must_exist, objects_of
from bot.actions.reading.tables import columns, plain
from bot.actions.reading.words import flag, namespace_of, read_spec, switch, text
from bot.domain.action import Type
from bot.errors import Refused

SPEC = read_spec(
    "events",
    ("events",),
    "Show what happened, newest last.",
    flag("for", Type.TEXT, "kind/name", "--for", help="Only what happened to one object: `deployment/web`"),
    flag("types", Type.TEXT, "types", "--types", help="`Warning`, `Normal` or both with a comma"),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    switch("watch", "-w", "--watch", help="Keep the answer up to date for a while."),
    *GREP,
    examples=("events", "events --types Warning", "events --for deployment/web"),
    follows="watch",
)
_TYPES = ("Normal", "Warning")
_HEADS = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]


async def events(scene: Scene) -> Output:
    """Events of the namespace or of one object. Refused for an unknown type or object."""
    types, grep = _types(text(scene, "types")), grep_of(scene)
    about = text(scene, "for")
    found = await (_about(scene, about) if about else _all(scene))
    kept = sorted((one for one in found if not types or one.get("type") in types), key=last_seen)
    place = f" in {namespace_of(scene)}" if namespace_of(scene) else ""
    subject = f" about {about}" if about else ""
    if not kept:
        await must_exist(scene.bot, namespace_of(scene), scene.call.cluster)
        return await finished(f"No events{subject}{place}", "", "table")
    body = await asyncio.to_thread(_drawn, kept, scene.call.all_namespaces, scene.now)
    warnings = sum(one.get("type") == "Warning" for one in kept)
    says = f"{counted(len(kept), 'event')}{subject}{place}, {counted(warnings, 'warning')}"
    return await finished(says, body, "table", grep=grep)


def _drawn(found: Sequence[Mapping[str, Any]], namespaces: bool, now: datetime) -> str:
    lines = [[*(["NAMESPACE"] if namespaces else []), *_HEADS]]
    for one in found:
        about = one.get("involvedObject") or {}
        cells = [
            age_and_count(one, now),
            plain(one.get("type")),
            plain(one.get("reason")),
            plain(f"{str(about.get('kind', '')).lower()}/{about.get('name', '')}"),
            plain(message(one)),
        ]
        lines.append([*([str(one["metadata"].get("namespace", ""))] if namespaces else []), *cells])
    return columns(lines)


async def _all(scene: Scene) -> list[dict[str, Any]]:
    place = f"/namespaces/{namespace_of(scene)}" if namespace_of(scene) else ""
    chosen = text(scene, "selector")
    return await objects_of(scene.bot, f"/api/v1{place}/events", {"labelSelector": chosen} if chosen else {})


async def _about(scene: Scene, about: str) -> list[dict[str, Any]]:
    """The events of one object, and only of the one that lives now under this name."""
    kind, slash, name = about.partition("/")
    if not slash or not name or "/" in name:
        raise Refused(f"`--for {about}` is not `kind/name`: write `--for deployment/web`.")
    if scene.call.all_namespaces:
        raise Refused("`--for` names one object, which is in one namespace: take `-A` away.")
    resource = find(await scene.bot.resources(), kind)
    target = await scene.bot.get(resource.path(scene.call.namespace, name))
    return await events_of(scene.bot, target, resource.kind)


def _types(given: str) -> set[str]:
    wanted = {word.strip().capitalize() for word in given.split(",") if word.strip()}
    if strange := sorted(wanted - set(_TYPES)):
        raise Refused(f"There are no events of type {', '.join(strange)}: only Normal and Warning.")
    return wanted


ACTION = Action(SPEC, read=events)
