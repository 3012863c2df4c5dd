"""The postmortem draft as Markdown, in marked parts, so that it can be drafted anew under people's hands.

The worker's postmortem job calls `markdown` and, where there is an earlier draft, `merge` (its rules
are in `bot.domain.keep`). What people are to write stands outside the marked parts from the start:
each question is a part, the place for its answer is not.
"""

from __future__ import annotations

import re
from hashlib import sha256

from bot.domain.keep import Part, merge, offered, part, read
from bot.domain.report import Report
from bot.domain.report_parts import Task
from bot.views import report_parts as parts
from bot.views.report_changes import QUESTION, Section, changed
from bot.views.report_text import Names, at, clean, escape, lasted, link, people, person, said

UNANSWERED = "> **Not answered yet.** Write the answer in place of this line."

__all__ = ["UNANSWERED", "markdown", "merge", "unanswered"]


def markdown(report: Report, names: Names) -> str:
    """The whole draft of `report`; `names` maps the ids of people and groups to what they are called."""
    sections = [
        ("title", parts.title(report, names)),
        ("summary", parts.summary(report, names)),
        *([] if report.short else _told(report, names)),
        *changed(report, names),
        *([] if report.short else _reviewed(report, names)),
        ("timeline", parts.timeline(report, names)),
        ("record", _record(report)),
    ]
    texts = [_drafted(name, "\n".join(lines)) for name, lines in sections]
    return "\n".join([*texts, offered(name for name, _ in sections)])


def _drafted(name: str, text: str) -> str:
    """A part; behind a question stands, outside of it, the place for the answer."""
    place = f"\n{UNANSWERED}\n" if name.startswith(QUESTION) else ""
    return part(name, text) + place


def unanswered(draft: str) -> tuple[str, ...]:
    """The questions of `draft` below which nobody has written an answer yet, as they stand there."""
    pieces = read(draft)
    found = []
    for place, piece in enumerate(pieces):
        if isinstance(piece, Part) and piece.name.startswith(QUESTION):
            after = pieces[place + 1] if place + 1 < len(pieces) else ""
            text = after.strip() if isinstance(after, str) else ""
            if not text or UNANSWERED in text:
                found.append(piece.body.strip().lstrip("#").lstrip())
    return tuple(found)


def _told(report: Report, names: Names) -> list[Section]:
    """What happened, from the impact to what was done about it."""
    return [
        ("impact", parts.impact(report, names)),
        ("milestones", parts.milestones(report, names)),
        ("severity", parts.history("Severity", report, report.severities, names)),
        ("status", parts.history("Status", report, report.statuses, names)),
        ("roles", parts.roles(report, names)),
        ("decisions", parts.listed("Decisions", report.decisions, names, "No decision was recorded.")),
        ("actions", parts.listed("Actions taken", report.actions, names, "No action was recorded.")),
    ]


def _reviewed(report: Report, names: Names) -> list[Section]:
    """How it was led, what is still to be done, and the questions to the reviewers."""
    return [
        ("updates", parts.updates(report, names)),
        ("away", parts.away(report, names)),
        ("items", _items(report, names)),
        ("review", _review(report, names)),
        *((name, [heading]) for name, heading in _questions(report)),
    ]


def _items(report: Report, names: Names) -> list[str]:
    lines = [
        f"- [{'x' if one.done else ' '}] {one.number}. {escape(said(one.text, names))}"
        f" ({_state(one, report, names)})"
        for one in report.tasks
    ]
    return ["## Action items", "", *(lines or ["No action item was recorded."])]


def _state(one: Task, report: Report, names: Names) -> str:
    owner = escape(person(one.owner, names)) if one.owner else "**no owner**"
    if one.done:
        return f"{owner}; done {at(one.done)} UTC by {escape(person(one.done_by, names))}"
    if one.due is None:
        return f"{owner}; no due date"
    late = report.record.generated - one.due
    overdue = f", **overdue by {lasted(late)}**" if late.total_seconds() > 0 else ""
    return f"{owner}; due {at(one.due)} UTC{overdue}"


def _review(report: Report, names: Names) -> list[str]:
    asked = report.review
    lines = [f"Meeting: {escape(clean(asked.meeting))}"] if asked.meeting else []
    if asked.attendees:
        lines.append(f"Attendees: {escape(people(asked.attendees, names))}")
    if asked.due:
        lines.append(f"Due: {at(asked.due)} UTC")
    if asked.done:
        said_link = escape(said(asked.link, names))
        written = link(said_link, asked.link) if said_link else ""
        lines.append(f"Completed: {at(asked.done)} UTC {written}".rstrip())
    intro = "Each question waits for an answer below it; what is written there is kept by later drafts."
    return ["## Review", "", intro, *(["", *(f"- {line}" for line in lines)] if lines else [])]


def _questions(report: Report) -> list[tuple[str, str]]:
    """(name of the part, heading). A question keeps its name wherever it moves in the list."""
    return [(_named(one), f"### {escape(clean(one))}") for one in report.review.questions if clean(one)]


def _named(question: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", clean(question).lower())[:32].strip("-")
    return f"{QUESTION}{slug}-{sha256(clean(question).encode()).hexdigest()[:6]}"


def _record(report: Report) -> list[str]:
    """What lets a reader check the draft, and what the timeline above leaves out."""
    record = report.record
    captured = record.captured
    counts = [
        (record.bookkeeping, "Left out above, bookkeeping (messages posted, reminders, drafts)"),
        (captured.retracted, "Left out above, kept messages that were taken back or deleted"),
        (captured.edited, "Kept messages edited since, shown in their last form"),
        (record.redacted, "Texts redacted (the chain still holds)"),
    ]
    lines = [
        f"- Drafted from the timeline at {at(record.generated)} UTC; entries: {record.count}",
        f"- Head of the chain: `{re.sub('[^0-9A-Za-z:-]', '', record.head) or 'none'}`"
        f" (`tocsin verify {re.sub('[^0-9A-Za-z_-]', '', report.ref)} --head …` checks it)",
        *(f"- {what}: {count}" for count, what in counts if count),
    ]
    lines.append("- Parts between `tocsin` comments are drafted anew; text outside of them is kept")
    return ["## Record", "", *lines]
