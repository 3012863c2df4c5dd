"""The story of one incident, told afterwards: everything a postmortem says, computed from its facts.

The worker's postmortem job makes it; `bot.views.report` writes it as Markdown, `bot.views.picture` draws
it. Pure, and linear in the number of facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain import report_parts as parts
from bot.domain.changes import Plan
from bot.domain.durations import (
    Duration,
    Milestone,
    Outcome,
    Promise,
    durations,
    instant,
    milestones,
    promises,
)
from bot.domain.incident import Incident, Status
from bot.domain.policy import System
from bot.domain.report_changes import Work, work
from bot.domain.report_timeline import Captured, Entry, bookkeeping, entries, without_redacted
from bot.domain.words import EMPTY, Words

QUESTIONS = (
    "What was the root cause?",
    "Why was it not found earlier?",
    "What went well?",
    "What must change so that it does not happen again?",
)
"""What a reviewer must answer where the system file asks nothing of its own."""

NOTHING_CAPTURED = Captured()

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)")


@dataclass(frozen=True)
class Review:
    """The review meeting: `due` counts from the end, None while it goes on."""

    questions: tuple[str, ...]
    meeting: str = ""
    attendees: tuple[str, ...] = ()
    due: datetime | None = None
    done: datetime | None = None
    link: Words = EMPTY


@dataclass(frozen=True)
class Record:
    """What the reader can check: head of the chain, number of facts, and what was left out of the table."""

    head: str
    count: int
    generated: datetime
    bookkeeping: int = 0
    redacted: int = 0
    captured: Captured = NOTHING_CAPTURED


@dataclass(frozen=True)
class Report:
    """All times are in UTC; `zone` is the team's. `people` are the ids whose names a view will want."""

    ref: str
    title: Words
    system: str
    service: str | None
    kind: str | None
    zone: str
    severity: str
    status: Status
    private: bool
    drill: bool
    channel: str | None
    duplicate_of: str | None
    declared_by: str
    declared_at: datetime
    resolution: Words
    cause_known: bool | None
    milestones: tuple[Milestone, ...]
    durations: tuple[Duration, ...]
    severities: tuple[parts.Step, ...]
    statuses: tuple[parts.Step, ...]
    roles: tuple[parts.Tenure, ...]
    impact: tuple[parts.Figure, ...]
    updates: tuple[Entry, ...]
    promises: tuple[Promise, ...]
    decisions: tuple[Entry, ...]
    actions: tuple[Entry, ...]
    work: Work
    reminders: tuple[Entry, ...]
    away: tuple[e.BotWasAway, ...]
    timeline: tuple[Entry, ...]
    tasks: tuple[parts.Task, ...]
    review: Review
    record: Record
    people: frozenset[str]

    @property
    def short(self) -> bool:
        """Whether there is nothing to review: a false alarm, or told elsewhere."""
        return self.status in (Status.CANCELLED, Status.DUPLICATE)

    def promised(self, *outcomes: Outcome) -> int:
        """How many promised updates came to one of `outcomes`."""
        return sum(promise.count for promise in self.promises if promise.outcome in outcomes)

    def milestone(self, name: str) -> datetime | None:
        return next((mark.when for mark in self.milestones if mark.name == name), None)

    @property
    def away_for(self) -> timedelta:
        """How long the bot was away in all, times that overlap counted once."""
        total, until = timedelta(), None
        for since, end in sorted((instant(gap.since), instant(gap.until)) for gap in self.away):
            since = max(since, until or since)
            until = max(since, end)
            total += until - since
        return total


