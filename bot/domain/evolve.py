"""One fact more: `evolve(state, fact) -> state`. Total, pure, and the only place where state comes from.

The store folds it into the projection inside the transaction; `tocsin rebuild` folds the whole
timeline again and must arrive at the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.domain import events as e
from bot.domain.evolving import lifecycle, people, record, world
from bot.domain.incident import Climb, Incident, Watch


def evolve(incident: Incident | None, stream: str, fact: e.Fact) -> Incident:
    """The state of `stream` after `fact`. The first fact of a stream must be `Declared` (ValueError else)."""
    if incident is None:
        if not isinstance(fact.event, e.Declared):
            raise ValueError(f"{stream} begins with {type(fact.event).__name__}, not with Declared")
        return _declared(stream, fact, fact.event)
    return replace(_changed(incident, fact), count=fact.seq, last_at=fact.at)


def fold(stream: str, facts: Iterable[e.Fact], incident: Incident | None = None) -> Incident | None:
    """The state after all `facts`, in their order."""
    for fact in facts:
        incident = evolve(incident, stream, fact)
    return incident


def _declared(stream: str, fact: e.Fact, event: e.Declared) -> Incident:
    milestones = {"declared": fact.at}
    if event.started is not None:
        milestones["started"] = event.started
    return Incident(
        id=stream,
        ref=event.ref,
        system=event.system,
        title=event.title,
        severity=event.severity,
        declared_by=fact.actor,
        declared_at=fact.at,
        watch=Watch(base=fact.at),
        climb=Climb(base=fact.at),
        service=event.service,
        kind=event.kind,
        private=event.private,
        drill=event.drill,
        origin=event.origin,
        count=fact.seq,
        last_at=fact.at,
        responders=(fact.actor,),
        zones={fact.actor: event.zone},
        milestones=milestones,
    )


def _changed(i: Incident, fact: e.Fact) -> Incident:
    match fact.event:
        case (
            e.Declared()
            | e.StatusChanged()
            | e.SeverityChanged()
            | e.Retitled()
            | e.Mitigated()
            | e.Resolved()
            | e.Reopened()
            | e.Closed()
            | e.Cancelled()
            | e.MarkedDuplicate()
        ) as event:
            return lifecycle.after(i, fact, event)
        case e.Acknowledged() | e.RoleAssigned() | e.RoleReleased() | e.PeopleInvited() as event:
            return people.after(i, fact, event)
        case (
            e.UpdatePosted()
            | e.NoteAdded()
            | e.DecisionMade()
            | e.ImpactRecorded()
            | e.ActionItemAdded()
            | e.ActionItemDone()
            | e.MilestoneSet()
            | e.MessageCaptured()
            | e.CaptureRevised()
            | e.CaptureRetracted()
            | e.PostmortemRequested()
            | e.PostmortemDrafted()
            | e.PostmortemCompleted()
            | e.TextRedacted()
        ) as event:
            return record.after(i, fact, event)
        case (
            e.AcknowledgeMissed()
            | e.UpdateAsked()
            | e.UpdateMissed()
            | e.UpdateEscalated()
            | e.RungClimbed()
            | e.Snoozed()
            | e.BotWasAway()
            | e.PostmortemReminded()
            | e.ActionItemReminded()
            | e.ChannelOpened()
            | e.ChannelRenamed()
            | e.ChannelArchived()
            | e.ChannelRestored()
            | e.ChannelLost()
            | e.ChannelRegained()
            | e.Posted()
            | e.FileReserved()
            | e.FileShared()
            | e.EffectParked()
            | e.EffectRepaired()
            | e.Unknown()
        ) as event:
            return world.after(i, fact, event)
        case never:
            assert_never(never)
