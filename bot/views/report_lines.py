"""What a fact says, as one piece of plain text: total over all events, without any markup.

The report's tables are made of these (escaped afterwards), and so is every other plain listing.
`who` did it stands in a column of its own and is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from bot.domain import events as e
from bot.domain.evolving.lifecycle import Lifecycle
from bot.domain.evolving.people import People
from bot.domain.evolving.record import Record
from bot.domain.evolving.world import Answer, Clockwork
from bot.views.report_lines_changes import operating
from bot.views.report_text import because, clean, lasted, near, people, person, said

Names = Mapping[str, str]

NO_NAMES: Names = {}


def plain(fact: e.Fact, names: Names = NO_NAMES) -> str:
    """What `fact` says. Ids become names where `names` has them; times are in UTC."""
    event = fact.event
    if isinstance(event, Lifecycle):
        return _life(event, fact.at, names)
    if isinstance(event, Record):
        return _recorded(event, fact.at, names)
    if isinstance(event, Clockwork):
        return _clock(event, fact.at, names)
    if isinstance(event, People):
        return _people(event, names)
    if isinstance(event, e.Operating):
        return operating(event, fact.at, names)
    return _answer(event)


def _backdated(when: datetime | None, at: datetime) -> str:
    """That it happened at another time than it was recorded, when that is a minute or more."""
    if when is None or abs((when - at).total_seconds()) < 60:
        return ""
    return f" (recorded {near(at, when)})"


def _life(event: Lifecycle, at: datetime, names: Names) -> str:
    match event:
        case e.Declared(ref=ref, severity=severity, title=title):
            return f"Declared {clean(ref)} as {clean(severity)}: {said(title, names)}"
        case e.StatusChanged(old=old, new=new, why=why):
            return f"Status from {clean(old)} to {clean(new)}{because(why, names)}"
        case e.SeverityChanged(old=old, new=new, raised=raised, why=why):
            done = "raised" if raised else "lowered"
            return f"Severity {done} from {clean(old)} to {clean(new)}{because(why, names)}"
        case e.Retitled(title=title):
            return f"Title changed to: {said(title, names)}"
        case e.Mitigated(when=when, how=how):
            return f"Mitigated{_backdated(when, at)}{because(how, names)}"
        case e.Resolved(when=when, summary=summary, cause_known=known):
            cause = {True: ", cause known", False: ", cause not known yet", None: ""}[known]
            return f"Resolved{cause}{_backdated(when, at)}{because(summary, names)}"
        case e.Reopened(why=why):
            return f"Reopened{because(why, names)}"
        case e.Closed(why=why):
            return f"Closed{because(why, names)}"
        case e.Cancelled(why=why):
            return f"Cancelled as a false alarm{because(why, names)}"
        case e.MarkedDuplicate(of=of):
            return f"Marked as a duplicate of {clean(of)}"
        case never:
            assert_never(never)


def _recorded(event: Record, at: datetime, names: Names) -> str:
    match event:
        case e.UpdatePosted():
            return _update(event, at, names)
        case e.NoteAdded(text=text, when=when):
            return f"Note{_backdated(when, at)}: {said(text, names)}"
        case e.DecisionMade(text=text, when=when):
            return f"Decision{_backdated(when, at)}: {said(text, names)}"
        case e.ImpactRecorded(name=name, value=value):
            return f"Impact, {clean(name).replace('_', ' ')}: {said(value, names)}"
        case e.ActionItemAdded():
            return _task(event, at, names)
        case e.ActionItemDone(number=number):
            return f"Action item {number} done"
        case e.MilestoneSet(name=name, when=when, was=was):
            before = f", corrected from {near(was, at)}" if was else ""
            return f"Milestone {clean(name)} set to {near(when, at)}{before}"
        case e.MessageCaptured():
            return _captured(event, names)
        case e.CaptureRevised(text=text):
            return f"Kept message edited: {said(text, names)}"
        case e.CaptureRetracted(deleted=deleted):
            return "Kept message deleted by its author" if deleted else "Message no longer kept"
        case e.PostmortemRequested():
            return "Asked for a postmortem draft"
        case e.PostmortemDrafted(revision=revision):
            return f"Postmortem draft {revision} written"
        case e.PostmortemCompleted(link=link):
            return f"Postmortem completed{because(link, names)}"
        case e.TextRedacted(seq=seq, why=why):
            return f"Text of entry {seq} redacted{because(why, names)}"
        case never:
            assert_never(never)


def _update(event: e.UpdatePosted, at: datetime, names: Names) -> str:
    doing = f"\nDoing: {said(event.doing, names)}" if event.doing.strip() else ""
    promised = f"\nNext update by {near(event.next_by, at)}" if event.next_by else ""
    return f"Update: {said(event.known, names)}{doing}{promised}"


def _task(event: e.ActionItemAdded, at: datetime, names: Names) -> str:
    owner = f", for {person(event.owner, names)}" if event.owner else ""
    due = f", due {near(event.due, at)}" if event.due else ""
    return f"Action item {event.number}{owner}{due}: {said(event.text, names)}"


def _captured(event: e.MessageCaptured, names: Names) -> str:
    files = f" (with {', '.join(clean(name) for name in event.files)})" if event.files else ""
    late = " (read back after Tocsin was away)" if event.late else ""
    return f"“{said(event.text, names) or 'no text'}”{files}{late}"


def _clock(event: Clockwork, at: datetime, names: Names) -> str:
    match event:
        case e.AcknowledgeMissed(due=due):
            return f"Nobody had acknowledged by {near(due, at)}"
        case e.UpdateAsked(due=due, person=asked):
            who = f"{person(asked, names)} was asked for" if asked else "Reminder of"
            return f"{who} the update due at {near(due, at)}"
        case e.UpdateMissed(due=due, count=count):
            more = f" ({count} were due by now)" if count > 1 else ""
            return f"The update due at {near(due, at)} did not come{more}"
        case e.UpdateEscalated(due=due):
            return f"Still no update at {near(due, at)}: escalated"
        case e.RungClimbed(index=index, label=label, people=called, skipped=skipped):
            if skipped:
                return f"Escalation step {index + 1} skipped: {clean(label)}"
            whom = f" ({people(called, names)})" if called else ""
            return f"Escalation step {index + 1}: {clean(label)}{whom}"
        case e.Snoozed(until=until, why=why):
            return f"Reminders put off until {near(until, at)}{because(why, names)}"
        case e.BotWasAway(since=since, until=until, missed=missed):
            fell = f"; due meanwhile: {', '.join(clean(one) for one in missed)}" if missed else ""
            return f"Tocsin was away from {near(since, at)} for {lasted(until - since)}{fell}"
        case e.PostmortemReminded():
            return "Reminder of the postmortem"
        case e.ActionItemReminded(number=number):
            return f"Reminder of action item {number}"
        case never:
            assert_never(never)


def _people(event: People, names: Names) -> str:
    match event:
        case e.Acknowledged():
            return "Acknowledged"
        case e.RoleAssigned(role=role, person=holder, previous=previous):
            before = f", taking over from {person(previous, names)}" if previous else ""
            return f"{_role(role)}: {person(holder, names)}{before}"
        case e.RoleReleased(role=role, person=holder):
            return f"{_role(role)} given up by {person(holder, names)}"
        case e.PeopleInvited(people=invited, missing=missing):
            failed = f"; could not invite {people(missing, names)}" if missing else ""
            return f"Invited {people(invited, names)}{failed}"
        case never:
            assert_never(never)


def _role(name: str) -> str:
    return clean(name).replace("_", " ").capitalize()


def _answer(event: Answer) -> str:
    match event:
        case e.ChannelOpened(name=name):
            return f"Channel #{clean(name)} opened"
        case e.ChannelRenamed(name=name):
            return f"Channel renamed to #{clean(name)}"
        case e.ChannelArchived():
            return "Channel archived"
        case e.ChannelRestored():
            return "Channel restored"
        case e.ChannelLost(reason=reason):
            return f"Channel lost: {clean(reason)}"
        case e.ChannelRegained():
            return "Channel usable again"
        case e.Posted(key=key):
            return f"Message posted: {clean(key)}"
        case e.FileReserved(key=key):
            return f"File announced: {clean(key)}"
        case e.FileShared(key=key):
            return f"File shared: {clean(key)}"
        case e.EffectParked(effect=effect, error=error):
            return f"Could not be done: {clean(effect)} ({clean(error)})"
        case e.EffectRepaired(effect=effect):
            return f"Repaired: {clean(effect)}"
        case e.Unknown(name=name):
            return f"{clean(name)}, written by a newer version of Tocsin"
        case never:
            assert_never(never)
