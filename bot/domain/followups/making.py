"""How the jobs of a stream are made: their keys, lanes and what of them coalesces. Used by followups."""

from __future__ import annotations

from typing import Any

from bot.domain import events as e
from bot.domain.jobs import CARD, LONG, QUICK, Job
from bot.domain.stream import Stream


def job(
    s: Stream, fact: e.Fact, effect: str, lane: str, urgency: int, queue: str = QUICK, **args: Any
) -> Job:
    """A job that `fact` asks for once; same fact, same key, for ever."""
    key = f"{s.id}:{fact.seq}:{effect}"
    return Job(effect, s.id, key=key, lane=f"{s.id}:{lane}", urgency=urgency, queue=queue, args=args)


def edit(s: Stream, effect: str, number: int | None = None, queue: str = QUICK) -> Job:
    """A job that brings one shown thing up to date with the state, whatever changed it.

    `number` is that of a change or a read, where there are several of its kind.
    """
    name = f"{s.id}:{effect}" if number is None else f"{s.id}:{effect}:{number}"
    args = {} if number is None else {"number": number}
    return Job(effect, s.id, key=name, lane=name, urgency=CARD, coalesce=name, queue=queue, args=args)


def draft(s: Stream, fact: e.Fact) -> Job:
    """A draft of the postmortem from the timeline up to `fact`."""
    return job(s, fact, "draft_postmortem", "draft", CARD, queue=LONG)
