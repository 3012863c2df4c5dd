"""The sections of the Markdown report about what happened, each as lines. Put together by `views.report`.

A section always stands, also when there is nothing to tell: a reader must see that nothing was
recorded rather than wonder. Everything people wrote goes through `escape`.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.durations import Duration, Milestone, Outcome, Promise
from bot.domain.incident import Status
from bot.domain.policy import COMMANDER_ROLE
from bot.domain.report import Report
from bot.domain.report_parts import Step
from bot.domain.report_timeline import Entry
from bot.views.report_lines import plain
from bot.views.report_text import (
    Names,
    at,
    clean,
    cut,
    escape,
    lasted,
    link,
    near,
    person,
    said,
    table,
    there,
)

Lines = list[str]


def who(id: str | None, names: Names) -> str:
    return escape(person(id, names))


def zones(report: Report) -> Lines:
    """The heads of the columns of time: UTC, and the team's zone where that is another."""
    return ["UTC"] if report.zone == "UTC" else ["UTC", escape(report.zone)]


def moment(report: Report, when: datetime) -> Lines:
    """The cells of those columns."""
    return [at(when)] if report.zone == "UTC" else [at(when), there(when, report.zone)]


def title(report: Report, names: Names) -> Lines:
    heading = cut(clean(said(report.title, names)), 200)
    banners = []
    if report.drill:
        banners.append("**Drill.** Nobody was harmed, and no figure counts it.")
    if report.private:
        banners.append("**Private.** Share this only with those who were invited.")
    if report.status is Status.DUPLICATE:
        of = escape(clean(report.duplicate_of or "another incident"))
        banners.append(f"**Duplicate of {of}.** What happened is told there.")
    if report.status is Status.CANCELLED:
        banners.append("**False alarm.** Cancelled; there was no incident.")
    if report.status.open:
        banners.append(f"**Still {report.status.value}.** This is the story so far.")
    quoted = "\n>\n".join(f"> {banner}" for banner in banners).split("\n")
    return [f"# {escape(clean(report.ref))}: {escape(heading)}", *(["", *quoted] if banners else [])]


def summary(report: Report, names: Names) -> Lines:
    """The facts of a report's head, one a line."""
    system = ", ".join(filter(None, [report.system, report.service, report.kind]))
    commanders = [t.person for t in report.roles if t.role == COMMANDER_ROLE]
    commanded = ", then ".join(dict.fromkeys(who(one, names) for one in commanders)) or "nobody"
    facts = [
        ("Severity", _severity(report)),
        ("Status", report.status.value),
        ("System", escape(clean(system))),
        ("Time", _span(report)),
        ("Declared", f"by {who(report.declared_by, names)}, {at(report.declared_at)} UTC"),
        ("In command", commanded),
    ]
    if report.channel:
        facts.append(("Channel", "#" + escape(clean(report.channel))))
    if not report.short:
        facts.append(("What fixed it", escape(said(report.resolution, names)) or "*not recorded*"))
        known = {True: "known", False: "not known yet", None: "*not recorded*"}[report.cause_known]
        facts.append(("Cause", known))
    return ["## Summary", "", *(f"- **{name}**: {text}" for name, text in facts)]


def _severity(report: Report) -> str:
    worst = min((s for s in report.severities if s.rank is not None), key=lambda s: s.rank or 0, default=None)
    first = report.severities[0].value if report.severities else report.severity
    text = escape(clean(report.severity))
    if first != report.severity:
        text += f", declared as {escape(clean(first))}"
    if worst and worst.value not in (first, report.severity):
        text += f", at worst {escape(clean(worst.value))}"
    return text


def _span(report: Report) -> str:
    whole = report.durations[-1]
    begun, ended = report.milestone(whole.since or ""), report.milestone("resolved")
    if begun is None:
        return "*not known*"
    if ended is None or whole.length is None:
        return f"from {at(begun)} UTC"
    return f"{at(begun)} to {near(ended, begun)}, {lasted(whole.length)}"


def history(heading: str, report: Report, steps: tuple[Step, ...], names: Names) -> Lines:
    """How severity or status changed: from when, for how long, by whom and why."""
    rows = [
        [
            *moment(report, step.since),
            escape(clean(step.value)),
            lasted(step.until - step.since) if step.until else "",
            who(step.by, names),
            escape(said(step.why, names)),
        ]
        for step in steps
    ]
    return [f"## {heading}", "", *table([*zones(report), heading, "For", "By", "Why"], rows)]


def impact(report: Report, names: Names) -> Lines:
    rows = [
        [escape(clean(figure.label)), escape(said(figure.value or "", names)) or "*not recorded*"]
        for figure in report.impact
    ]
    return ["## Impact", "", *(table(["What", "How much"], rows) or ["No impact was recorded."])]


