"""Lines for work on clusters: what was looked up, asked for, agreed to, done, and what came of it."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.domain.action import Health
from bot.views.lines.voice import Voice

Reading: TypeAlias = (
    e.OperationOpened
    | e.ReadAsked
    | e.ReadAnswered
    | e.ReadFailed
    | e.FollowEnded
    | e.MitigationsKept
    | e.OutsideChange
    | e.Frozen
    | e.Thawed
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


def operating(event: e.Operating, by: str, v: Voice) -> str:
    if isinstance(event, Reading):
        return reading(event, by, v)
    if isinstance(event, Planning):
        return planning(event, by, v)
    return running(event, by, v)


def reading(event: Reading, by: str, v: Voice) -> str:
    match event:
        case e.OperationOpened(ref=ref, system=system, title=title):
            return f"{by} began the operation {v.name(ref)} on {v.name(system)}: {v.text(title)}"
        case e.ReadAsked(number=number, line=line, until=until):
            return f"{by} looked up ({number}): {v.text(line)}{f', until {v.at(until)}' if until else ''}"
        case e.ReadAnswered(number=number, summary=summary, masked=masked):
            hidden = f" ({masked} values masked)" if masked else ""
            return f"Look-up {number} was answered{v.because(summary)}{hidden}"
        case e.ReadFailed(number=number, why=why):
            return f"Look-up {number} failed{v.because(why)}"
        case e.FollowEnded(number=number, by=who):
            return f"Look-up {number} is not followed any more{f', stopped by {v.who(who)}' if who else ''}"
        case e.MitigationsKept(numbers=numbers, why=why):
            some = ", ".join(str(number) for number in numbers[:20]) or "none"
            return f"{by} left changes standing ({some}){v.because(why)}"
        case e.OutsideChange(object=object, what=what, who=who, at=at):
            hand = f" by {v.name(who)}" if who.strip() else ""
            return f"{v.name(object)} was changed outside Tocsin{hand}{v.time(at)}{v.because(what)}"
        case e.Frozen(system=system, namespace=namespace, why=why):
            return f"{by} froze changes to {_place(system, namespace, v)}{v.because(why)}"
        case e.Thawed(system=system, namespace=namespace, why=why):
            return f"{by} lifted the freeze of {_place(system, namespace, v)}{v.because(why)}"
        case never:
            assert_never(never)


def planning(event: Planning, by: str, v: Voice) -> str:
    match event:
        case e.PlanAsked(number=number):
            return f"{by} asked for change {number}: {v.text(event.line)}{_asked(event, v)}"
        case e.PlanRefused(number=number, why=why):
            return f"There is no plan for change {number}{v.because(why)}"
        case e.PlanMade(number=number, plan=plan, approvers=approvers):
            need = f"{approvers} to approve" if approvers else "needs no approval"
            return (
                f"Change {number} was planned, {need}: {v.text(plan.title)} (plan {v.name(plan.digest[:12])})"
            )
        case e.ApprovalGiven(number=number):
            return f"{by} approved change {number}"
        case e.VoteCounted(number=number, person=person, binding=binding):
            return f"The approval of change {number} by {v.who(person)} counts{v.because(binding)}"
        case e.VoteNotCounted(number=number, person=person, why=why):
            return f"The approval of change {number} by {v.who(person)} does not count{v.because(why)}"
        case e.ChangeApproved(number=number, run_by=run_by):
            return f"Change {number} was approved, to begin by {v.at(run_by)}"
        case e.GlassBroken(number=number, why=why):
            return f"BREAK GLASS: {by} ran change {number} without approval{v.because(why)}"
        case e.ChangeRejected(number=number, why=why):
            return f"{by} rejected change {number}{v.because(why)}"
        case e.ChangeWithdrawn(number=number, why=why):
            return f"{by} withdrew change {number}{v.because(why)}"
        case e.ChangeExpired(number=number, due=due, approved=approved):
            what = "was approved but not begun" if approved else "was not approved"
            return f"Change {number} {what} by {v.at(due)}, and is void"
        case never:
            assert_never(never)


def running(event: Running, by: str, v: Voice) -> str:
    match event:
        case e.RunStarted(number=number, runner=runner, before=before):
            return f"Change {number} was begun as {v.name(runner)}{_health(before)}"
        case e.RunApplied(number=number, reply=reply, health=health, again=again):
            twice = ", sent already by an earlier try" if again else ""
            return f"The cluster took change {number}{twice}{v.because(reply)}{_health(health)}"
        case e.RunDrifted(number=number, moved=moved):
            return f"Change {number} was not run, the object had changed{v.because(moved)}"
        case e.RunFailed(number=number, why=why, sent=sent, health=health):
            done = "the cluster was changed" if sent else "nothing was changed"
            return f"Change {number} failed ({done}){v.because(why)}{_health(health)}"
        case e.RunUnknown(number=number, now=now):
            return f"Nobody knows whether change {number} was done{v.because(now)}"
        case e.RunFinished(number=number, summary=summary, health=health):
            return f"Change {number} is done{v.because(summary)}{_health(health)}"
        case e.VerdictDue(number=number, minutes=minutes):
            return f"Change {number} is looked at again, {minutes} min later"
        case e.VerdictTaken(number=number, minutes=minutes, word=word, health=health, note=note):
            stands = f"{minutes} min after change {number} it stands {v.name(word)}"
            return f"{stands}{v.because(note)}{_health(health)}"
        case never:
            assert_never(never)


def _asked(event: e.PlanAsked, v: Voice) -> str:
    place = _place(event.cluster, event.namespace, v)
    undoes = f", undoing change {event.undoes}" if event.undoes is not None else ""
    replaces = f", in place of change {event.replaces}" if event.replaces is not None else ""
    return f" on {place}{undoes}{replaces}"


def _place(outer: str, inner: str, v: Voice) -> str:
    """`production/shop`: a cluster or a system, and a namespace of it."""
    return v.name("/".join(part for part in (outer, inner) if part.strip()) or "everything")


def _health(health: Health | None) -> str:
    return f" ({health.ready} of {health.wanted} ready)" if health else ""
