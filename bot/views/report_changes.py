"""The report's section on changes to clusters, and the questions about broken glass, as named parts.

Called by `views.report`. It is the one section that is absent when there is nothing to tell: most
incidents, and most teams, never touch a cluster from here. What stands is part of the section itself,
which every later draft renews, so that no draft goes on saying that something stands.
"""

from __future__ import annotations

from datetime import timedelta

from bot.domain.action import Health
from bot.domain.changes import Stage
from bot.domain.report import Report
from bot.domain.report_changes import Approval, Deed, Verdict, Work
from bot.views.report_text import Names, at, because, clean, cut, escape, lasted, person, said, table

Section = tuple[str, list[str]]

QUESTION = "question-"
"""How the names of parts begin behind which an answer is to be written."""

LONGEST = 300
"""So many characters of what a cluster said are in the table; the timeline has all of it."""

_HEAD = (
    "No.", "Change", "Where", "Asked by", "Approved by", "Applied (UTC)", "Outcome", "Afterwards", "See also",
)  # fmt: skip
_UNDER_WAY = {
    Stage.PLANNING: "is being planned",
    Stage.PENDING: "waits for approval",
    Stage.APPROVED: "approved, not begun yet",
    Stage.RUNNING: "begun, no answer yet",
    Stage.APPLIED: "rolling out",
}
_ENDS = {
    Stage.UNKNOWN: "**unknown** whether it was done",
    Stage.REFUSED: "no plan could be made",
    Stage.DRIFTED: "not run, the object had changed",
}


def changed(report: Report, names: Names) -> list[Section]:
    """Everything asked of a cluster; nothing at all when nothing was."""
    work = report.work
    if not work.deeds and not work.reads:
        return []
    lines = ["## Changes to clusters", ""]
    rows = [_row(deed, names) for deed in work.deeds]
    lines += table(_HEAD, rows) or ["Nothing was changed, only looked up."]
    if work.reads:
        lines += ["", _reads(work)]
    if work.standing:
        lines += ["", "### Still standing", "", *(_standing(deed, names) for deed in work.standing)]
    return [("changes", lines), *_broken(work, names)]


def _broken(work: Work, names: Names) -> list[Section]:
    """Each broken glass with its question, which stands unanswered until a reviewer answers it."""
    told: list[str] = []
    questions: list[Section] = []
    for deed in work.broken:
        if deed.glass:
            who, when = _who(deed.glass.person, names), f"{at(deed.glass.at)} UTC"
            what = f"change {deed.number}, {_what(deed, names)}"
            told.append(f"- {when}, {who} ran {what}{_because(deed.glass.why, names)}")
            question = f"#### Change {deed.number}: was it right to run this without a second person?"
            questions.append((f"{QUESTION}glass-{deed.number}", [question]))
    intro = "Run without the approval that the system file asks for. Each waits for its answer below."
    return [("glass", ["### Broken glass", "", intro, "", *told]), *questions] if told else []


def _row(deed: Deed, names: Names) -> list[str]:
    return [
        str(deed.number),
        _what(deed, names),
        _where(deed),
        _who(deed.by, names),
        _approved(deed, names),
        at(deed.applied) if deed.applied else "",
        _outcome(deed, names),
        "<br>".join(_verdict(one, deed.before, names) for one in deed.verdicts),
        _related(deed),
    ]


def _what(deed: Deed, names: Names) -> str:
    """The plan's title; before there is a plan, what was typed."""
    return _cut(deed.title, names) or _cut(deed.line, names) or "*not recorded*"


def _where(deed: Deed) -> str:
    """`deployment/backend in shop, production`."""
    target, namespace = deed.target, clean(deed.namespace)
    what = clean(target.title) if target else ""
    object_ = f"{what} in {namespace}" if what and namespace else what or namespace
    return escape(", ".join(filter(None, (object_, clean(deed.cluster)))))


def _approved(deed: Deed, names: Names) -> str:
    said_yes = [_approval(one, names) for one in deed.approvals]
    if deed.glass:
        said_yes.append(f"**glass broken** by {_who(deed.glass.person, names)}")
    if not said_yes and deed.approvers == 0:
        return "nobody was needed"
    return "<br>".join(said_yes)


def _approval(one: Approval, names: Names) -> str:
    binding = _cut(one.binding, names)
    return f"{_who(one.person, names)} ({binding})" if binding else _who(one.person, names)


def _outcome(deed: Deed, names: Names) -> str:
    why, by = _because(deed.why, names), _who(deed.ended_by, names)
    match deed.stage:
        case Stage.DONE:
            return f"done in {took(deed.ended - deed.begun)}" if deed.begun and deed.ended else "done"
        case Stage.FAILED:
            return f"**failed** {'after it was sent' if deed.sent else 'and changed nothing'}{why}"
        case Stage.REJECTED:
            return f"rejected by {by}{why}"
        case Stage.WITHDRAWN:
            return f"withdrawn by {by}{why}"
        case Stage.EXPIRED:
            return f"expired, {'approved but not begun' if deed.approved else 'not approved'} in time"
        case Stage.UNKNOWN | Stage.REFUSED | Stage.DRIFTED:
            return _ENDS[deed.stage] + why
        case _:
            return _UNDER_WAY[deed.stage]


def _verdict(one: Verdict, before: Health | None, names: Names) -> str:
    """`2 min: better, ready 1/3 → 3/3, restarts 4 → 4`."""
    word = escape(clean(one.word))
    shown = f"**{word}**" if one.word == "worse" else word
    figures = _figures(before, one.health)
    return f"{one.minutes} min: {', '.join(filter(None, (shown, figures)))}{_because(one.note, names)}"


def _figures(before: Health | None, now: Health | None) -> str:
    if now is None:
        return ""
    ready, restarts = f"{now.ready}/{now.wanted}", str(now.restarts)
    if before is not None:
        ready = f"{before.ready}/{before.wanted} → {ready}"
        restarts = f"{before.restarts} → {restarts}"
    return f"ready {ready}, restarts {restarts}"


def _related(deed: Deed) -> str:
    links = (
        ("undoes", deed.undoes),
        ("undone by", deed.undone_by),
        ("in place of", deed.replaces),
        ("planned anew as", deed.followed_by),
    )
    return "<br>".join(f"{word} {number}" for word, number in links if number is not None)


def _standing(deed: Deed, names: Names) -> str:
    undo = f"; to undo it: {_cut(deed.undo_title, names)}" if deed.undo_title.strip() else ""
    reason = "**nobody said why it stays**"
    if deed.kept:
        reason = f"stays, says {_who(deed.kept.person, names)}{_because(deed.kept.why, names)}"
    return f"- Change {deed.number}, {_what(deed, names)} ({_where(deed)}){undo}; {reason}"


def _reads(work: Work) -> str:
    counts = ", ".join(f"{escape(clean(action))} {count}" for action, count in work.reads)
    return f"Looked up, by action: {counts}."


def took(span: timedelta) -> str:
    """`40 s`, `2 min 5 s`, then in larger units."""
    seconds = max(0, int(span.total_seconds()))
    if seconds >= 3600:
        return lasted(span)
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"


def _who(id: str, names: Names) -> str:
    return escape(person(id, names))


def _cut(text: str, names: Names) -> str:
    return escape(cut(said(text, names), LONGEST))


def _because(text: str, names: Names) -> str:
    return escape(cut(because(text, names), LONGEST))
