"""What must be done in the world because something happened: the map of the whole system.

`followups(fact, incident, system)` is pure; the use-case enqueues its jobs in the transaction that
writes the fact. `incident` is the state after the fact. Read `_of` from top to bottom to know what
Tocsin does: "declared: open the channel; channel opened: invite and card side by side, ...".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.domain import events as e
from bot.domain.deadlines import owner, update_owner
from bot.domain.incident import Incident
from bot.domain.jobs import CARD, LONG, PAGE, QUICK, REMIND, Job
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


def followups(fact: e.Fact, incident: Incident, system: System) -> list[Job]:
    """The jobs `fact` asks for, in the order they should be enqueued. Same fact, same keys, for ever."""
    return list(_of(fact, incident, system))


def _of(fact: e.Fact, i: Incident, system: System) -> Iterator[Job]:
    event = fact.event
    match event:
        case e.Declared():
            yield _job(i, fact, "open_channel", "open", PAGE)
        case e.ChannelOpened():
            yield from _furnish(i, fact, system)
        case e.Posted(key="card"):
            yield _job(i, fact, "pin_card", "pin", CARD)
            yield edit(i, "edit_card")  # what changed while it was being posted
        case e.RoleAssigned(person=person):
            yield _job(i, fact, "invite", "invite", PAGE, people=[person])
        case e.SeverityChanged(raised=True):
            severity = system.severity(i.severity)
            if severity and severity.invite:
                yield _job(i, fact, "invite", "invite", PAGE, people=list(severity.invite))
        case e.Reopened() if i.channel and i.channel.state == "archived":
            yield _job(i, fact, "restore_channel", "open", PAGE)
        case e.Resolved():
            yield _job(i, fact, "share_picture", "files", CARD, queue=LONG)
            yield draft(i, fact)
        case e.PostmortemRequested():
            yield draft(i, fact)
        case e.PostmortemDrafted(revision=revision):
            yield _job(i, fact, "share_postmortem", "files", CARD, queue=LONG, revision=revision)
        case e.TextRedacted(seq=seq):
            yield _job(i, fact, "retell", "talk", REMIND, seq=seq)
            yield _job(i, fact, "withdraw_files", "files", CARD, queue=LONG, before=fact.seq)

        case e.EffectRepaired(work=work) if work:
            yield Job(**work)
        case e.BotWasAway(since=since):
            yield _job(i, fact, "read_back", "readback", CARD, queue=LONG, since=since.timestamp())
        case _:
            pass
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
    yield _job(i, fact, "invite", "invite", PAGE, people=list(dict.fromkeys(people)))
    yield _job(i, fact, "post_card", "card", PAGE)
    if (severity and severity.mention) or i.climb.called:
        yield _job(i, fact, "call", "talk", REMIND)
    yield _job(i, fact, "add_bookmarks", "bookmarks", CARD)


def _told(fact: e.Fact, i: Incident, system: System) -> Iterator[Job]:
    event = fact.event
    if isinstance(event, e.Acknowledged) and (people := _woken(i, system)):
        yield _job(i, fact, "page", "stand-down", PAGE, seq=fact.seq, people=people)
    usable = i.channel is not None and i.channel.state == "open"
    if isinstance(event, e.RungClimbed) and not event.skipped:
        yield _job(i, fact, "page", f"page-{event.index}", PAGE, seq=fact.seq, people=list(event.people))
    if isinstance(event, e.RungClimbed) and event.skipped:
        return
    if isinstance(event, e.EffectParked) and event.effect == "tell":
        return  # saying that saying failed would fail too; the card counts it
    if isinstance(event, e.PeopleInvited) and not event.missing:
        return  # Slack itself shows who came
    if isinstance(event, TO_PERSON):
        yield _job(i, fact, "direct", "direct", REMIND, seq=fact.seq, person=_addressee(event, i))
    elif usable and isinstance(event, IN_CHANNEL):
        yield _job(i, fact, "tell", "talk", REMIND, seq=fact.seq)
    elif usable and isinstance(event, IN_THREAD):
        yield _job(i, fact, "tell", "talk", REMIND, seq=fact.seq, thread="card")
    elif i.channel and isinstance(event, TO_OWNER):
        yield _job(i, fact, "direct", "direct", REMIND, seq=fact.seq, person=update_owner(i))


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


def edit(i: Incident, effect: str) -> Job:
    """A job that brings one shown thing up to date with the state, whatever changed it."""
    name = f"{i.id}:{effect}"
    return Job(effect, i.id, key=name, lane=name, urgency=CARD, coalesce=name)


def draft(i: Incident, fact: e.Fact) -> Job:
    """A draft of the postmortem from the timeline up to `fact`."""
    return _job(i, fact, "draft_postmortem", "draft", CARD, queue=LONG)


def _job(
    i: Incident, fact: e.Fact, effect: str, lane: str, urgency: int, queue: str = QUICK, **args: Any
) -> Job:
    key = f"{i.id}:{fact.seq}:{effect}"
    return Job(effect, i.id, key=key, lane=f"{i.id}:{lane}", urgency=urgency, queue=queue, args=args)
