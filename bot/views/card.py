"""The incident card: one message at the top of the channel, edited in place, never posted twice.

The worker renders it whenever something on it changed. Strongest fact first, the next action as the
primary button, nothing that a tired person does not need; history is in the channel and the timeline.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.changes import Change
from bot.domain.deadlines import update_due
from bot.domain.incident import Incident, Status
from bot.domain.policy import COMMANDER_ROLE, System
from bot.views import ids, kit, phrases
from bot.views.ops.words import about


def card(incident: Incident, system: System, now: datetime) -> kit.Message:
    """The card of `incident` as of `now`."""
    headline = phrases.headline(incident, system)
    urgent = _urgent(incident, system, now)
    blocks = [
        kit.header(headline),
        kit.section(kit.words(incident.title, 1000)) if len(kit.plain(headline)) > 150 else None,
        kit.section(urgent) if urgent else None,
        kit.section("\n".join(_facts(incident, system, now))),
        kit.context(_small_print(incident, system), _parked(incident)),
        kit.actions(*_buttons(incident), block_id=f"card:{incident.id}"),
    ]
    return kit.message(f"{kit.escape(headline, mentions=False)}. {urgent}", *blocks)


def _urgent(incident: Incident, system: System, now: datetime) -> str:
    """What must happen next, in bold; empty when nothing presses."""
    if incident.status is Status.DUPLICATE:
        other = kit.words(incident.duplicate_of or "the other incident", 80, mentions=False)
        return f"*Go on in {other}.* Nothing happens here."
    if not incident.status.open or incident.acknowledged_by is not None:
        return _command_wanted(incident)
    rung = phrases.next_rung(incident, system)
    if rung is None:
        called = " Everyone on the ladder has been called." if incident.climb.called else ""
        return f"*Nobody has acknowledged yet.*{called}"
    return f"*Nobody has acknowledged yet.* {phrases.called_next(*rung, now)}"


def _command_wanted(incident: Incident) -> str:
    wanted = incident.status.open and phrases.commander(incident) is None
    return "*Nobody has command yet.* Take it: `/incident take`" if wanted else ""


def _facts(incident: Incident, system: System, now: datetime) -> Iterator[str]:
    if incident.roles or incident.status.open:
        yield _roles(incident, system)
    yield _times(incident, system, now)
    if impact := phrases.impact(incident, system):
        yield f"*Impact* {impact}"
    if incident.resolution and not incident.status.open:
        yield f"*Outcome* {kit.words(incident.resolution, 400)}"
    elif incident.update is not None:
        update = incident.update
        doing = f" *Doing* {kit.words(update.doing, 200)}" if update.doing else ""
        yield f"*Last update* {kit.near(update.at, now)}: {kit.words(update.known, 300)}{doing}"
    if incident.open_items:
        yield f"*Action items* {len(incident.open_items)} open"
    if standing := incident.mitigations:
        yield f"*Open mitigations* {len(standing)} ({_named(standing)})"


def _named(changes: tuple[Change, ...]) -> str:
    """`rollback of backend, scale of frontend`."""
    more = f" and {len(changes) - 4} more" if len(changes) > 4 else ""
    return ", ".join(about(change) for change in changes[:4]) + more


def _roles(incident: Incident, system: System) -> str:
    held = dict(incident.roles)
    lead = held.pop(COMMANDER_ROLE, None)
    said = [f"*{phrases.role_label(system, COMMANDER_ROLE)}* {kit.mention(lead) if lead else 'nobody yet'}"]
    said += [f"*{phrases.role_label(system, role)}* {kit.mention(who)}" for role, who in held.items()]
    return " · ".join(said[:12])


def _times(incident: Incident, system: System, now: datetime) -> str:
    began = incident.milestones.get("started", incident.declared_at)
    said = [f"*Since* {kit.near(began, now)}"]
    if incident.status.open:
        due = update_due(incident, system.severity(incident.severity))
        if "mitigated" in incident.milestones:
            said.append(f"*Mitigated* {kit.near(incident.milestones['mitigated'], now)}")
        if due is not None:
            what = "Next update by" if due >= now else "Update overdue since"
            said.append(f"*{what}* {kit.near(due, now)}" + _snoozed(incident, now))
    elif incident.ended_at is not None:
        ended = incident.milestones.get("resolved", incident.ended_at)
        said.append(f"*Until* {kit.near(ended, now)} ({kit.lasted(ended - began)})")
    return " · ".join(said)


def _snoozed(incident: Incident, now: datetime) -> str:
    until = incident.watch.snoozed_until
    return " (snoozed)" if until is not None and until > now else ""


def _small_print(incident: Incident, system: System) -> str:
    said = [kit.words(incident.ref, 40), kit.words(system.name, 60)]
    if incident.service:
        service = system.service(incident.service)
        said.append(kit.words((service.label if service else "") or incident.service, 60))
    if incident.kind and (kind := system.kind(incident.kind)):
        said.append(kit.words(kind.label, 40))
    if incident.drill:
        said.append("*Drill*: practice, no users are affected")
    if incident.private:
        said.append("🔒 *Private*: only people in this channel see this")
    said.append(f"declared by {kit.mention(incident.declared_by)}")
    if incident.acknowledged_by:
        said.append(f"acknowledged by {kit.mention(incident.acknowledged_by)}")
    return " · ".join(said)


def _parked(incident: Incident) -> str:
    if not incident.parked:
        return ""
    return f"⚠️ {phrases.count(len(incident.parked), 'job')} of mine failed: `/incident repair`"


def _buttons(incident: Incident) -> Iterator[kit.Element]:
    """The next action first and primary; none when it is over."""
    if incident.status is Status.RESOLVED:
        yield phrases.postmortem_button(incident, "primary")
        yield kit.button("Reopen", ids.REOPEN, incident.id)
    if not incident.status.open:
        return
    waiting, lead = incident.acknowledged_by is None, phrases.commander(incident)
    mitigated = "mitigated" in incident.milestones
    if waiting:
        yield phrases.acknowledge_button(incident)
    if lead is None:
        yield phrases.command_button(incident, None if waiting else "primary")
    settled = not waiting and lead is not None
    yield phrases.update_button(incident, "primary" if settled and not mitigated else None)
    yield kit.button("Change severity", ids.CHANGE_SEVERITY, incident.id)
    if not mitigated:
        yield kit.button("Mitigated", ids.MITIGATED, incident.id, confirm=_MITIGATED)
    yield kit.button("Resolve", ids.RESOLVE, incident.id, "primary" if settled and mitigated else None)


_MITIGATED = kit.confirm(
    "Mark as mitigated?",
    "Users no longer feel it. The incident stays open, and updates stay due, until it is resolved.",
    "Yes, mitigated",
)
