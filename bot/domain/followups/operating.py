"""What must be done because something was asked of a cluster or came of it. Called by `followups`.

The same for incidents and operations. Read `of` from top to bottom: "asked: plan it; planned: show it;
approval given: ask the cluster; approved: run it; applied: watch it; due: look again".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import events as e
from bot.domain.changes import Stage
from bot.domain.followups.making import edit, job
from bot.domain.incident import Incident
from bot.domain.jobs import APPROVAL, CARD, LONG, REMIND, Job
from bot.domain.policy import System
from bot.domain.stream import Stream

ENDS = (
    e.RunFinished,
    e.RunFailed,
    e.RunUnknown,
    e.RunDrifted,
    e.ChangeExpired,
    e.ChangeRejected,
)
"""Told below the change's own message: an edit notifies nobody, and somebody waits for this."""

ON_CHANGE = (
    e.PlanAsked,
    e.ApprovalGiven,
    e.VoteCounted,
    e.VoteNotCounted,
    e.ChangeApproved,
    e.GlassBroken,
    e.ChangeWithdrawn,
    e.RunStarted,
    e.RunApplied,
    e.VerdictTaken,
    *ENDS,
)
"""Changes what the change's own message shows."""

ON_CARD = (e.RunApplied, e.RunFinished, e.RunFailed, e.RunUnknown, e.MitigationsKept)
"""Changes which mitigations stand."""

EVERYONE = (e.GlassBroken, e.Frozen, e.Thawed)
"""Told where everyone reads it."""

WORSE = "worse"


def of(fact: e.Fact, s: Stream, system: System) -> Iterator[Job]:
    """The jobs, in the order they should be enqueued; `s` is the state after the fact."""
    event = fact.event
    match event:
        case e.OperationOpened():
            yield job(s, fact, "post_card", "card", APPROVAL)
        case e.ReadAsked(until=None):
            yield job(s, fact, "read", f"read-{event.number}", APPROVAL, queue=LONG, seq=fact.seq)
        case e.ReadAsked(number=number):
            yield follow(s, number, fact.seq)
        case e.PlanAsked(number=number):
            yield job(s, fact, "plan_change", f"plan-{number}", APPROVAL, queue=LONG, number=number)
        case e.PlanMade(number=number):
            yield job(s, fact, "post_change", f"change-{number}", APPROVAL, number=number)
        case e.ApprovalGiven(number=number):
            args = {"number": number, "person": fact.actor}
            yield job(s, fact, "check_vote", f"vote-{number}", APPROVAL, queue=LONG, **args)
        case e.ChangeApproved(number=number) | e.GlassBroken(number=number):
            yield job(s, fact, "run_change", f"run-{number}", APPROVAL, queue=LONG, number=number)
        case e.RunApplied(number=number) if _stage(s, number) is Stage.APPLIED:
            yield watch(s, number)
        case e.VerdictDue(number=number, minutes=minutes):
            args = {"number": number, "minutes": minutes}
            yield job(s, fact, "take_verdict", f"verdict-{number}", CARD, queue=LONG, **args)
        case _:
            pass
    yield from _told(fact, s)
    yield from _shown(event, s)


def _told(fact: e.Fact, s: Stream) -> Iterator[Job]:
    event = fact.event
    if isinstance(event, ENDS) or (isinstance(event, e.VerdictTaken) and event.word == WORSE):
        place = f"change-{event.number}" if isinstance(s, Incident) else "card"
        yield job(s, fact, "tell", "talk", REMIND, seq=fact.seq, thread=place)
    elif isinstance(event, e.PlanRefused | e.ReadFailed | e.OutsideChange) or (
        isinstance(event, EVERYONE) and not isinstance(s, Incident)
    ):
        yield job(s, fact, "tell", "talk", REMIND, seq=fact.seq, thread="card")
    elif isinstance(event, EVERYONE):
        yield job(s, fact, "tell", "talk", REMIND, seq=fact.seq)
    if isinstance(event, e.GlassBroken) and isinstance(s, Incident) and not s.private:
        yield job(s, fact, "proclaim", "proclaim", REMIND, seq=fact.seq)


def _shown(event: e.Event, s: Stream) -> Iterator[Job]:
    if isinstance(event, ON_CHANGE):
        yield edit(s, "edit_change", event.number)
        change = s.change(event.number)
        if isinstance(event, e.RunApplied) and change is not None and change.undoes is not None:
            yield edit(s, "edit_change", change.undoes)
    if isinstance(event, e.PlanAsked) and event.replaces is not None:
        yield edit(s, "edit_change", event.replaces)
    if isinstance(event, ON_CARD) or not isinstance(s, Incident):
        yield edit(s, "edit_card")


def _stage(s: Stream, number: int) -> Stage | None:
    change = s.change(number)
    return change.stage if change else None


def watch(s: Stream, number: int) -> Job:
    """One look at a rollout; the effect puts in the next one."""
    name = f"{s.id}:watch:{number}"
    args = {"number": number}
    return Job("watch_change", s.id, name, name, REMIND, coalesce=name, queue=LONG, args=args)


def follow(s: Stream, number: int, seq: int) -> Job:
    """One repetition of a followed read; the effect puts in the next one."""
    name = f"{s.id}:follow:{number}"
    args = {"number": number, "seq": seq}
    return Job("follow", s.id, name, name, REMIND, coalesce=name, queue=LONG, args=args)
