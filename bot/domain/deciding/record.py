"""Decisions about what goes on record: updates, notes, items, milestones, captures. Called by `decide`."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias, assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.deciding.context import (
    Context,
    must_be_open,
    not_future,
    optional,
    words,
)
from bot.domain.incident import MILESTONES, Incident
from bot.domain.policy import System
from bot.errors import Refused

LONGEST_SNOOZE = timedelta(hours=24)
MOST_ITEMS = 100

Record: TypeAlias = (
    c.PostUpdate
    | c.AddNote
    | c.RecordDecision
    | c.RecordImpact
    | c.AddActionItem
    | c.CompleteActionItem
    | c.SetMilestone
    | c.Snooze
    | c.CaptureMessage
    | c.ReviseMessage
    | c.RetractMessage
)


def decide(i: Incident, command: Record, system: System, context: Context) -> list[e.Event]:
    match command:
        case c.PostUpdate():
            return _update(i, command, context)
        case c.AddNote(text=text, at=at):
            return [e.NoteAdded(words(text, "note"), not_future(at, context) if at else None)]
        case c.RecordDecision(text=text, at=at):
            return [e.DecisionMade(words(text, "decision"), not_future(at, context) if at else None)]
        case c.RecordImpact():
            return _impact(command, system)
        case c.AddActionItem():
            return _item(i, command, context)
        case c.CompleteActionItem(number=number):
            return _complete(i, number)
        case c.SetMilestone():
            return _milestone(i, command, context)
        case c.Snooze():
            return _snooze(i, command, context)
        case c.CaptureMessage() | c.ReviseMessage() | c.RetractMessage():
            return _capture(command)
        case never:
            assert_never(never)


def _update(i: Incident, command: c.PostUpdate, context: Context) -> list[e.Event]:
    must_be_open(i, "update")
    known, doing = words(command.known, "update"), optional(command.doing, "text")
    if command.next_by is not None and command.next_by <= context.now:
        raise Refused("The next update must lie in the future, for example `next: 15m`.")
    return [e.UpdatePosted(known, doing, command.next_by)]


def _impact(command: c.RecordImpact, system: System) -> list[e.Event]:
    plain = command.name.casefold().replace("-", "_").replace(" ", "_")
    for field in system.impact:
        if plain in (field.name.casefold(), field.label.casefold().replace(" ", "_")):
            return [e.ImpactRecorded(field.name, words(command.value, "value"))]
    names = ", ".join(field.name for field in system.impact) or "none"
    raise Refused(f"{system.name} does not ask for `{command.name}`. Impact fields: {names}.")


def _item(i: Incident, command: c.AddActionItem, context: Context) -> list[e.Event]:
    if len(i.items) >= MOST_ITEMS:
        raise Refused(
            f"{i.ref} has {MOST_ITEMS} action items. Move some to your tracker and link it in a note."
        )
    zone = "UTC"
    if command.owner is not None:
        owner = context.person(command.owner)
        if owner.bot or owner.deactivated:
            raise Refused(f"<@{owner.id}> cannot own an action item. Choose a person with an active account.")
        zone = owner.zone
    if command.due is not None and command.due <= context.now:
        raise Refused("The due date lies in the past. Write a coming one, for example `by friday`.")
    number = max((item.number for item in i.items), default=0) + 1
    return [e.ActionItemAdded(number, words(command.text, "action item"), command.owner, command.due, zone)]


def _complete(i: Incident, number: int) -> list[e.Event]:
    item = next((x for x in i.items if x.number == number), None)
    if item is None:
        numbers = ", ".join(str(x.number) for x in i.open_items) or "none"
        raise Refused(f"There is no action item {number}. Open ones: {numbers}.")
    if item.done:
        raise Refused(f"Action item {number} is done already.")
    return [e.ActionItemDone(number)]


def _milestone(i: Incident, command: c.SetMilestone, context: Context) -> list[e.Event]:
    name = command.name.casefold()
    if name not in MILESTONES:
        raise Refused(f"There is no milestone `{command.name}`. Milestones: {', '.join(MILESTONES)}.")
    if name == "resolved" and i.status.open:
        raise Refused(f"{i.ref} is not resolved yet. `/incident resolve` first, then correct the time.")
    when, was = not_future(command.when, context), i.milestones.get(name)
    if when == was:
        raise Refused(f"`{name}` has that time already.")
    return [e.MilestoneSet(name, when, was)]


def _snooze(i: Incident, command: c.Snooze, context: Context) -> list[e.Event]:
    must_be_open(i, "snooze")
    if not context.now < command.until <= context.now + LONGEST_SNOOZE:
        raise Refused("A snooze lasts up to 24 hours: `/incident snooze 10m waiting for the vendor`")
    if not command.why.strip():
        raise Refused("Say why, so that others know: `/incident snooze 10m waiting for the vendor`")
    return [e.Snoozed(command.until, words(command.why, "reason"))]


def _capture(command: c.CaptureMessage | c.ReviseMessage | c.RetractMessage) -> list[e.Event]:
    """`known` is what the timeline has of this message: nothing, kept, retracted or deleted."""
    match command:
        case c.CaptureMessage(known="kept"):
            return []
        case c.CaptureMessage(channel=channel, ts=ts, author=author, sent=sent, text=text, how=how):
            files, thread, link = command.files, command.thread_ts, command.permalink
            return [
                e.MessageCaptured(channel, ts, author, sent, text, how, thread, link, files, command.late)
            ]
        case c.ReviseMessage(channel=channel, ts=ts, text=text, revision=revision):
            return [e.CaptureRevised(channel, ts, text, revision)]
        case c.RetractMessage(channel=channel, ts=ts, deleted=deleted):
            return [e.CaptureRetracted(channel, ts, deleted)]
