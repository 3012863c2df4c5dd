"""What became of one workload: new revisions with what each changed, its scale, other edits. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.changed.lines import Line
from bot.actions.changed.writers import Write, by_people, created, near
from bot.actions.reading.ages import moment
from bot.actions.reading.template_changes import changes
from bot.actions.revisions import Revision

CLOSE = 30.0
"""Seconds between a write and the revision it led to."""

MOST_SAID = 8


@dataclass(frozen=True)
class Step:
    """The workload went to `new`; `at` is None when nobody remembers when."""

    number: int
    new: Revision
    old: Revision | None
    at: datetime | None


def workload_lines(
    title: str, workload: Mapping[str, Any], found: Sequence[Revision], place: str = ""
) -> list[Line]:
    """Everything people did to `workload`, whose kept revisions are `found`; `place` ends a command."""
    meta, people = workload["metadata"], by_people(workload["metadata"])
    rollouts = [
        Line(step.at, title, _said(step, meta), _who(step, step.at, people), _back(title, step, place))
        for step in steps(found, people, _progress(workload))
        if step.at is not None
    ]
    told = [one.at for one in rollouts]
    if not rollouts:
        first = people[-1].who if people else ""
        rollouts.append(Line(created(meta), title, "made", first))
        told.append(created(meta))
    return [*rollouts, *_edits(title, workload, people, told)]


def steps(found: Sequence[Revision], people: Sequence[Write], progress: datetime | None = None) -> list[Step]:
    """Which revision followed which, the oldest first.

    One that ran again has two numbers, its first and the one it has now; when that was says the write that
    asked for it or, where that left no trace, the workload's last `progress`.
    """
    runs = [(one.first, one, True) for one in found]
    runs += [(one.number, one, False) for one in found if one.number != one.first]
    runs.sort(key=lambda run: run[0])
    made: list[Step] = []
    for place, (number, one, fresh) in enumerate(runs):
        old = runs[place - 1][1] if place else None
        at = one.created if fresh else None
        if at is None and old is not None and place == len(runs) - 1:
            asked = [write.at for write in people if write.touches("spec", "template")]
            at = next((when for when in asked if when > old.created), progress)
        made.append(Step(number, one, old, at))
    return made


def _said(step: Step, meta: Mapping[str, Any]) -> str:
    images = ", ".join(step.new.images)
    if step.old is None:
        fresh = step.at is not None and step.at - created(meta) < timedelta(seconds=CLOSE)
        return f"made with {images}" if fresh else f"revision {step.number}: {images}"
    what = changes(step.old.template, step.new.template)
    more = [f"and {len(what) - MOST_SAID} more"] if len(what) > MOST_SAID else []
    again = f" (as {step.new.first} was)" if step.number != step.new.first else ""
    return f"revision {step.number}{again}: {'; '.join([*what[:MOST_SAID], *more]) or 'the same template'}"


def _back(title: str, step: Step, place: str) -> str:
    if step.old is None or step.old.current or step.old is step.new:
        return ""
    return f"/ops rollback {title} --to-revision={step.old.number}{place}"


def _who(step: Step, at: datetime, people: Sequence[Write]) -> str:
    """A manager's earlier writes are forgotten, so of older revisions often nobody knows."""
    pods = [one for one in people if one.touches("spec", "template")]
    if step.old is not None:
        pods = [one for one in pods if step.old.created < one.at <= at + timedelta(seconds=1)]
    found = near(pods, at, CLOSE)
    return found.who if found else ""


def _progress(workload: Mapping[str, Any]) -> datetime | None:
    conditions = (workload.get("status") or {}).get("conditions") or []
    stamps = [one.get("lastUpdateTime") for one in conditions if one.get("type") == "Progressing"]
    return moment(str(stamps[0])) if stamps and stamps[0] else None


def _edits(
    title: str, workload: Mapping[str, Any], people: Sequence[Write], told: Sequence[datetime]
) -> Iterator[Line]:
    """What was written without a new revision."""
    for one in people:
        if any(abs((one.at - at).total_seconds()) <= CLOSE for at in told) and not one.scales:
            continue
        if one.scales:
            yield Line(one.at, title, f"scaled, wants {workload['spec'].get('replicas', 1)} now", one.who)
        else:
            yield Line(one.at, title, "changed, its pods as before", one.who)
