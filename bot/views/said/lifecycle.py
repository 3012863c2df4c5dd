"""How the channel hears of the life of its incident: status, severity, mitigated, resolved, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.domain import events as e
from bot.domain.durations import Milestone, Setting, durations
from bot.domain.incident import Incident, Status
from bot.views import ids, kit, phrases
from bot.views.said.scene import Scene, Teller, because, line


def status_changed(s: Scene, event: e.StatusChanged) -> kit.Message | None:
    """Silent beside `Mitigated`, which brings it along and says more."""
    eased = s.incident.milestones.get("mitigated")
    brought = eased is not None and abs(eased - s.fact.at) < timedelta(seconds=5)
    if brought and event.new == Status.MONITORING.value and not event.why:
        return None
    new = phrases.status_word(event.new)
    return line(f"Status is now *{new}*, set by {s.actor}{because(event.why)}")


def severity_changed(s: Scene, event: e.SeverityChanged) -> kit.Message:
    old, new = kit.words(event.old, 40), kit.words(event.new, 40)
    way = "raised" if event.raised else "lowered"
    said = f"Severity {way} from {old} to *{new}* by {s.actor}{because(event.why)}"
    severity = s.system.severity(event.new)
    if severity and severity.meaning:
        said += f"\n{new} means: {kit.words(severity.meaning, 300)}"
    if severity and event.raised and severity.mention and not s.incident.drill:
        said += f"\nFor your attention: {phrases.anyone(severity.mention, s.names)}"
    return line(said)


def mitigated(s: Scene, event: e.Mitigated) -> kit.Message | None:
    """Silent when it was only implied by a resolve, which says it too."""
    if not event.how and s.incident.milestones.get("resolved") == event.when:
        return None
    said = f"*Mitigated* at {s.near(event.when)} by {s.actor}{because(event.how)}"
    if s.incident.status.open:
        said += "\nUsers no longer feel it. Updates stay due until it is resolved."
        return line(said, kit.button("Resolve", ids.RESOLVE, s.incident.id))
    return line(said)


def resolved(s: Scene, event: e.Resolved) -> kit.Message:
    i = s.incident
    title = kit.words(i.title, 300, mentions=False)
    causes = {True: "Root cause: known.", False: "Root cause: *not known yet*.", None: ""}
    facts = [causes[event.cause_known], " · ".join(_spans(i))]
    if i.open_items:
        facts.append(f"{phrases.count(len(i.open_items), 'action item')} open.")
    head = f" · chain head `{kit.words(s.head, 64)}`" if s.head else ""
    severity = s.system.severity(i.severity)
    owed = not i.drill and (severity is None or severity.postmortem) and not i.postmortem_done
    due = f"The postmortem is due {kit.when(s.fact.at + s.system.review.due, kit.DAY_TIME)}." if owed else ""
    return kit.message(
        f"✅ Resolved: {title}",
        kit.header(f"✅ Resolved: {i.title}"),
        kit.section(kit.quote(event.summary)) if event.summary else None,
        kit.section("\n".join(fact for fact in (*facts, due) if fact) or f"Resolved by {s.actor}."),
        kit.context(f"{kit.words(i.ref, 40)} · resolved by {s.actor} at {s.near(event.when)}{head}"),
        kit.actions(phrases.postmortem_button(i, "primary" if owed else None)) if not i.status.open else None,
    )


def _spans(i: Incident) -> Iterator[str]:
    """`acknowledged after 2 min`, for what is known by now."""
    names = {"acknowledge": "acknowledged", "mitigate": "mitigated", "resolve": "resolved"}
    marks = [Milestone(name, (Setting(at, at, "", 0),)) for name, at in i.milestones.items()]
    for duration in durations(marks):
        if duration.length is not None and duration.name in names:
            yield f"*{names[duration.name].capitalize()}* after {kit.lasted(duration.length)}"


def reopened(s: Scene, event: e.Reopened) -> kit.Message:
    said = f"*Reopened* by {s.actor}{because(event.why)}\nThe clock runs again."
    if not s.incident.status.open:
        return line(said)
    if s.incident.acknowledged_by is None:
        return line(said, phrases.acknowledge_button(s.incident))
    return line(said, phrases.update_button(s.incident, "primary"))


def closed(s: Scene, event: e.Closed) -> kit.Message:
    return line(f"*Closed* by {s.actor}{because(event.why)}\n`/incident reopen why` if it comes back.")


def cancelled(s: Scene, event: e.Cancelled) -> kit.Message:
    return line(f"*Cancelled as a false alarm* by {s.actor}{because(event.why)}\nThe clock has stopped.")


def marked_duplicate(s: Scene, event: e.MarkedDuplicate) -> kit.Message:
    place = f"in {kit.channel_link(event.channel)}" if event.channel else "there"
    other = kit.words(event.of, 80, mentions=False)
    return line(f"This is the same incident as *{other}*, says {s.actor}. Please go on {place}.")


TELLERS: dict[type, Teller] = {
    e.StatusChanged: status_changed,
    e.SeverityChanged: severity_changed,
    e.Mitigated: mitigated,
    e.Resolved: resolved,
    e.Reopened: reopened,
    e.Closed: closed,
    e.Cancelled: cancelled,
    e.MarkedDuplicate: marked_duplicate,
}
