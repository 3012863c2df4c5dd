"""The postmortem: draft it from the timeline, file it, share it; and the picture of the timeline."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from bot.domain import events as e
from bot.domain.deadlines import zone_of
from bot.domain.incident import Incident
from bot.domain.naming import Value, number, postmortem_path
from bot.domain.policy import System
from bot.domain.report import report
from bot.usecases import people, postmortems, read
from bot.views import picture
from bot.views import report as views
from bot.worker.effects.files import share
from bot.worker.loop import Run
from bot.worker.world import World, settled


async def draft_postmortem(world: World, run: Run) -> None:
    """A new revision: generated parts anew, what people wrote between them kept byte for byte."""
    incident, facts, head = await postmortems.story(world.desk, run.job.stream)
    system, now = world.desk.system(incident.system), world.desk.clock.now()
    names = await people.names(world.desk, _people(incident, facts))
    path = _path(incident, system)
    old = await asyncio.to_thread(_filed, world.reports / path)
    old = old if old is not None else await postmortems.latest(world.desk, incident.id)

    def write() -> str:
        fresh = views.markdown(report(incident, facts, system, head, now), names)
        return views.merge(old, fresh) if old else fresh

    markdown = await asyncio.to_thread(write)
    await asyncio.to_thread(_file, world.reports / path, markdown)
    await postmortems.drafted(world.desk, incident, settled(run), markdown, path)


async def share_postmortem(world: World, run: Run) -> None:
    """The draft as a file: the first one in the channel, later ones in the card's thread."""
    incident, revision = await read.incident(world.desk, run.job.stream), run.job.args["revision"]
    markdown = await postmortems.latest(world.desk, incident.id)
    if markdown is None or revision < incident.drafts:
        return
    card = incident.posts.get("card")
    thread = card.ts if card and revision > 1 else None
    title = f"Postmortem {incident.ref}, draft {revision}"
    name = Path(_path(incident, world.desk.system(incident.system))).name
    await share(
        world, run, f"postmortem-{revision}", name, title, markdown.encode("utf-8", "replace"), thread
    )


async def share_picture(world: World, run: Run) -> None:
    """The timeline at a glance, beside the resolve summary."""
    incident, facts, head = await postmortems.story(world.desk, run.job.stream)
    system, now = world.desk.system(incident.system), world.desk.clock.now()
    names = await people.names(world.desk, _people(incident, facts))
    image = await asyncio.to_thread(
        lambda: picture.picture(report(incident, facts, system, head, now), names)
    )
    name = f"{incident.ref.lower()}-timeline.png"
    await share(world, run, f"picture-{run.job.key}", name, f"Timeline of {incident.ref}", image, None)


def _people(incident: Incident, facts: list[e.Fact]) -> list[str]:
    named = {fact.actor for fact in facts} | set(incident.responders) | set(incident.roles.values())
    named |= {event.person for event in (f.event for f in facts) if isinstance(event, e.RoleAssigned)}
    named |= {event.author for event in (f.event for f in facts) if isinstance(event, e.MessageCaptured)}
    return sorted(named | {item.owner for item in incident.items if item.owner})


def _path(incident: Incident, system: System) -> str:
    values: Mapping[str, Value] = {
        "ref": incident.ref,
        "n": number(system.naming.ref, incident.ref),
        "date": incident.declared_at.astimezone(zone_of(system.zone)).date(),
        "system": system.id,
        "service": incident.service or "",
        "severity": incident.severity,
        "kind": incident.kind or "",
        "slug": str(incident.title),
    }
    return postmortem_path(system.naming.postmortem, values).as_posix()


def _filed(path: Path) -> str | None:
    """The file as people left it, None where there is none."""
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else None


def _file(path: Path, markdown: str) -> None:
    """Write the copy in one step, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(markdown.encode("utf-8", "surrogateescape"))
    partial.replace(path)
