"""What the clusters answered, judged by the policy: a plan's need, a vote's worth, an approval's last check.

Called by `usecases.changes` for the worker.
"""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.action import Risk
from bot.domain.changes import CHECKING, Change, Plan, Stage
from bot.domain.deciding.context import Context
from bot.domain.deciding.standing import worst
from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.domain.words import Words


def planned(s: Stream, number: int, plan: Plan, system: System, context: Context) -> list[e.Event]:
    """The plan of a change that is still wanted, with what it needs; approved at once if that is nobody."""
    change = s.change(number)
    if change is None or change.stage is not Stage.PLANNING:
        return []
    severity = s.severity if isinstance(s, Incident) else None
    need = system.operations.need(Risk(plan.risk), severity, worst(s, system), plan.target.namespace)
    expires = context.now + system.operations.pending
    made = e.PlanMade(number, plan, need.approvers, need.groups, need.run_as, expires)
    if need.approvers:
        return [made]
    return [made, e.ChangeApproved(number, context.now + system.operations.approved)]


def counted(
    s: Stream, number: int, person: str, allowed: bool, says: str, system: System, context: Context
) -> list[e.Event]:
    """What a vote comes to once the cluster was asked; the last one needed approves the change."""
    change = s.change(number)
    vote = change.vote_of(person) if change else None
    if change is None or vote is None or vote.state != CHECKING or change.stage is not Stage.PENDING:
        return []
    if not allowed:
        return [e.VoteNotCounted(number, person, Words(says))]
    vote_counted = e.VoteCounted(number, person, Words(says))
    late = change.expires is not None and context.now >= change.expires
    if late or change.missing > 1:
        return [vote_counted]
    return [vote_counted, e.ChangeApproved(number, context.now + system.operations.approved)]


def hindrance(change: Change, system: System, context: Context) -> str:
    """Why an approved change must not begin now; empty when it may. Asked by the worker before it acts."""
    requester = context.person(change.requester)
    for person in (requester, *(context.person(vote.person) for vote in change.counted)):
        if person.bot or person.guest or person.deactivated:
            return f"<@{person.id}> is no active member any more"
    for vote in change.counted:
        voter = context.person(vote.person)
        if change.groups and not system.operations.members(change.groups, voter):
            return f"<@{voter.id}> is not in {' or '.join(change.groups)} any more"
    if change.expires is not None and context.now >= change.expires:
        return "the approval has expired"
    frozen = next((one for one in context.freezes if one.stops(system.id, change.namespace)), None)
    if frozen is not None:
        return f"changes are frozen by <@{frozen.by}>: {frozen.why}"
    return ""


def applies(s: Stream, event: e.Operating) -> bool:
    """Whether what a worker reports is still news: a late or repeated report must not move a change."""
    if isinstance(event, e.FollowEnded):
        return any(one.number == event.number for one in s.following)
    stages = _NEWS_IN.get(type(event))
    change = s.change(event.number) if isinstance(event, _REPORTS) else None
    return stages is None or (change is not None and change.stage in stages)


_REPORTS = (
    e.PlanRefused, e.RunApplied, e.RunDrifted, e.RunUnknown, e.RunFailed, e.RunFinished, e.VerdictTaken,
)  # fmt: skip
_SENT = (Stage.APPLIED, Stage.DONE, Stage.FAILED)
_NEWS_IN: dict[type, tuple[Stage, ...]] = {
    e.PlanRefused: (Stage.PLANNING,),
    e.RunApplied: (Stage.RUNNING,),
    e.RunDrifted: (Stage.RUNNING,),
    e.RunUnknown: (Stage.RUNNING,),
    e.RunFailed: (Stage.APPROVED, Stage.RUNNING, Stage.APPLIED),
    e.RunFinished: (Stage.APPLIED,),
    e.VerdictTaken: _SENT,
}
