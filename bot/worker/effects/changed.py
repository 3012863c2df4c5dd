"""What others changed: told once when an incident is declared, and looked for as long as it is open.

Neither is ever in the way: a cluster that does not answer is one quiet line, or a look that comes later.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.actions.changed import changes as listing
from bot.actions.changed import watching
from bot.actions.kit import Output, Scene
from bot.domain import events as e
from bot.domain.action import Call
from bot.domain.followups.changed import RECENT
from bot.domain.followups.changed import look_outside as look_outside_job
from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.domain.resolving import resolve
from bot.domain.words import Words
from bot.errors import Permanent, Refused, Temporary
from bot.runbooks.kinds import workload_kind
from bot.usecases import changes, read
from bot.views.ops import changed as views
from bot.worker.effects import places, reach
from bot.worker.effects.talk import NO_SUCH_THREAD, SKEW
from bot.worker.loop import Run
from bot.worker.world import World, settled

log = structlog.get_logger()

PATIENCE = 15.0
"""Real seconds a cluster has for the list of what changed, and for a look."""

EVERY = 4.0
"""Seconds of our clock between two looks: what somebody does is in the timeline within five."""

LONGEST, SHORTEST = 300.0, 0.5
"""Seconds of our clock between looks at a cluster that does not answer; real ones, however fast ours runs."""

FRESH, SLOWLY = timedelta(hours=24), 60.0
"""An incident that nobody has said a word about for so long is looked at once a minute."""

OWN_SCALE = timedelta(seconds=60)
KINDS = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
MOST_WORKLOADS = 8

MOST_TOLD = 20
"""So often one object is told of in an incident: something that writes all day must not fill its timeline."""

LAST = "; it keeps changing, so this is the last that is told of it"


async def recent_changes(world: World, run: Run) -> None:
    """Say below the card what changed in the last two hours, once; also that nothing did."""
    incident = await read.incident(world.desk, run.job.stream)
    channel = places.waiting(incident, run)
    call = _place(incident, world.desk.system(incident.system))
    if channel is None or call is None or RECENT in incident.posts:
        return
    why, output = "", Output("", "")
    try:
        output = await _asked(world, incident, call)
    except (Refused, Permanent, Temporary) as problem:
        why = str(problem)
    span = listing.spell(listing.USUAL)
    message = views.recent(call.cluster, call.namespace, span, output.summary, output.text, why)
    thread, key = places.thread(incident, "card", run), f"{incident.id}:{RECENT}"
    since = incident.declared_at - SKEW
    try:
        ts = await world.chat.find_post(channel, key, since, thread) if run.repeat else None
        ts = ts or await world.chat.post(channel, message.text, message.blocks, key, thread)
    except Permanent as problem:
        if problem.code not in NO_SUCH_THREAD:
            raise
        return  # somebody deleted the card, and a list of what was before is no reason to speak up
    await changes.came_of_it(world.desk, incident.id, settled(run), e.Posted(RECENT, channel, ts))


async def _asked(world: World, incident: Incident, call: Call) -> Output:
    policy, bot = world.desk.system(incident.system).operations, reach.kube(world, incident, call.cluster)
    try:
        async with asyncio.timeout(PATIENCE):
            return await listing.changes(Scene(call, bot, None, policy, incident.declared_at))
    except TimeoutError as late:
        raise Temporary("it did not answer in time.") from late


def _place(incident: Incident, system: System) -> Call | None:
    """The call placed where the incident's service is; None where the system file does not say."""
    try:
        return resolve(Call(listing.NAME), listing.SPEC, system, system.service(incident.service))
    except Refused:
        return None


async def look_outside(world: World, run: Run) -> None:
    """One look for what others changed since the last one; the next follows while the incident is open."""
    incident = await read.incident(world.desk, run.job.stream)
    call = _place(incident, world.desk.system(incident.system))
    if not incident.status.open or call is None:
        return
    known, misses = run.job.args.get("known") or {}, int(run.job.args.get("misses") or 0)
    try:
        known = await _looked(world, incident, call, known)
        misses = 0
    except Refused:
        return  # the system file names that cluster no more
    except (Permanent, Temporary) as problem:
        misses += 1
        log.info("no look at what others changed", incident=incident.ref, error=str(problem), misses=misses)
    again = replace(look_outside_job(incident), args={"known": known, "misses": misses})
    await world.desk.store.queue.later(again, _pause(world, incident, misses))


async def _looked(world: World, incident: Incident, call: Call, known: watching.Known) -> watching.Known:
    """What is known after a look; what it found is in the timeline by then."""
    kube = reach.kube(world, incident, call.cluster)
    now = world.desk.clock.now()
    look = watching.Look(kube, call.namespace, now, _scaled(incident, now))
    workloads = _workloads(incident, world.desk.system(incident.system), call)
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await look.at(workloads, known)
    except TimeoutError as late:
        raise Temporary("it did not answer in time.") from late
    told: dict[str, int] = dict(known.get("told") or {})
    for one in look.found:
        times = told[one.object] = told.get(one.object, 0) + 1
        if times <= MOST_TOLD:
            what = Words(f"{one.what}{LAST if times == MOST_TOLD else ''}")
            changed = e.OutsideChange(one.object, what, one.who, one.at, call.cluster, call.namespace)
            await changes.came_of_it(world.desk, incident.id, f"outside:{incident.id}:{one.key}", changed)
    return seen | {"told": told}


def _workloads(incident: Incident, system: System, call: Call) -> list[tuple[str, str]]:
    """(kind, name) of what runs the incident's service, and of what was changed on its behalf."""
    service = system.service(incident.service)
    placed = (service.workload or "") if service else ""
    written = placed if "/" in placed else f"deployment/{placed}" if placed else ""
    word, _, name = written.partition("/")
    found = [(KINDS.get(workload_kind(word) or "", ""), name)] if name else []
    for change in incident.changes:
        target = change.target
        if target and (target.cluster, target.namespace) == (call.cluster, call.namespace):
            found.append((target.kind, target.name))
    known = [one for one in dict.fromkeys(found) if one[0] in KINDS.values()]
    return known[:MOST_WORKLOADS]


def _scaled(incident: Incident, now: datetime) -> set[str]:
    """The workloads whose number of replicas this incident's own changes set a moment ago."""
    return {
        one.target.title
        for one in incident.changes
        if one.target and one.begun and now - (one.applied or one.begun) <= OWN_SCALE
    }


def _pause(world: World, incident: Incident, misses: int) -> float:
    """Seconds of our clock until the next look."""
    seconds = EVERY if world.desk.clock.now() - incident.watch.base < FRESH else SLOWLY
    seconds = min(LONGEST, seconds * 2.0 ** min(misses, 10)) if misses else seconds
    real = world.desk.clock.real_seconds(seconds)
    return seconds if real >= SHORTEST else seconds * SHORTEST / real
