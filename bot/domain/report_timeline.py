"""The timeline as a reader wants it: by the time things happened, kept messages in their last form.

Used by `bot.domain.report`. What was redacted is blanked here once more, so that a report is safe
whatever text a caller still had in its hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain import events as e
from bot.domain.action import Call
from bot.domain.durations import instant
from bot.domain.words import Words

REDACTED = Words("[redacted]")

BOOKKEEPING = (
    e.Posted,
    e.FileReserved,
    e.FileShared,
    e.PeopleInvited,
    e.UpdateAsked,
    e.PostmortemRequested,
    e.PostmortemDrafted,
    e.PostmortemReminded,
    e.ActionItemReminded,
    e.ReadAnswered,
    e.FollowEnded,
    e.ApprovalGiven,
    e.ChangeApproved,
    e.RunStarted,
    e.VerdictDue,
)
"""True, in the chain and of no interest to a reader: left out of the table, and counted.

An approval is told once, by the vote that counts; that nobody was needed, by the plan.
"""


def bookkeeping(event: e.Event) -> bool:
    """Whether a reader's table is better without it: also a look at a change that found nothing new."""
    return isinstance(event, BOOKKEEPING) or (isinstance(event, e.VerdictTaken) and event.word == "unchanged")


@dataclass(frozen=True)
class Entry:
    """A row of the timeline. `at` is when it happened; `fact.at`, when it was recorded, may be later."""

    at: datetime
    who: str
    fact: e.Fact
    edited: bool = False


@dataclass(frozen=True)
class Captured:
    """What became of kept messages: how many were edited since, and how many taken back."""

    edited: int = 0
    retracted: int = 0


def without_redacted(facts: Iterable[e.Fact]) -> tuple[list[e.Fact], int]:
    """The facts with every redacted text blanked, whatever the store still gave, and how many were."""
    facts = list(facts)
    gone = {fact.event.seq for fact in facts if isinstance(fact.event, e.TextRedacted)}
    shown = [replace(fact, event=_blank(fact.event)) if fact.seq in gone else fact for fact in facts]
    return shown, len(gone)


def _blank(event: e.Event) -> e.Event:
    if isinstance(event, e.Unknown):
        return replace(event, data={})
    blanked: e.Event = _blanked(event)
    return blanked


def _blanked(value: Any) -> Any:
    """`value` with every text in it, also of nested records, redacted; a call's arguments may repeat it."""
    if isinstance(value, Words):
        return REDACTED if value else value
    if isinstance(value, tuple):
        return tuple(_blanked(item) for item in value)
    if isinstance(value, Call):
        return replace(value, args={})
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _blanked(getattr(value, f.name)) for f in fields(value)})
    return value


def happened(fact: e.Fact) -> datetime:
    """When it happened, in UTC: the time people gave, else when it was recorded."""
    match fact.event:
        case e.MessageCaptured(sent=when):
            return instant(when)
        case e.NoteAdded(when=told) | e.DecisionMade(when=told):
            return instant(told or fact.at)
        case e.OutsideChange(at=when):
            return instant(when)
        case e.Acknowledged(when=when) | e.Mitigated(when=when) | e.Resolved(when=when):
            return instant(when)
        case _:
            return instant(fact.at)


def entries(facts: Sequence[e.Fact]) -> tuple[tuple[Entry, ...], Captured]:
    """The timeline by the time things happened; kept messages show their last text or are left out."""
    rows: dict[int, Entry] = {}
    kept: dict[tuple[str, str], int] = {}
    edited: set[int] = set()
    retracted = 0
    for place, fact in enumerate(facts):
        match fact.event:
            case e.MessageCaptured(channel=channel, ts=ts, author=author):
                rows[place] = Entry(happened(fact), author, fact)
                rows.pop(kept.get((channel, ts), -1), None)
                kept[channel, ts] = place
            case e.CaptureRevised(channel=channel, ts=ts, text=text):
                if (first := kept.get((channel, ts))) is not None:
                    rows[first] = _revised(rows[first], text)
                    edited.add(first)
            case e.CaptureRetracted(channel=channel, ts=ts):
                if (first := kept.pop((channel, ts), None)) is not None:
                    rows.pop(first)
                    retracted += 1
            case event if not bookkeeping(event):
                rows[place] = Entry(happened(fact), fact.actor, fact)
            case _:
                pass
    ordered = tuple(sorted(rows.values(), key=lambda row: row.at))
    return ordered, Captured(sum(place in rows for place in edited), retracted)


def _revised(row: Entry, text: Words) -> Entry:
    event = row.fact.event
    assert isinstance(event, e.MessageCaptured)
    return replace(row, fact=replace(row.fact, event=replace(event, text=text)), edited=True)
