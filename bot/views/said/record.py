"""How the channel hears what people put on record: updates, decisions, action items, the postmortem."""

from __future__ import annotations

from bot.domain import events as e
from bot.views import kit, phrases
from bot.views.said.scene import Scene, Teller, line


def update_posted(s: Scene, event: e.UpdatePosted) -> kit.Message:
    known = kit.words(event.known, 300)
    state = f"{kit.words(s.incident.severity, 40)} · {phrases.STATUS[s.incident.status]}"
    small = [f"{kit.words(s.incident.ref, 40)} · {state} · by {s.actor}"]
    if event.next_by is not None:
        small.append(f"*Next update by {s.near(event.next_by)}*")
    return kit.message(
        f"Status update: {known}",
        kit.section(f"📣 *Status update*\n{kit.quote(event.known)}"),
        kit.section(f"*What we are doing*\n{kit.quote(event.doing)}") if event.doing else None,
        kit.context(*small),
    )


def decision_made(s: Scene, event: e.DecisionMade) -> kit.Message:
    at = f" (decided at {s.near(event.when)})" if event.when else ""
    return line(f"*Decision* by {s.actor}{at}\n{kit.quote(event.text)}")


def action_item_added(s: Scene, event: e.ActionItemAdded) -> kit.Message:
    owner = f" for {s.mention(event.owner)}" if event.owner else ", *nobody owns it yet*"
    due = f", due {kit.when(event.due, kit.DAY)}" if event.due else ""
    return line(f"*Action item {event.number}*{owner}{due}: {kit.words(event.text, 1000)}")


def postmortem_completed(s: Scene, event: e.PostmortemCompleted) -> kit.Message:
    link = f": {kit.words(event.link, 1000)}" if event.link else "."
    return line(f"The postmortem of {kit.words(s.incident.ref, 40)} is done, says {s.actor}{link}")


TELLERS: dict[type, Teller] = {
    e.UpdatePosted: update_posted,
    e.DecisionMade: decision_made,
    e.ActionItemAdded: action_item_added,
    e.PostmortemCompleted: postmortem_completed,
}
