"""How the channel hears the clock: reminders, the escalation ladder, time the bot was away.

Rendered when sent: one who has acknowledged or posted meanwhile is not nagged with a button.
"""

from __future__ import annotations

from collections import Counter

from bot.domain import events as e
from bot.domain.deadlines import owner, update_owner
from bot.views import ids, kit, phrases
from bot.views.said.scene import Scene, Teller, line


def acknowledge_missed(s: Scene, event: e.AcknowledgeMissed) -> kit.Message:
    severity = s.system.severity(s.incident.severity)
    allowed = severity.acknowledge_within if severity else None
    within = f" within {kit.lasted(allowed)}" if allowed else ""
    said = f"⏰ *Nobody has acknowledged{within}.* It was due at {s.near(event.due)}."
    if s.incident.acknowledged_by is not None:
        return line(f"{said} {s.mention(s.incident.acknowledged_by)} has acknowledged since.")
    if rung := phrases.next_rung(s.incident, s.system):
        said += f" {phrases.called_next(*rung, s.now)}"
    return line(said, _acknowledge(s))


def update_asked(s: Scene, event: e.UpdateAsked) -> kit.Message:
    who = s.mention(event.person or update_owner(s.incident))
    said = f"{who}, a status update is due at {s.near(event.due)}. What do we know, and what are we doing?"
    return line(said, *_update(s))


def update_missed(s: Scene, event: e.UpdateMissed) -> kit.Message:
    late = f" {event.count} updates are missing by now." if event.count > 1 else ""
    said = f"⏰ *The status update due at {s.near(event.due)} has not come.*{late}"
    return line(f"{said} {s.mention(update_owner(s.incident))}, please post one.", *_update(s))


def update_escalated(s: Scene, event: e.UpdateEscalated) -> kit.Message:
    severity = s.system.severity(s.incident.severity)
    rungs = severity.ladder if severity else ()
    rung = rungs[event.rung] if event.rung is not None and 0 <= event.rung < len(rungs) else None
    last = s.incident.update.at if s.incident.update else s.incident.declared_at
    said = f"⏰ *No status update since {s.near(last)}.*"
    if rung:
        called = phrases.anyone(rung.people, s.names)
        said += f" {called} ({kit.words(rung.label, 80)}): please see that one is posted."
    else:
        said += f" {s.mention(owner(s.incident))}, please post one or hand over."
    return line(said, *_update(s))


def rung_climbed(s: Scene, event: e.RungClimbed) -> kit.Message | None:
    """Silent for a rung that was skipped: nobody was called."""
    if event.skipped:
        return None
    who, label = phrases.anyone(event.people, s.names), kit.words(event.label, 80)
    called = f"{who} ({label})" if who else f"*{label}*"
    what = f"{kit.words(s.incident.severity, 40)}: {kit.words(s.incident.title, 300, mentions=False)}"
    if s.incident.acknowledged_by is not None:
        return line(f"🔔 {called}, you were called for {what}. {_has_it(s)}")
    waited = event.due - s.incident.climb.base
    late = f" Nobody has acknowledged for {kit.lasted(waited)}." if waited.total_seconds() >= 60 else ""
    return line(f"🔔 {called}: *{what}*.{late} Please acknowledge.", _acknowledge(s))


def snoozed(s: Scene, event: e.Snoozed) -> kit.Message:
    why = kit.words(event.why, 500)
    return line(f"{s.actor} put off the status update to {s.near(event.until)}: {why}")


def bot_was_away(s: Scene, event: e.BotWasAway) -> kit.Message:
    """One honest line: people must know that silence was not calm."""
    away = f"I was away {s.near(event.since)} to {s.near(event.until)}"
    due = [_times(what, n) for what, n in Counter(event.missed).most_common(8)]
    if not due:
        return line(f"{away}; nothing was due.")
    was = "was" if len(event.missed) == 1 else "were"
    listed = " and ".join([", ".join(due[:-1]), due[-1]]) if len(due) > 1 else due[0]
    return line(f"{away}; {listed} {was} due. I am catching up now.")


def _times(what: str, number: int) -> str:
    """`one update`, `3 updates`, `the postmortem`."""
    kind, noun = what.partition(" ")[::2]
    if kind in ("a", "an") and noun:
        return f"one {kit.words(noun, 80)}" if number == 1 else f"{number} {kit.words(noun, 80)}s"
    return kit.words(what, 80) + (f" ({number} times)" if number > 1 else "")


def postmortem_reminded(s: Scene, event: e.PostmortemReminded) -> kit.Message:
    who, ref = s.mention(owner(s.incident)), kit.words(s.incident.ref, 40)
    said = f"{who}, the postmortem of {ref} was due {kit.when(event.due, kit.DAY_TIME)}."
    done = kit.button("It is done", ids.POSTMORTEM_DONE, s.incident.id)
    return line(said, phrases.postmortem_button(s.incident, "primary"), done)


def action_item_reminded(s: Scene, event: e.ActionItemReminded) -> kit.Message:
    item = next((item for item in s.incident.items if item.number == event.number), None)
    who = s.mention((item.owner if item else None) or owner(s.incident))
    what = f": {kit.words(item.text, 500)}" if item else "."
    verb = "was" if event.due < s.now else "is"
    said = f"{who}, action item {event.number} {verb} due {kit.when(event.due, kit.DAY)}{what}"
    if item and item.done:
        return line(f"{said} (done since)")
    return line(said, kit.button("Done", ids.COMPLETE_ACTION_ITEM, ids.join(s.incident.id, event.number)))


def _update(s: Scene) -> tuple[kit.Element, ...]:
    if not s.incident.status.open:
        return ()
    snooze = kit.button("Snooze 15 min", ids.SNOOZE_15, s.incident.id)
    return phrases.update_button(s.incident, "primary"), snooze


def _acknowledge(s: Scene) -> kit.Element | None:
    return phrases.acknowledge_button(s.incident) if s.incident.status.open else None


def _has_it(s: Scene) -> str:
    return f"{s.mention(s.incident.acknowledged_by or owner(s.incident))} has acknowledged since."


TELLERS: dict[type, Teller] = {
    e.AcknowledgeMissed: acknowledge_missed,
    e.UpdateAsked: update_asked,
    e.UpdateMissed: update_missed,
    e.UpdateEscalated: update_escalated,
    e.RungClimbed: rung_climbed,
    e.Snoozed: snoozed,
    e.BotWasAway: bot_was_away,
    e.PostmortemReminded: postmortem_reminded,
    e.ActionItemReminded: action_item_reminded,
}
