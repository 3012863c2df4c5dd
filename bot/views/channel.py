"""What stands around the channel: announcement, topic, bookmarks. The worker renders them when sent."""

from __future__ import annotations

from datetime import datetime

from bot.domain.deadlines import update_due
from bot.domain.incident import Incident, Status
from bot.domain.policy import System
from bot.views import ids, kit, phrases

TOPIC = 250


def announcement(
    incident: Incident, system: System, now: datetime, names: kit.Names = kit.NOBODY
) -> kit.Message | None:
    """One message in the announce channel, edited in place; none for a private incident."""
    if incident.private:
        return None
    headline = phrases.headline(incident, system)
    facts = [_state(incident, system, now)]
    if incident.update is not None and incident.status.open:
        facts.append(kit.words(incident.update.known, 300, mentions=False))
    elif incident.resolution and not incident.status.open:
        facts.append(kit.words(incident.resolution, 300, mentions=False))
    severity = system.severity(incident.severity)
    if severity and severity.mention and incident.status.open and not incident.drill:
        facts.append(f"For your attention: {phrases.anyone(severity.mention, names)}")
    return kit.message(
        kit.escape(headline, mentions=False),
        kit.header(headline),
        kit.section("\n".join(facts)),
        kit.context(f"{kit.words(incident.ref, 40)} · {kit.words(system.name, 60)}"),
        kit.actions(_join(incident)),
    )


def _state(incident: Incident, system: System, now: datetime) -> str:
    began = incident.milestones.get("started", incident.declared_at)
    if incident.status is Status.DUPLICATE:
        return f"Goes on as {kit.words(incident.duplicate_of or 'another incident', 80, mentions=False)}."
    if not incident.status.open:
        ended = incident.milestones.get("resolved") or incident.ended_at or now
        return f"{kit.near(began, now)} to {kit.near(ended, now)}, {kit.lasted(ended - began)}."
    said = [f"Since {kit.near(began, now)}"]
    lead = phrases.commander(incident)
    said.append(f"commander {kit.mention(lead)}" if lead else "nobody has command yet")
    if due := update_due(incident, system.severity(incident.severity)):
        said.append(f"next update by {kit.near(due, now)}")
    if incident.channel:
        said.append(kit.channel_link(incident.channel.id))
    return " · ".join(said)


def _join(incident: Incident) -> kit.Element | None:
    if incident.channel is None or not incident.status.open:
        return None
    return kit.button("Join channel", ids.JOIN_TWIN, incident.id)


def topic(incident: Incident, system: System) -> str:
    """At most 250 characters, the title last because it may be cut."""
    lead = phrases.commander(incident)
    said = ["DRILL"] if incident.drill else []
    said += [kit.words(incident.severity, 40), phrases.STATUS[incident.status]]
    if lead:
        said.append(f"commander {kit.mention(lead)}")
    before = " · ".join([f"{phrases.dot(incident, system)} {said[0]}", *said[1:]])
    return kit.cut(f"{before} · {kit.words(incident.title, TOPIC, mentions=False)}", TOPIC)


def bookmarks(incident: Incident, system: System) -> tuple[dict[str, str], ...]:
    """`title`, `link` and perhaps `emoji` of each bookmark, as `bookmarks.add` takes them."""
    made = []
    for link in system.links:
        mark = {"title": kit.cut(kit.plain(link.title), 75), "link": link.url}
        made.append({**mark, "emoji": link.emoji} if link.emoji else mark)
    return tuple(made)
