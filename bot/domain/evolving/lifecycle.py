"""How the life of an incident changes its state. Called by `evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.domain.incident import Climb, Incident, Status, Watch

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


def after(i: Incident, fact: e.Fact, event: Lifecycle) -> Incident:
    match event:
        case e.Declared():
            return i  # a second one cannot be decided; an old or foreign row must not reset the state
        case e.StatusChanged(new=new):
            return replace(i, status=Status(new))
        case e.SeverityChanged():
            return _severity(i, fact, event)
        case e.Retitled(title=title):
            return replace(i, title=title)
        case e.Mitigated(when=when):
            return replace(i, milestones=i.milestones | {"mitigated": when})
        case e.Resolved(when=when, summary=summary, cause_known=known):
            done = i.milestones | {"resolved": when}
            i = replace(i, milestones=done, resolution=summary or i.resolution, cause_known=known)
            return _ended(i, fact, Status.RESOLVED)
        case e.Reopened():
            return _reopened(i, fact)
        case e.Closed():
            return replace(i, status=Status.CLOSED)
        case e.Cancelled():
            return _ended(i, fact, Status.CANCELLED)
        case e.MarkedDuplicate(of=of):
            return replace(_ended(i, fact, Status.DUPLICATE), duplicate_of=of)
        case never:
            assert_never(never)


def _severity(i: Incident, fact: e.Fact, event: e.SeverityChanged) -> Incident:
    """A raise starts the new severity's ladder afresh; a lowering goes on from the declare."""
    climb = Climb(base=fact.at) if event.raised else Climb(base=i.climb.base, ack_missed=i.climb.ack_missed)
    return replace(i, severity=event.new, climb=climb, watch=Watch(base=fact.at))


def _ended(i: Incident, fact: e.Fact, status: Status) -> Incident:
    return replace(i, status=status, ended_at=fact.at)


def _reopened(i: Incident, fact: e.Fact) -> Incident:
    kept = {name: when for name, when in i.milestones.items() if name not in ("mitigated", "resolved")}
    return replace(
        i,
        status=Status.INVESTIGATING,
        milestones=kept,
        ended_at=None,
        duplicate_of=None,
        postmortem_done=False,
        postmortem_reminded=None,
        watch=Watch(base=fact.at),
        climb=replace(i.climb, base=fact.at, next=0, called=(), ack_missed=False),
    )
