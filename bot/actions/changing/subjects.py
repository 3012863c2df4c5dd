"""The one object a change is about: found by the words for it, read as the person who asks.

Who may read it is part of the proof, so the person reads first; somebody who may change a thing without
reading it (it happens with scale) is served by Tocsin's own account. Used by every action of this room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions.kit import Scene
from bot.actions.reading.discovery import find
from bot.actions.revisions import PLURALS
from bot.domain.action import Target
from bot.errors import Permanent, Refused
from bot.ports import Kube, Resource


@dataclass(frozen=True)
class Subject:
    """An object as it stood when the plan was made. `live` is its raw JSON, `reader` who could read it."""

    resource: Resource
    live: dict[str, Any]
    target: Target
    reader: Kube

    @property
    def title(self) -> str:
        return self.target.title

    @property
    def kind(self) -> str:
        return self.resource.kind

    @property
    def workload(self) -> bool:
        return self.kind in PLURALS and self.resource.group == "apps"

    @property
    def path(self) -> str:
        return self.resource.path(self.target.namespace, self.target.name)

    @property
    def generation(self) -> int:
        return int(self.live["metadata"].get("generation") or 0)

    @property
    def replicas(self) -> int:
        """How many pods it asks for; a DaemonSet says it in its status only."""
        if self.kind == "DaemonSet":
            return int((self.live.get("status") or {}).get("desiredNumberScheduled") or 0)
        return int((self.live.get("spec") or {}).get("replicas", 1))


def person(scene: Scene) -> Kube:
    """The cluster as the one on whose behalf the change is made."""
    if scene.person is None:
        raise Refused(
            "A change is made in the name of a person, and nothing here says who you are to the cluster. "
            "Have a line for you added to `identities:` of the system file."
        )
    return scene.person


async def subject(scene: Scene, words: Any) -> Subject:
    """The object that `words` name (`deployment/web`, `hpa web`, `web`), read now."""
    kind, name = _kind_and_name(words)
    resources = await scene.bot.resources()
    if kind:
        return await read(scene, find(resources, kind), name)
    return await _any_workload(scene, resources, name)


async def workload(scene: Scene, kinds: Sequence[str] = tuple(PLURALS)) -> Subject:
    """The Deployment, StatefulSet or DaemonSet of the call's `workload`; `kinds` are those that will do."""
    found = await subject(scene, scene.call.args.get("workload"))
    if not found.workload or found.kind not in kinds:
        able = ", ".join(f"{kind}s" for kind in kinds)
        verb = scene.call.action.replace("-", " ")
        raise Refused(f"{found.title} cannot be the object of `{verb}`: that is for {able}.")
    return found


async def read(scene: Scene, resource: Resource, name: str) -> Subject:
    """The object of `resource` called `name` in the call's namespace."""
    if not resource.namespaced:
        raise Refused(f"A {resource.kind} belongs to no namespace; only what is in one is changed from here.")
    call = scene.call
    live, reader = await look(scene, resource.path(call.namespace, name))
    live.setdefault("apiVersion", f"{resource.group}/{resource.version}".lstrip("/"))
    live.setdefault("kind", resource.kind)
    uid = str(live["metadata"]["uid"])
    return Subject(resource, live, Target(call.cluster, call.namespace, resource.kind, name, uid), reader)


async def look(scene: Scene, path: str) -> tuple[dict[str, Any], Kube]:
    """What stands at `path`, and the account that may see it: the person's, else Tocsin's."""
    asking = person(scene)
    try:
        return await asking.get(path), asking
    except Permanent as error:
        if error.code != "Forbidden":
            raise Refused(str(error)) from error
        theirs = error
    try:
        return await scene.bot.get(path), scene.bot
    except Permanent as error:
        raise Refused(str(theirs if error.code == "Forbidden" else error)) from error


async def _any_workload(scene: Scene, resources: Sequence[Resource], name: str) -> Subject:
    """A name alone: there must be exactly one workload that has it."""
    kinds = [find(resources, f"{plural}.apps") for plural in PLURALS.values()]
    looked = await asyncio.gather(*(_try(scene, kind, name) for kind in kinds))
    found = [one for one in looked if one is not None]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{' and '.join(one.title for one in found)} both exist: say which one is meant.")
    raise Refused(
        f"There is no Deployment, StatefulSet or DaemonSet called {name} in the namespace "
        f"{scene.call.namespace}. Check the name with `/ops get deployments`."
    )


async def _try(scene: Scene, resource: Resource, name: str) -> Subject | None:
    try:
        return await read(scene, resource, name)
    except Refused as error:
        if isinstance(error.__cause__, Permanent) and error.__cause__.code == "NotFound":
            return None
        raise


def _kind_and_name(words: Any) -> tuple[str, str]:
    """`deployment/web`, `deployment web`, `["deployment", "web"]` or `web`, which has no kind."""
    text = " ".join(str(word) for word in words) if isinstance(words, list | tuple) else str(words or "")
    parts = [part for part in text.replace("/", " ").split() if part]
    if len(parts) == 1:
        return "", parts[0]
    if len(parts) == 2:
        return parts[0], parts[1]
    raise Refused(f"{text!r} does not name one object. Write it as KIND/NAME, as in deployment/web.")
