"""Turns of phrase that card, messages, lists and home share, so that one thing is called one name.

`headline` is plain text for headers; everything else is mrkdwn, already escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain import deadlines
from bot.domain.incident import Incident, Status
from bot.domain.policy import COMMANDER_ROLE, Rung, System
from bot.views import ids, kit

STATUS = {
    Status.INVESTIGATING: "Investigating",
    Status.IDENTIFIED: "Identified",
    Status.MONITORING: "Monitoring",
    Status.RESOLVED: "Resolved",
    Status.CLOSED: "Closed",
    Status.CANCELLED: "Cancelled: false alarm",
    Status.DUPLICATE: "Duplicate",
}

_DOTS = ("🔴", "🟠", "🟡")

_DUE = {
    deadlines.RUNG: "the next escalation",
    deadlines.ACKNOWLEDGE: "the acknowledgement",
    deadlines.ASK: "a status update",
    deadlines.UPDATE: "a status update",
    deadlines.POSTMORTEM: "the postmortem",
    deadlines.ITEM: "an action item",
    deadlines.APPROVAL: "the end of an approval",
    deadlines.VERDICT: "a second look at a change",
    deadlines.FOLLOW: "the end of a followed read",
}


def status_word(status: str) -> str:
    """The status as people read it; a word of a newer version is shown as it is."""
    known = next((s for s in Status if s.value == status), None)
    return STATUS[known] if known else kit.words(status.capitalize(), 40)


def dot(incident: Incident, system: System) -> str:
    """One sign of colour: how bad it is while it is open, a tick when it was resolved."""
    if incident.status in (Status.CANCELLED, Status.DUPLICATE):
        return "⚪"
    if not incident.status.open:
        return "✅"
    severity = system.severity(incident.severity)
    return _DOTS[severity.rank] if severity and severity.rank < len(_DOTS) else "⚪"


def headline(incident: Incident, system: System) -> str:
    """Plain text, strongest fact first: `🔴 P1 · Investigating · 5xx on /pay`."""
    drill = "DRILL · " if incident.drill else ""
    facts = f"{incident.severity} · {STATUS[incident.status]} · {incident.title}"
    return f"{dot(incident, system)} {drill}{facts}"


def title(incident: Incident, limit: int = 150) -> str:
    """`INC-7 5xx on /pay`, one line of mrkdwn."""
    return f"{kit.words(incident.ref, 40)} {kit.words(incident.title, limit, mentions=False)}"


def due_word(kind: str | None) -> str:
    """What a deadline of this kind asks for."""
    return _DUE.get(kind or "", "something")


def role_label(system: System, role: str) -> str:
    known = system.role(role)
    return kit.words(known.label if known else role, 60, mentions=False)


def role_word(system: System, role: str) -> str:
    """The role inside a sentence: `incident commander`."""
    known = system.role(role)
    return kit.words((known.label if known else role).lower(), 60, mentions=False)


def impact(incident: Incident, system: System) -> str:
    """`users affected: 1,200 · downtime: 3 min`; empty when nothing is known."""
    labels = {field.name: field.label for field in system.impact}
    known = [
        f"{kit.words(labels.get(name, name).lower(), 40)}: {kit.words(value, 80)}"
        for name, value in incident.impact.items()
    ]
    return " · ".join(known[:6])


def next_rung(incident: Incident, system: System) -> tuple[Rung, datetime] | None:
    """The rung called next and when, while nobody has acknowledged."""
    severity = system.severity(incident.severity)
    if severity is None or not incident.status.open or incident.acknowledged_by is not None:
        return None
    if incident.climb.next >= len(severity.ladder):
        return None
    rung = severity.ladder[incident.climb.next]
    return rung, incident.climb.base + rung.after


def commander(incident: Incident) -> str | None:
    return incident.roles.get(COMMANDER_ROLE)


def anyone(people: tuple[str, ...], names: Mapping[str, str], most: int = 10) -> str:
    """`@ada, @bo and 3 more`; empty when nobody."""
    shown = ", ".join(kit.mention(who, names) for who in people[:most])
    return f"{shown} and {len(people) - most} more" if len(people) > most else shown


def called_next(rung: Rung, when: datetime, now: datetime) -> str:
    """`The CTO is called at 14:32.`, the label already escaped."""
    at = f"at {kit.near(when, now)}" if when > now else "now"
    return f"{kit.words(rung.label, 80, mentions=False)} is called {at}."


def acknowledge_button(incident: Incident) -> kit.Element:
    return kit.button("Acknowledge", ids.ACKNOWLEDGE, incident.id, "primary")


def command_button(incident: Incident, style: str | None = None) -> kit.Element:
    return kit.button("Take command", ids.TAKE_COMMAND, incident.id, style)


def update_button(incident: Incident, style: str | None = None) -> kit.Element:
    return kit.button("Post update", ids.POST_UPDATE, incident.id, style)


def postmortem_button(incident: Incident, style: str | None = None) -> kit.Element:
    label = "Open postmortem" if incident.drafts else "Draft postmortem"
    return kit.button(label, ids.OPEN_POSTMORTEM, incident.id, style)


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 update`, `2 updates`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
