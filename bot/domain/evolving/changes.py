"""How work on clusters changes the state of the stream it belongs to. Called by `evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias, TypeVar, assert_never

from bot.domain import events as e
from bot.domain.changes import COUNTED, NOT_COUNTED, Change, Following, Stage, Vote
from bot.domain.stream import Stream
from bot.domain.words import Words

S = TypeVar("S", bound=Stream)

REMEMBERED = 30
"""So many changes that are over stay in the state; the timeline has them all."""

Numbered: TypeAlias = (
    e.PlanRefused
    | e.PlanMade
    | e.ApprovalGiven
    | e.VoteCounted
    | e.VoteNotCounted
    | e.ChangeApproved
    | e.GlassBroken
    | e.ChangeRejected
    | e.ChangeWithdrawn
    | e.ChangeExpired
    | e.RunStarted
    | e.RunApplied
    | e.RunDrifted
    | e.RunFailed
    | e.RunUnknown
    | e.RunFinished
    | e.VerdictDue
    | e.VerdictTaken
)


def after(s: S, fact: e.Fact, event: e.Operating) -> S:
    match event:
        case e.OperationOpened() | e.Frozen() | e.Thawed() | e.ReadAnswered() | e.OutsideChange():
            return s
        case e.ReadAsked(number=number, line=line, until=until):
            s = replace(s, reads=max(s.reads, number))
            if until is None:
                return s
            return replace(s, following=(*s.following, Following(number, line, fact.actor, until)))
        case e.ReadFailed(number=number) | e.FollowEnded(number=number):
            return replace(s, following=tuple(one for one in s.following if one.number != number))
        case e.PlanAsked():
            return _asked(s, fact, event)
        case e.MitigationsKept(numbers=numbers):
            return replace(
                s, changes=tuple(replace(c, kept=True) if c.number in numbers else c for c in s.changes)
            )
        case _ if isinstance(event, Numbered):
            return _changed(s, fact, event)
        case never:
            assert_never(never)


def _asked(s: S, fact: e.Fact, event: e.PlanAsked) -> S:
    change = Change(
        number=event.number,
        id=event.id,
        action=event.action,
        line=event.line,
        requester=fact.actor,
        asked_at=fact.at,
        cluster=event.cluster,
        namespace=event.namespace,
        undoes=event.undoes,
        replaces=event.replaces,
    )
    others = _with(s.changes, event.replaces, followed=event.number)
    return replace(s, changes=_pruned((*others, change)), asked=max(s.asked, event.number))


def _changed(s: S, fact: e.Fact, event: Numbered) -> S:
    change = s.change(event.number)
    if change is None:
        return s
    new = _after(change, fact, event)
    changes = tuple(new if one.number == new.number else one for one in s.changes)
    if isinstance(event, e.RunApplied):
        changes = _with(changes, change.undoes, undone=change.number)
    return replace(s, changes=_pruned(changes))


def _after(c: Change, fact: e.Fact, event: Numbered) -> Change:
    match event:
        case e.PlanMade():
            return _planned(c, fact, event)
        case e.ApprovalGiven():
            return _voted(c, Vote(fact.actor, fact.at))
        case e.VoteCounted(person=person, binding=binding):
            return _voted(c, Vote(person, fact.at, COUNTED, binding))
        case e.VoteNotCounted(person=person, why=why):
            return _voted(c, Vote(person, fact.at, NOT_COUNTED, why))
        case e.ChangeApproved(run_by=run_by):
            return replace(c, stage=Stage.APPROVED, expires=run_by)
        case e.GlassBroken(why=why, run_by=run_by):
            return replace(c, stage=Stage.APPROVED, expires=run_by, glass=True, why=why, ended_by=fact.actor)
        case e.VerdictDue(minutes=minutes):
            return replace(c, verdicts_asked=(*c.verdicts_asked, minutes))
        case e.VerdictTaken(minutes=minutes, health=health):
            return replace(c, health=c.health | {f"{minutes}m": health}) if health else c
        case e.PlanRefused(why=why) | e.ChangeRejected(why=why) | e.ChangeWithdrawn(why=why):
            return _over(c, fact, _ENDS[type(event)], why)
        case e.ChangeExpired():
            return _over(c, fact, Stage.EXPIRED, c.why)
        case _:
            return _run(c, fact, event)


def _run(c: Change, fact: e.Fact, event: Numbered) -> Change:
    match event:
        case e.RunStarted(runner=runner, before=before):
            health = c.health | ({"before": before} if before else {})
            return replace(c, stage=Stage.RUNNING, begun=fact.at, runner=runner, expires=None, health=health)
        case e.RunApplied(health=health):
            known = c.health | ({"after": health} if health else {})
            stage = Stage.APPLIED if c.watched else Stage.DONE
            ended = None if c.watched else fact.at
            return replace(c, stage=stage, applied=fact.at, ended=ended, health=known)
        case e.RunFinished(summary=summary, health=health):
            known = c.health | ({"done": health} if health else {})
            return replace(_over(c, fact, Stage.DONE, summary), health=known)
        case e.RunFailed(why=why, health=health):
            known = c.health | ({"done": health} if health else {})
            return replace(_over(c, fact, Stage.FAILED, why), health=known)
        case e.RunDrifted(moved=moved):
            return _over(c, fact, Stage.DRIFTED, moved)
        case e.RunUnknown(now=now):
            return _over(c, fact, Stage.UNKNOWN, now)
        case _:
            return c


_ENDS: dict[type, Stage] = {
    e.PlanRefused: Stage.REFUSED,
    e.ChangeRejected: Stage.REJECTED,
    e.ChangeWithdrawn: Stage.WITHDRAWN,
}


def _planned(c: Change, fact: e.Fact, event: e.PlanMade) -> Change:
    plan = event.plan
    return replace(
        c,
        stage=Stage.PENDING,
        planned=fact.seq,
        target=plan.target,
        title=plan.title,
        digest=plan.digest,
        risk=plan.risk,
        watched=plan.watched,
        stoppable=plan.stoppable,
        approvers=event.approvers,
        groups=event.groups,
        run_as=event.run_as,
        expires=event.expires,
        undo=plan.undo,
        undo_title=plan.undo_title,
    )


def _voted(c: Change, vote: Vote) -> Change:
    """A person has one vote: a later word about it takes the place of the earlier one."""
    others = tuple(one for one in c.votes if one.person != vote.person)
    return replace(c, votes=(*others, vote))


def _over(c: Change, fact: e.Fact, stage: Stage, why: Words) -> Change:
    by = fact.actor if fact.actor != e.TOCSIN else c.ended_by
    return replace(c, stage=stage, ended=fact.at, ended_by=by, why=why, expires=None)


def _with(changes: tuple[Change, ...], number: int | None, **new: Any) -> tuple[Change, ...]:
    return tuple(replace(one, **new) if one.number == number else one for one in changes)


def _pruned(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The oldest that are over and do not stand go first."""
    spare = [one for one in changes if one.stage.over and not one.mitigation]
    gone = {one.number for one in spare[:-REMEMBERED]}
    return tuple(one for one in changes if one.number not in gone) if gone else changes
