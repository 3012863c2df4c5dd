"""What must be done because something happened to an incident. Called by `followups`.

Read `of` from top to bottom: "declared: open the channel; channel opened: invite and card side by side,
then pin, topic, bookmarks, ...".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import events as e
from bot.domain.deadlines import owner, update_owner
from bot.domain.followups import changed
from bot.domain.followups.making import draft, edit, job
from bot.domain.incident import Incident
from bot.domain.jobs import CARD, LONG, PAGE, REMIND, Job
from bot.domain.policy import COMMANDER_ROLE, System

IN_CHANNEL = (
    e.SeverityChanged,
    e.Mitigated,
    e.Resolved,
    e.Reopened,
    e.Closed,
    e.Cancelled,
    e.MarkedDuplicate,
    e.UpdatePosted,
    e.AcknowledgeMissed,
    e.UpdateMissed,
    e.UpdateEscalated,
    e.RungClimbed,
    e.BotWasAway,
    e.EffectParked,
)
"""Told in the incident channel itself."""

IN_THREAD = (
    e.StatusChanged,
    e.Acknowledged,
    e.RoleAssigned,
    e.RoleReleased,
    e.PeopleInvited,
    e.DecisionMade,
    e.ActionItemAdded,
    e.UpdateAsked,
    e.Snoozed,
    e.PostmortemCompleted,
    e.TextRedacted,
)
"""Told in the card's thread: there for who looks, nobody is woken (a question mentions its person)."""

TO_PERSON = (e.PostmortemReminded, e.ActionItemReminded, e.ChannelArchived, e.ChannelLost)
"""Told to one person directly."""

TO_OWNER = (e.UpdateMissed, e.UpdateEscalated, e.AcknowledgeMissed, e.BotWasAway)
"""Told to whoever owes the update when the channel cannot be used: the clock keeps running."""

ON_CARD = (
    e.StatusChanged,
    e.SeverityChanged,
    e.Retitled,
    e.Mitigated,
    e.Resolved,
    e.Reopened,
    e.Closed,
    e.Cancelled,
    e.MarkedDuplicate,
    e.Acknowledged,
    e.RoleAssigned,
    e.RoleReleased,
    e.UpdatePosted,
    e.ImpactRecorded,
    e.MilestoneSet,
    e.ActionItemAdded,
    e.ActionItemDone,
    e.RungClimbed,
    e.UpdateMissed,
    e.UpdateEscalated,
    e.Snoozed,
    e.PostmortemDrafted,
    e.PostmortemCompleted,
    e.EffectParked,
    e.EffectRepaired,
    e.ChannelRegained,
    e.ChannelRestored,
)
"""Changes what the card shows."""

ON_ANNOUNCEMENT = (
    e.ChannelOpened,
    e.SeverityChanged,
    e.StatusChanged,
    e.Retitled,
    e.Resolved,
    e.Reopened,
    e.Closed,
    e.Cancelled,
    e.MarkedDuplicate,
    e.UpdatePosted,
    e.RoleAssigned,
)
"""Changes the one line in the system's announce channel."""

ON_TOPIC = (
    e.ChannelOpened,
    e.SeverityChanged,
    e.StatusChanged,
    e.Retitled,
    e.Resolved,
    e.Reopened,
    e.Closed,
    e.Cancelled,
    e.MarkedDuplicate,
)
"""Changes the topic, beside the commander. Slack posts a line for each, so it is set for little else."""


def of(fact: e.Fact, i: Incident, system: System) -> Iterator[Job]:
    """The jobs, in the order they should be enqueued; `i` is the state after the fact."""
    event = fact.event
    match event:
        case e.Declared():
            yield job(i, fact, "open_channel", "open", PAGE)
        case e.ChannelOpened():
            yield from _furnish(i, fact, system)
        case e.Posted(key="card"):
            yield job(i, fact, "pin_card", "pin", CARD)
            yield edit(i, "edit_card")  # what changed while it was being posted
        case e.RoleAssigned(person=person):
            yield job(i, fact, "invite", "invite", PAGE, people=[person])
        case e.SeverityChanged(raised=True):
            severity = system.severity(i.severity)
            if severity and severity.invite:
                yield job(i, fact, "invite", "invite", PAGE, people=list(severity.invite))
        case e.Reopened() if i.channel and i.channel.state == "archived":
            yield job(i, fact, "restore_channel", "open", PAGE)
        case e.Resolved():
            yield job(i, fact, "share_picture", "files", CARD, queue=LONG)
            yield draft(i, fact)
        case e.PostmortemRequested():
            yield draft(i, fact)
        case e.Closed() if i.drafts:
            yield draft(i, fact)  # the last word on how it ended, and on what stays as it was changed
        case e.PostmortemDrafted(revision=revision):
            yield job(i, fact, "share_postmortem", "files", CARD, queue=LONG, revision=revision)
        case e.TextRedacted():
            yield job(i, fact, "withdraw_files", "files", CARD, queue=LONG, before=fact.seq)
        case e.BotWasAway(since=since):
            yield job(i, fact, "read_back", "readback", CARD, queue=LONG, since=since.timestamp())
        case _:
            pass
    yield from changed.of(fact, i, system)
    yield from _told(fact, i, system)
    yield from _shown(event, i, system)


