"""What a fact about work on clusters says, as one piece of plain text. Called by `report_lines`."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.domain.action import Health
from bot.views.report_text import Names, because, clean, near, people, person

Reading: TypeAlias = (
    e.OperationOpened
    | e.ReadAsked
    | e.ReadAnswered
    | e.ReadFailed
    | e.FollowEnded
    | e.Frozen
    | e.Thawed
    | e.MitigationsKept
    | e.OutsideChange
)
Running: TypeAlias = (
    e.RunStarted
    | e.RunApplied
    | e.RunDrifted
    | e.RunFailed
    | e.RunUnknown
    | e.RunFinished
    | e.VerdictDue
    | e.VerdictTaken
)
Planning: TypeAlias = (
    e.PlanAsked
    | e.PlanRefused
    | e.PlanMade
    | e.ApprovalGiven
    | e.VoteCounted
    | e.VoteNotCounted
    | e.ChangeApproved
    | e.GlassBroken
    | e.ChangeRejected
    | e.ChangeWithdrawn
    | e.ChangeExpired
)


def operating(event: e.Operating, at: datetime, names: Names) -> str:
    if isinstance(event, Reading):
        return _reading(event, at, names)
    if isinstance(event, Planning):
        return _planning(event, at, names)
    return _running(event, names)


def _reading(event: Reading, at: datetime, names: Names) -> str:
    match event:
        case e.OperationOpened(ref=ref, system=system, title=title):
            return f"Operation {clean(ref)} on {clean(system)} opened{because(title, names)}"
        case e.ReadAsked(number=number, line=line, until=until):
            followed = f" (followed until {near(until, at)})" if until else ""
            return f"Look-up {number}{because(line, names)}{followed}"
        case e.ReadAnswered(number=number, summary=summary, masked=masked):
            hidden = f" (values masked: {masked})" if masked else ""
            return f"Look-up {number} answered{because(summary, names)}{hidden}"
        case e.ReadFailed(number=number, why=why):
            return f"Look-up {number} failed{because(why, names)}"
        case e.FollowEnded(number=number, by=by):
            return f"Look-up {number} no longer followed{f', stopped by {person(by, names)}' if by else ''}"
        case e.Frozen(system=system, namespace=namespace, why=why):
            return f"Changes to {place(system, namespace)} frozen{because(why, names)}"
        case e.Thawed(system=system, namespace=namespace, why=why):
            return f"Freeze of {place(system, namespace)} lifted{because(why, names)}"
        case e.OutsideChange(object=object, what=what, who=who):
            hand = f" by {clean(who)}" if who.strip() else ""
            return f"{clean(object)} changed outside Tocsin{hand}{because(what, names)}"
        case e.MitigationsKept(numbers=numbers, why=why):
            stay = people([str(number) for number in numbers], {})
            return f"Changes left standing ({stay}){because(why, names)}"
        case never:
            assert_never(never)


def _planning(event: Planning, at: datetime, names: Names) -> str:
    match event:
        case e.PlanAsked():
            return _asked(event, names)
        case e.PlanRefused(number=number, why=why):
            return f"Change {number} has no plan{because(why, names)}"
        case e.PlanMade(number=number, plan=plan, approvers=approvers):
            need = f"{approvers or 'no'} approval{'s' if approvers > 1 else ''}"
            return f"Change {number} planned, needs {need}{because(plan.title, names)}"
        case e.ApprovalGiven(number=number):
            return f"Approved change {number}, if the cluster lets them do it themselves"
        case e.VoteCounted(number=number, person=voter, binding=binding):
            return f"Change {number} approved by {person(voter, names)}{because(binding, names)}"
        case e.VoteNotCounted(number=number, person=voter, why=why):
            return f"Approval of change {number} by {person(voter, names)} not counted{because(why, names)}"
        case e.ChangeApproved(number=number, run_by=run_by):
            return f"Change {number} approved, to begin by {near(run_by, at)}"
        case e.GlassBroken(number=number, why=why):
            return f"Broke the glass: ran change {number} without approval{because(why, names)}"
        case e.ChangeRejected(number=number, why=why):
            return f"Rejected change {number}{because(why, names)}"
        case e.ChangeWithdrawn(number=number, why=why):
            return f"Withdrew change {number}{because(why, names)}"
        case e.ChangeExpired(number=number, due=due, approved=approved):
            what = "approved but not begun" if approved else "not approved"
            return f"Change {number} expired: {what} by {near(due, at)}"
        case never:
            assert_never(never)


def _running(event: Running, names: Names) -> str:
    match event:
        case e.RunStarted(number=number, runner=runner, before=before):
            return f"Change {number} begun as {clean(runner)}{_ready(before)}"
        case e.RunApplied(number=number, reply=reply, health=health, again=again):
            twice = ", as an earlier try had sent it" if again else ""
            return f"Change {number} applied{twice}{because(reply, names)}{_ready(health)}"
        case e.RunDrifted(number=number, moved=moved):
            return f"Change {number} not run, the object had changed{because(moved, names)}"
        case e.RunFailed(number=number, why=why, sent=sent, health=health):
            done = "after it was sent" if sent else "nothing was changed"
            return f"Change {number} failed, {done}{because(why, names) or _ready(health)}"
        case e.RunUnknown(number=number, now=now):
            return f"Unknown whether change {number} was done{because(now, names)}"
        case e.RunFinished(number=number, summary=summary, health=health):
            return f"Change {number} done{because(summary, names) or _ready(health)}"
        case e.VerdictDue(number=number, minutes=minutes):
            return f"Change {number} looked at again after {minutes} min"
        case e.VerdictTaken(number=number, minutes=minutes, word=word, health=health, note=note):
            return f"{minutes} min after change {number}: {clean(word)}{because(note, names)}{_ready(health)}"
        case never:
            assert_never(never)


def _asked(event: e.PlanAsked, names: Names) -> str:
    undoes = f", to undo change {event.undoes}" if event.undoes is not None else ""
    replaces = f", in place of change {event.replaces}" if event.replaces is not None else ""
    where = place(event.cluster, event.namespace)
    return f"Asked for change {event.number} on {where}{undoes}{replaces}{because(event.line, names)}"


def place(outer: str, inner: str) -> str:
    """`production/shop`: a cluster or a system, and a namespace of it; plain, not yet escaped."""
    return "/".join(filter(None, map(clean, (outer, inner)))) or "everything"


def _ready(health: Health | None) -> str:
    return f" ({health.ready} of {health.wanted} ready)" if health else ""