def report(incident: Incident, facts: Sequence[e.Fact], system: System, head: str, now: datetime) -> Report:
    """The report of `incident`, whose timeline is `facts`, as of `now`; `head` is the chain's."""
    shown, redacted = without_redacted(facts)
    rows, captured = entries(shown)
    return Report(
        ref=incident.ref,
        title=_title(shown) or incident.title,
        system=system.name,
        service=_label(system.service(incident.service), incident.service),
        kind=_label(system.kind(incident.kind), incident.kind),
        zone=system.zone,
        severity=incident.severity,
        status=incident.status,
        private=incident.private,
        drill=incident.drill,
        channel=incident.channel.name if incident.channel else None,
        duplicate_of=incident.duplicate_of,
        declared_by=incident.declared_by,
        declared_at=instant(incident.declared_at),
        resolution=_resolution(shown),
        cause_known=incident.cause_known,
        milestones=(marks := milestones(shown)),
        durations=durations(marks),
        severities=parts.severities(shown, system),
        statuses=parts.statuses(shown),
        roles=parts.tenures(shown, system),
        impact=parts.figures(shown, system),
        updates=_of(rows, e.UpdatePosted),
        promises=promises(shown, system, now),
        decisions=_of(rows, e.DecisionMade),
        actions=_of(rows, e.Mitigated, e.Resolved, e.Reopened),
        work=work(shown, system),
        reminders=_reminders(shown),
        away=tuple(fact.event for fact in shown if isinstance(fact.event, e.BotWasAway)),
        timeline=rows,
        tasks=parts.tasks(shown),
        review=_review(incident, shown, system),
        record=Record(head, len(shown), instant(now), _left_out(shown), redacted, captured),
        people=_people(shown, system),
    )


def _of(rows: Iterable[Entry], *kinds: type) -> tuple[Entry, ...]:
    return tuple(row for row in rows if isinstance(row.fact.event, kinds))


def _reminders(facts: Iterable[e.Fact]) -> tuple[Entry, ...]:
    """What the clock said while it ran: questions, misses and rungs."""
    kinds = (e.UpdateAsked, e.UpdateMissed, e.UpdateEscalated, e.AcknowledgeMissed, e.RungClimbed)
    return tuple(Entry(instant(fact.at), fact.actor, fact) for fact in facts if isinstance(fact.event, kinds))


def _left_out(facts: Iterable[e.Fact]) -> int:
    return sum(bookkeeping(fact.event) for fact in facts)


def _title(facts: Iterable[e.Fact]) -> Words:
    title = EMPTY
    for fact in facts:
        if isinstance(fact.event, e.Declared | e.Retitled):
            title = fact.event.title
    return title


def _resolution(facts: Iterable[e.Fact]) -> Words:
    """What fixed it, in the last words that were given; a reopening makes them void."""
    summary = EMPTY
    for fact in facts:
        match fact.event:
            case e.Resolved(summary=said):
                summary = said or summary
            case e.Reopened():
                summary = EMPTY
            case _:
                pass
    return summary


def _label(known: object, word: str | None) -> str | None:
    return str(getattr(known, "label", "") or word) if word else None


def _review(incident: Incident, facts: Iterable[e.Fact], system: System) -> Review:
    ended = None if incident.status.open else incident.ended_at
    done: e.Fact | None = None
    for fact in facts:
        if isinstance(fact.event, e.PostmortemCompleted | e.Reopened):
            done = fact if isinstance(fact.event, e.PostmortemCompleted) else None
    asked = system.review
    return Review(
        questions=tuple(dict.fromkeys(asked.questions)) or QUESTIONS,
        meeting=asked.meeting,
        attendees=asked.attendees,
        due=instant(ended) + asked.due if ended else None,
        done=instant(done.at) if done else None,
        link=done.event.link if done and isinstance(done.event, e.PostmortemCompleted) else EMPTY,
    )


def _people(facts: Iterable[e.Fact], system: System) -> frozenset[str]:
    """Everyone the report may mention: by a field of an event, or in somebody's text."""
    found: set[str] = set(system.review.attendees)
    for fact in facts:
        found.add(fact.actor)
        for name, value in vars(fact.event).items():
            if isinstance(value, Words):
                found.update(_MENTION.findall(value) if "<@" in value else ())
            elif name in ("person", "previous", "author", "owner", "by") and value:
                found.add(value)
            elif name in ("people", "missing"):
                found.update(value)
            elif isinstance(value, Plan):
                found.update(_MENTION.findall(f"{value.title} {value.undo_title}"))
    return frozenset(found - {e.TOCSIN})