def _furnish(i: Incident, fact: e.Fact, system: System) -> Iterator[Job]:
    """The channel is there: people and card side by side, then what makes it comfortable."""
    severity, kind = system.severity(i.severity), system.kind(i.kind)
    people = [
        i.declared_by,
        *i.roles.values(),
        *(severity.invite if severity else ()),
        *(kind.invite if kind else ()),
    ]
    people += [
        p for k in i.climb.called if severity and k < len(severity.ladder) for p in severity.ladder[k].people
    ]
    yield job(i, fact, "invite", "invite", PAGE, people=list(dict.fromkeys(people)))
    yield job(i, fact, "post_card", "card", PAGE)
    if (severity and severity.mention) or i.climb.called:
        yield job(i, fact, "call", "talk", REMIND)
    yield job(i, fact, "add_bookmarks", "bookmarks", CARD)


def _told(fact: e.Fact, i: Incident, system: System) -> Iterator[Job]:
    event = fact.event
    if isinstance(event, e.Acknowledged) and (people := _woken(i, system)):
        yield job(i, fact, "page", "stand-down", PAGE, seq=fact.seq, people=people)
    usable = i.channel is not None and i.channel.state == "open"
    if isinstance(event, e.RungClimbed) and not event.skipped:
        yield job(i, fact, "page", f"page-{event.index}", PAGE, seq=fact.seq, people=list(event.people))
    if isinstance(event, e.RungClimbed) and event.skipped:
        return
    if isinstance(event, e.EffectParked) and event.effect == "tell":
        return  # saying that saying failed would fail too; the card counts it
    if isinstance(event, e.PeopleInvited) and not event.missing:
        return  # Slack itself shows who came
    if isinstance(event, TO_PERSON):
        yield job(i, fact, "direct", "direct", REMIND, seq=fact.seq, person=_addressee(event, i))
    elif usable and isinstance(event, IN_CHANNEL):
        yield job(i, fact, "tell", "talk", REMIND, seq=fact.seq)
    elif usable and isinstance(event, IN_THREAD):
        yield job(i, fact, "tell", "talk", REMIND, seq=fact.seq, thread="card")
    elif i.channel and isinstance(event, TO_OWNER):
        yield job(i, fact, "direct", "direct", REMIND, seq=fact.seq, person=update_owner(i))


def _woken(i: Incident, system: System) -> list[str]:
    """Whom later rungs called: they were woken because nobody answered, so they hear that somebody has."""
    severity = system.severity(i.severity)
    ladder = severity.ladder if severity else ()
    later = (ladder[k].people for k in i.climb.called if 0 < k < len(ladder) and ladder[k].after)
    return list(dict.fromkeys(person for people in later for person in people))


def _addressee(event: e.Event, i: Incident) -> str:
    if isinstance(event, e.ActionItemReminded):
        item = next((x for x in i.items if x.number == event.number), None)
        if item and item.owner:
            return item.owner
    return owner(i)


def _shown(event: e.Event, i: Incident, system: System) -> Iterator[Job]:
    """Edits of what stands already: coalesced, so that five quick changes become one."""
    if isinstance(event, ON_CARD) and i.channel is not None:
        yield edit(i, "edit_card")
    if isinstance(event, ON_ANNOUNCEMENT) and i.channel is not None and system.announce and not i.private:
        yield edit(i, "announce")
    leads = isinstance(event, e.RoleAssigned | e.RoleReleased) and event.role == COMMANDER_ROLE
    if (leads or isinstance(event, ON_TOPIC)) and i.channel is not None:
        yield edit(i, "set_topic")
