"""Answers that only the asker sees: what a slash command or a button says back.

The doors send them as the ack. Written for someone tired: what happened, then what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain import events as e
from bot.domain.deadlines import ASK, UPDATE, next_deadline, update_due
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER_ROLE, Contact, System
from bot.views import ids, kit, phrases
from bot.views.lines import line
from bot.views.lists import packed
from bot.views.said.world import effect_words


def refused(message: str) -> kit.Message:
    """Why it was not done, in the words of `Refused`; people's words inside it are made harmless."""
    return kit.message(kit.cut(kit.escape(message), 2900))


def mistake(message: str, nearest: str = "", command: str = "/incident") -> kit.Message:
    """It could not be read; `nearest` is what to type after `command` instead."""
    said = kit.cut(kit.escape(message), 2500)
    near = kit.words(nearest, 300, mentions=False)
    return kit.message(f"{said}\nTry: `{command} {near}`" if nearest else said)


def greeting() -> kit.Message:
    """The answer to `@tocsin` in a message."""
    return kit.message(
        "I run incident channels. `/incident declare p1 what is broken` opens one, "
        "`/incident help` shows the rest."
    )


def away() -> kit.Message:
    """The database does not answer."""
    return kit.message(
        "I cannot reach my database, so *nothing was saved*. Try again in a minute. "
        "If it is urgent, call people by phone and tell the channel; you can add it to the timeline later."
    )


def done(incident: Incident, facts: Sequence[Fact], repeated: bool = False) -> kit.Message:
    """What a command came to. Nothing is said twice when a delivery was only repeated."""
    if facts and isinstance(facts[0].event, e.Declared):
        return declared(incident)
    if not facts:
        ref = kit.words(incident.ref, 40)
        return kit.message("That was done already." if repeated else f"Nothing changed in {ref}.")
    said = [f"✓ {_capital(line(fact))}" for fact in facts[:5]]
    more = f"\nand {len(facts) - 5} more entries" if len(facts) > 5 else ""
    return kit.message("\n".join(said) + more)


def declared(incident: Incident) -> kit.Message:
    """To the declarer, at once: the channel follows a moment later."""
    drill = "Drill " if incident.drill else ""
    said = f"✓ {drill}*{kit.words(incident.severity, 40)}* declared: {phrases.title(incident, 300)}."
    if incident.channel:
        return kit.message(f"{said} Go to {kit.channel_link(incident.channel.id)}.")
    return kit.message(f"{said} I am opening its channel and will invite you in a moment.")


def twin(incident: Incident, now: datetime, again: str = "") -> kit.Message:
    """The same was declared a moment ago; `again` is the value (2000 at most) with which the door can
    declare it anyway. Without one there is only the way into the open incident.
    """
    fits = 0 < len(again) <= 2000
    lead = phrases.commander(incident)
    who = f"{kit.mention(lead)} has command" if lead else f"declared by {kit.mention(incident.declared_by)}"
    said = (
        f"This looks like *{phrases.title(incident, 200)}*, "
        f"open since {kit.near(incident.declared_at, now)} ({who})."
    )
    place = f"Join #{incident.channel.name}" if incident.channel else "Join"
    return kit.message(
        said,
        kit.section(f"{said} Join it, or declare a second one?" if fits else f"{said} Join it there."),
        kit.actions(
            kit.button(place, ids.JOIN_TWIN, incident.id, "primary"),
            kit.button("Declare anyway", ids.DECLARE_ANYWAY, again) if fits else None,
        ),
    )


def status(incident: Incident, system: System, now: datetime) -> kit.Message:
    """The state in about ten lines."""
    i = incident
    began = i.milestones.get("started", i.declared_at)
    said = [f"*{kit.escape(phrases.headline(i, system), mentions=False)}*"]
    span = kit.lasted((i.milestones.get("resolved") or i.ended_at or now) - began)
    said.append(f"{kit.words(i.ref, 40)} · since {kit.near(began, now)} ({span})")
    held = [f"{phrases.role_label(system, role)} {kit.mention(who)}" for role, who in i.roles.items()]
    if i.status.open and COMMANDER_ROLE not in i.roles:
        held.insert(0, "*nobody has command*: `/incident take`")
    said.append("Roles: " + (", ".join(held[:12]) or "none"))
    if i.acknowledged_by:
        said.append(f"Acknowledged by {kit.mention(i.acknowledged_by)}")
    elif i.status.open:
        said.append("*Not acknowledged*: `/incident ack`")
    if impact := phrases.impact(i, system):
        said.append(f"Impact: {impact}")
    if i.update:
        said.append(f"Last update {kit.near(i.update.at, now)}: {kit.words(i.update.known, 300)}")
    if due := update_due(i, system.severity(i.severity)):
        said.append(f"Next update by {kit.near(due, now)}")
    said += [f"Action item {x.number}: {_item(x.text, x.owner, x.due)}" for x in i.open_items[:5]]
    coming = next_deadline(i, system)
    if coming and coming.kind not in (ASK, UPDATE):
        said.append(f"Next on the clock: {phrases.due_word(coming.kind)}, {kit.near(coming.when, now)}")
    if i.parked:
        said.append(f"⚠️ {phrases.count(len(i.parked), 'job')} of mine failed: `/incident repair`")
    return kit.message(kit.escape(phrases.headline(i, system), mentions=False), *packed(said))


def _item(text: str, owner: str | None, due: datetime | None) -> str:
    whose = f"{kit.mention(owner)}: " if owner else ""
    return f"{whose}{kit.words(text, 150)}{f', due {kit.when(due, kit.DAY)}' if due else ''}"


def contacts(
    system: System, found: Sequence[Contact], word: str = "", names: kit.Names = kit.NOBODY
) -> kit.Message:
    """Whom to reach: the contacts that match `word`, phones first, because someone may need them now."""
    if not found:
        known = ", ".join(kit.words(c.name, 40) for c in system.contacts[:30]) or "none yet"
        asked = (
            f"No contact of {kit.words(system.name, 60)} is called {kit.words(word, 60)}. " if word else ""
        )
        return kit.message(f"{asked}Contacts: {known}.")
    said = []
    for contact in found[:30]:
        reach = [f"📞 {kit.words(contact.phone, 60)}"] if contact.phone else []
        reach += [kit.mention(contact.address, names)] if contact.address else []
        reach += [kit.words(contact.email, 120)] if contact.email else []
        reach += [kit.words(contact.note, 200)] if contact.note else []
        label = kit.words(contact.label or contact.name, 80)
        said.append(f"*{label}*: {' · '.join(reach) or 'no way to reach is given'}")
    more = f"and {len(found) - 30} more: `/incident contacts word` narrows it" if len(found) > 30 else ""
    return kit.message(
        f"Contacts of {kit.words(system.name, 60)}", *packed(said), kit.context(more) if more else None
    )


def repair(incident: Incident) -> kit.Message:
    """What of our own work failed, each with a button that tries it again; `repair 2` does the same."""
    if not incident.parked:
        return kit.message(f"Nothing to repair in {kit.words(incident.ref, 40)}: all my work here is done.")
    shown = list(incident.parked.items())[:20]
    rows = [
        kit.section(
            f"{n}. {effect_words(parked.effect)}: {kit.words(parked.error, 200, mentions=False)}",
            kit.button("Retry", ids.RETRY, ids.join(incident.id, job)),
            f"retry:{n}",
        )
        for n, (job, parked) in enumerate(shown, 1)
    ]
    title = f"{phrases.count(len(incident.parked), 'job')} of mine failed in {phrases.title(incident)}."
    return kit.message(title, kit.section(title), *rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