def milestones(report: Report, names: Names) -> Lines:
    blank = ["*not known*", *[""] * (len(zones(report)) - 1)]
    rows = [
        [mark.name, *(moment(report, mark.when) if mark.when else blank), _corrections(mark, names)]
        for mark in report.milestones
    ]
    lines = ["## Milestones and durations", "", *table(["Milestone", *zones(report), "Corrected"], rows), ""]
    return [*lines, *(f"- {_duration(one)}" for one in report.durations)]


def _corrections(mark: Milestone, names: Names) -> str:
    """What the value was before, and who gave the one in force, when; `taken back` where reopened."""
    if not mark.earlier or (mark.when is None and len(mark.history) == 1):
        return ""
    was = [at(old.when) if old.when else "taken back" for old in mark.earlier]
    last = mark.history[-1]
    done = "set" if last.when else "taken back"
    return f"was {', '.join(was)}; {done} by {who(last.by, names)} at {at(last.at)}"


def _duration(one: Duration) -> str:
    name = "Lasted in all" if one.name == "in all" else f"Time to {one.name}"
    if one.length is None:
        return f"{name}: *not known* ({one.lack})"
    return f"{name}: **{lasted(one.length)}**, from {one.since}"


def roles(report: Report, names: Names) -> Lines:
    rows = [
        [
            escape(clean(one.label)),
            who(one.person, names),
            f"from {who(one.previous, names)}" if one.previous else "",
            at(one.since),
            at(one.until) if one.until else "the end",
        ]
        for one in report.roles
    ]
    head = ["Role", "Who", "Handed over", "From (UTC)", "To (UTC)"]
    return ["## Roles", "", *(table(head, rows) or ["Nobody took a role."])]


def listed(heading: str, entries: tuple[Entry, ...], names: Names, nothing: str) -> Lines:
    """Decisions or actions, one a line."""
    lines = [
        f"- {at(row.at)} UTC, {who(row.who, names)}: "
        + escape(plain(row.fact, names).removeprefix("Decision: "))
        for row in entries
    ]
    return [f"## {heading}", "", *(lines or [nothing])]


def updates(report: Report, names: Names) -> Lines:
    """Every promised update with what became of it, after the figures."""
    kept, missed = report.promised(Outcome.KEPT), report.promised(Outcome.MISSED)
    open_ = report.promised(Outcome.OPEN)
    still = f", still open: {open_}" if open_ else ""
    figures = f"Updates promised: {kept + missed + open_}, kept: {kept}, missed: {missed}{still}."
    rows = [
        [at(one.due), who(one.by, names) if one.stated else "cadence", _became(one)]
        for one in report.promises
    ]
    lines = ["## Promised updates", "", figures]
    return [*lines, *(["", *table(["Due (UTC)", "Promised by", "What came of it"], rows)] if rows else [])]


def _became(one: Promise) -> str:
    snoozed = ", after it was put off" if one.snoozed else ""
    if one.outcome is Outcome.KEPT and one.posted:
        return f"kept at {near(one.posted, one.due)}{snoozed}"
    if one.outcome is Outcome.MISSED:
        times = f", {one.count} times" if one.count > 1 else ""
        late = one.posted - one.due if one.posted else None
        return f"**missed**{times}{snoozed}" + (f"; came {lasted(late)} late" if late else "")
    if one.outcome is Outcome.OVER:
        return "no longer owed"
    return f"open{snoozed}"


def away(report: Report, names: Names) -> Lines:
    lines = ["## Time Tocsin was away", ""]
    if not report.away:
        return [*lines, "None: the clock ran throughout."]
    rows = [
        [at(gap.since), near(gap.until, gap.since), escape(", ".join(gap.missed)) or "nothing was due"]
        for gap in report.away
    ]
    lines.append(f"{lasted(report.away_for)} in all. What was due meanwhile was caught up with afterwards.")
    return [*lines, "", *table(["From (UTC)", "To", "Due meanwhile"], rows)]


def timeline(report: Report, names: Names) -> Lines:
    rows = [[*moment(report, row.at), who(row.who, names), _what(row, names)] for row in report.timeline]
    return ["## Timeline", "", *table([*zones(report), "Who", "What"], rows)]


def _what(row: Entry, names: Names) -> str:
    text = escape(plain(row.fact, names)) + (" (edited)" if row.edited else "")
    permalink = getattr(row.fact.event, "permalink", None)
    source = link("message", permalink)
    return f"{text} {source}" if source != "message" else text
