"""Lines for what people did: the life of the incident, roles, what they put on record."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.views.lines.voice import Voice

Lifecycle: TypeAlias = (
    e.Declared
    | e.StatusChanged
    | e.SeverityChanged
    | e.Retitled
    | e.Mitigated
    | e.Resolved
    | e.Reopened
    | e.Closed
    | e.Cancelled
    | e.MarkedDuplicate
)
People: TypeAlias = e.Acknowledged | e.RoleAssigned | e.RoleReleased | e.PeopleInvited
Record: TypeAlias = (
    e.UpdatePosted
    | e.NoteAdded
    | e.DecisionMade
    | e.ImpactRecorded
    | e.ActionItemAdded
    | e.ActionItemDone
    | e.MilestoneSet
    | e.MessageCaptured
    | e.CaptureRevised
    | e.CaptureRetracted
)


def lifecycle(event: Lifecycle, by: str, v: Voice) -> str:
    match event:
        case e.Declared(severity=severity, title=title, drill=drill):
            return f"{by} declared {'a drill, ' if drill else ''}{v.name(severity)}: {v.text(title)}"
        case e.StatusChanged(old=old, new=new, why=why):
            return f"{by} changed the status from {v.name(old)} to {v.name(new)}{v.because(why)}"
        case e.SeverityChanged(old=old, new=new, raised=raised, why=why):
            way = "raised" if raised else "lowered"
            return f"{by} {way} the severity from {v.name(old)} to {v.name(new)}{v.because(why)}"
        case e.Retitled(title=title):
            return f"{by} changed the title to: {v.text(title)}"
        case e.Mitigated(when=when, how=how):
            return f"{by} marked it mitigated at {v.at(when)}{v.because(how)}"
        case e.Resolved(when=when, summary=summary):
            return f"{by} resolved it at {v.at(when)}{v.because(summary)}"
        case e.Reopened(why=why):
            return f"{by} reopened it{v.because(why)}"
        case e.Closed(why=why):
            return f"{by} closed it{v.because(why)}"
        case e.Cancelled(why=why):
            return f"{by} cancelled it as a false alarm{v.because(why)}"
        case e.MarkedDuplicate(of=of):
            return f"{by} marked it as a duplicate of {v.name(of)}"
        case never:
            assert_never(never)


def people(event: People, by: str, v: Voice) -> str:
    match event:
        case e.Acknowledged():
            return f"{by} acknowledged"
        case e.RoleAssigned(role=role, person=person, previous=previous):
            over = f", taking over from {v.who(previous)}" if previous else ""
            return f"{v.who(person)} became {v.name(role)}{over}"
        case e.RoleReleased(role=role, person=person):
            return f"{v.who(person)} is no longer {v.name(role)}"
        case e.PeopleInvited(people=people, missing=missing):
            lacking = f"; could not invite {v.some(tuple(missing))}" if missing else ""
            return f"Invited {v.some(people) or 'nobody'}{lacking}"
        case never:
            assert_never(never)


def record(event: Record, by: str, v: Voice) -> str:
    match event:
        case e.UpdatePosted(known=known, doing=doing, next_by=next_by):
            promise = f" (next by {v.at(next_by)})" if next_by else ""
            return f"Update by {by}: {v.text(known)}{f' Doing: {v.text(doing)}' if doing else ''}{promise}"
        case e.NoteAdded(text=text, when=when):
            return f"Note by {by}{v.time(when)}: {v.text(text)}"
        case e.DecisionMade(text=text, when=when):
            return f"Decision by {by}{v.time(when)}: {v.text(text)}"
        case e.ImpactRecorded(name=name, value=value):
            return f"{by} recorded the impact, {v.name(name.replace('_', ' '))}: {v.text(value)}"
        case e.ActionItemAdded(number=number, text=text, owner=owner, due=due):
            whose = f" for {v.who(owner)}" if owner else ""
            return f"Action item {number}{whose}: {v.text(text)}{f' (due {v.day(due)})' if due else ''}"
        case e.ActionItemDone(number=number):
            return f"{by} finished action item {number}"
        case e.MilestoneSet(name=name, when=when, was=was):
            return f"{by} set {v.name(name)} to {v.at(when)}{f', corrected from {v.at(was)}' if was else ''}"
        case e.MessageCaptured(author=author, text=text, files=files, late=late):
            attached = f" [files: {', '.join(v.name(file) for file in files[:5])}]" if files else ""
            return f"{v.who(author)} wrote: {v.text(text)}{attached}{' (read back late)' if late else ''}"
        case e.CaptureRevised(text=text):
            return f"A kept message was edited to: {v.text(text)}"
        case e.CaptureRetracted(deleted=deleted):
            return "A kept message was deleted" if deleted else f"{by} took a kept message out"
        case never:
            assert_never(never)
