"""What was asked of clusters and what came of it, each change folded from its facts in one pass.

`bot.domain.report` calls `work`. The facts come without what was redacted. Nothing here looks at the
projection, which forgets the oldest changes; a report tells them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.action import Health, Target
from bot.domain.changes import Stage
from bot.domain.durations import instant
from bot.domain.evolving.changes import Numbered
from bot.domain.policy import System
from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class Approval:
    """A yes that counted; `binding` is the rule of the cluster that lets `person` do it themselves."""

    person: str
    binding: Words = EMPTY


@dataclass(frozen=True)
class Glass:
    """Who ran it without the approval it needed, when and why."""

    person: str
    at: datetime
    why: Words


@dataclass(frozen=True)
class Verdict:
    """How it stood `minutes` after it was applied; `word` is better, unchanged, worse or unknown."""

    minutes: int
    word: str
    health: Health | None = None
    note: Words = EMPTY


@dataclass(frozen=True)
class Kept:
    """Who ended the incident over it, and why it stays."""

    person: str
    why: Words


@dataclass(frozen=True)
class Deed:
    """One change. `approvers` is None until it was planned; `why` is what ended it, by `ended_by`.

    `undo` tells whether there is an inverse, `approved` of an expired one that only the run was missing.
    """

    number: int
    line: Words
    by: str
    asked: datetime
    cluster: str
    namespace: str
    undoes: int | None = None
    replaces: int | None = None
    stage: Stage = Stage.PLANNING
    target: Target | None = None
    title: Words = EMPTY
    watched: bool = True
    undo: bool = False
    undo_title: Words = EMPTY
    approvers: int | None = None
    approvals: tuple[Approval, ...] = ()
    glass: Glass | None = None
    approved: bool = False
    begun: datetime | None = None
    applied: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    why: Words = EMPTY
    sent: bool = False
    before: Health | None = None
    verdicts: tuple[Verdict, ...] = ()
    undone_by: int | None = None
    followed_by: int | None = None
    kept: Kept | None = None

    @property
    def stands(self) -> bool:
        """Whether the cluster is, or may be, as this left it, though it could be undone."""
        changed = self.applied is not None or self.sent or self.stage is Stage.UNKNOWN
        return changed and self.undo and self.undone_by is None and self.undoes is None


@dataclass(frozen=True)
class Work:
    """All work on clusters. `reads` are (action, how often), the most frequent first."""

    deeds: tuple[Deed, ...] = ()
    reads: tuple[tuple[str, int], ...] = ()

    @property
    def broken(self) -> tuple[Deed, ...]:
        """The changes that were run without a second person."""
        return tuple(deed for deed in self.deeds if deed.glass)

    @property
    def standing(self) -> tuple[Deed, ...]:
        return tuple(deed for deed in self.deeds if deed.stands)


def work(facts: Iterable[e.Fact], system: System) -> Work:
    """What was looked up and changed, the changes in the order of their numbers."""
    deeds: dict[int, Deed] = {}
    reads: Counter[str] = Counter()
    for fact in facts:
        match fact.event:
            case e.ReadAsked(action=action):
                reads[action] += 1
            case e.PlanAsked() as asked:
                _link(deeds, asked.replaces, followed_by=asked.number)
                deeds[asked.number] = _asked(fact, asked, system)
            case e.MitigationsKept(numbers=numbers, why=why):
                for number in numbers:
                    _link(deeds, number, kept=Kept(fact.actor, why))
            case event if isinstance(event, Numbered) and event.number in deeds:
                deed = deeds[event.number] = _after(deeds[event.number], fact, event)
                if isinstance(event, e.RunApplied):
                    _link(deeds, deed.undoes, undone_by=deed.number)
            case _:
                pass
    counted = sorted(reads.items(), key=lambda item: (-item[1], item[0]))
    return Work(tuple(deeds[number] for number in sorted(deeds)), tuple(counted))


def _link(deeds: dict[int, Deed], number: int | None, **new: object) -> None:
    """Note at another change, where there is one, what this one means for it."""
    if number is not None and number in deeds:
        deeds[number] = replace(deeds[number], **new)  # type: ignore[arg-type]


def _asked(fact: e.Fact, event: e.PlanAsked, system: System) -> Deed:
    known = system.operations.at(event.cluster)
    label = known.label.strip() if known else ""
    told = event.cluster.casefold() in label.casefold()
    return Deed(
        number=event.number,
        line=event.line,
        by=fact.actor,
        asked=instant(fact.at),
        cluster=label if label and told else f"{label} ({event.cluster})" if label else event.cluster,
        namespace=event.namespace,
        undoes=event.undoes,
        replaces=event.replaces,
    )


def _after(d: Deed, fact: e.Fact, event: Numbered) -> Deed:
    """By the same rules as the projection."""
    match event:
        case e.PlanMade():
            return _planned(d, event)
        case e.VoteCounted(person=person, binding=binding):
            others = tuple(one for one in d.approvals if one.person != person)
            return replace(d, approvals=(*others, Approval(person, binding)))
        case e.ChangeApproved():
            return replace(d, stage=Stage.APPROVED)
        case e.GlassBroken(why=why):
            return replace(d, stage=Stage.APPROVED, glass=Glass(fact.actor, instant(fact.at), why))
        case e.PlanRefused(why=why):
            return _over(d, fact, Stage.REFUSED, why)
        case e.ChangeRejected(why=why):
            return _over(d, fact, Stage.REJECTED, why)
        case e.ChangeWithdrawn(why=why):
            return _over(d, fact, Stage.WITHDRAWN, why)
        case e.ChangeExpired(approved=approved):
            return replace(_over(d, fact, Stage.EXPIRED), approved=approved)
        case e.VerdictTaken(minutes=minutes, word=word, health=health, note=note):
            verdicts = [one for one in d.verdicts if one.minutes != minutes]
            verdicts.append(Verdict(minutes, word, health, note))
            return replace(d, verdicts=tuple(sorted(verdicts, key=lambda one: one.minutes)))
        case _:
            return _run(d, fact, event)


def _run(d: Deed, fact: e.Fact, event: Numbered) -> Deed:
    match event:
        case e.RunStarted(before=before):
            return replace(d, stage=Stage.RUNNING, begun=instant(fact.at), before=before)
        case e.RunApplied():
            at = instant(fact.at)
            if d.watched:
                return replace(d, stage=Stage.APPLIED, applied=at, sent=True)
            return replace(_over(d, fact, Stage.DONE), applied=at, sent=True)
        case e.RunFinished():
            return _over(d, fact, Stage.DONE)
        case e.RunFailed(why=why, sent=sent):
            return replace(_over(d, fact, Stage.FAILED, why), sent=d.sent or sent)
        case e.RunDrifted(moved=moved):
            return _over(d, fact, Stage.DRIFTED, moved)
        case e.RunUnknown(now=now):
            return _over(d, fact, Stage.UNKNOWN, now)
        case _:
            return d


def _planned(d: Deed, event: e.PlanMade) -> Deed:
    plan = event.plan
    return replace(
        d,
        stage=Stage.PENDING,
        target=plan.target,
        title=plan.title,
        watched=plan.watched,
        undo=plan.undo is not None,
        undo_title=plan.undo_title,
        approvers=event.approvers,
    )


def _over(d: Deed, fact: e.Fact, stage: Stage, why: Words = EMPTY) -> Deed:
    return replace(d, stage=stage, ended=instant(fact.at), ended_by=fact.actor, why=why)
