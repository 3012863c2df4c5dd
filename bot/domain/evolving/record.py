"""How what is put on record changes the state of an incident. Called by `evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.domain.incident import ActionItem, Incident, Update, Watch

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
    | e.PostmortemRequested
    | e.PostmortemDrafted
    | e.PostmortemCompleted
    | e.TextRedacted
)


def after(i: Incident, fact: e.Fact, event: Record) -> Incident:
    match event:
        case e.UpdatePosted(known=known, doing=doing, next_by=next_by):
            update = Update(known=known, doing=doing, at=fact.at, by=fact.actor, next_by=next_by)
            return replace(i, update=update, watch=Watch(base=fact.at, promised=next_by))
        case e.ImpactRecorded(name=name, value=value):
            return replace(i, impact=i.impact | {name: value})
        case e.ActionItemAdded():
            item = ActionItem(event.number, event.text, event.owner, event.due, event.zone)
            return replace(i, items=(*i.items, item))
        case e.ActionItemDone(number=number):
            items = tuple(replace(x, done=True) if x.number == number else x for x in i.items)
            return replace(i, items=items)
        case e.MilestoneSet(name=name, when=when):
            return replace(i, milestones=i.milestones | {name: when})
        case e.PostmortemDrafted(revision=revision):
            return replace(i, drafts=revision)
        case e.PostmortemCompleted():
            return replace(i, postmortem_done=True)
        case (
            e.NoteAdded()
            | e.DecisionMade()
            | e.MessageCaptured()
            | e.CaptureRevised()
            | e.CaptureRetracted()
            | e.PostmortemRequested()
            | e.TextRedacted()
        ):
            return i  # the timeline alone remembers these
        case never:
            assert_never(never)
