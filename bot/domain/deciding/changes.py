"""Decisions about changes to clusters: who may ask, approve, break the glass.

Called by `decide`; what the clusters answered is judged by `answers`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.changes import CHECKING, NOT_COUNTED, Change, Stage
from bot.domain.deciding.context import Context, optional, words
from bot.domain.deciding.standing import must_be_reachable, must_not_be_frozen
from bot.domain.incident import Incident
from bot.domain.policy import COMMANDER_ROLE, System
from bot.domain.stream import Stream
from bot.domain.words import EMPTY, Words
from bot.errors import Refused

MOST_UNDER_WAY = 20
MOST_FOLLOWED = 5
LONGEST_FOLLOW = timedelta(minutes=30)


def decide(s: Stream, command: c.OnCluster, system: System, context: Context) -> list[e.Event]:
    match command:
        case c.AskRead():
            return [_read(s, command, context)]
        case c.AskChange():
            return [_asked(s, command, system, context)]
        case c.Approve(number=number):
            return [_approved(change_of(s, number), system, context)]
        case c.Reject(number=number, why=why):
            return [_rejected(change_of(s, number), why, system, context)]
        case c.Withdraw(number=number, why=why):
            return [_withdrawn(s, change_of(s, number), why, context)]
        case c.BreakGlass(number=number, why=why):
            return [_glass(change_of(s, number), why, system, context)]
        case c.StopFollowing(number=number):
            return [_stopped(s, number, context)]
        case c.StopRun(number=number):
            return [_ended(change_of(s, number), context)]
        case c.FreezeChanges(namespace=namespace, why=why):
            return _frozen(system, namespace, words(why, "reason"), context)
        case c.ThawChanges(namespace=namespace, why=why):
            return _thawed(system, namespace, optional(why, "reason"), context)
        case never:
            assert_never(never)


def change_of(s: Stream, number: int) -> Change:
    """The change with that number, or Refused with the numbers there are."""
    change = s.change(number)
    if change is None:
        known = ", ".join(str(one.number) for one in s.changes) or "none yet"
        raise Refused(f"{s.ref} has no change {number}. Its changes: {known}; `/ops list` shows them.")
    return change


def _read(s: Stream, command: c.AskRead, context: Context) -> e.ReadAsked:
    until = None
    if command.follow is not None:
        if len(s.following) >= MOST_FOLLOWED:
            raise Refused(f"{MOST_FOLLOWED} reads are being followed here already. Stop one first.")
        until = context.now + min(command.follow, LONGEST_FOLLOW)
    return e.ReadAsked(s.reads + 1, command.call.action, command.line, command.call, until)


def _asked(s: Stream, command: c.AskChange, system: System, context: Context) -> e.PlanAsked:
    if isinstance(s, Incident) and s.status.over:
        raise Refused(
            f"{s.ref} is {s.status.value}. Reopen it, or type the command in another channel: "
            "it becomes an operation of its own."
        )
    if sum(not one.stage.over for one in s.changes) >= MOST_UNDER_WAY:
        raise Refused(f"{MOST_UNDER_WAY} changes are under way here. Finish or withdraw one first.")
    must_be_reachable(system, context)
    must_not_be_frozen(system, command.call.namespace, context)
    if command.undoes is not None:
        _must_be_undoable(s, command.undoes)
    return e.PlanAsked(
        number=s.asked + 1,
        id=command.id,
        action=command.call.action,
        line=command.line,
        cluster=command.call.cluster,
        namespace=command.call.namespace,
        undoes=command.undoes,
        replaces=command.replaces,
    )


def _must_be_undoable(s: Stream, number: int) -> None:
    change = change_of(s, number)
    if change.undone is not None:
        raise Refused(f"Change {number} was undone already, by change {change.undone}.")
    if change.undo is None or not change.mitigation:
        raise Refused(f"Change {number} is {change.stage.value}; there is nothing to undo.")
    twin = next((one for one in s.changes if one.undoes == number and not one.stage.over), None)
    if twin is not None:
        raise Refused(f"Change {twin.number} is undoing it already ({twin.stage.value}).")


def _approved(change: Change, system: System, context: Context) -> e.ApprovalGiven:
    _must_be_pending(change, context, "approve")
    if context.actor.id == change.requester:
        raise Refused(
            "You asked for this change, so your own approval does not count. Somebody else must look at it."
        )
    must_be_entitled(change, system, context)
    vote = change.vote_of(context.actor.id)
    if vote is not None and vote.state != NOT_COUNTED:
        checking = " I am asking the cluster about your rights." if vote.state == CHECKING else ""
        raise Refused(f"You have approved this already.{checking}")
    must_be_reachable(system, context)
    must_not_be_frozen(system, change.namespace, context)
    return e.ApprovalGiven(change.number)


def must_be_entitled(change: Change, system: System, context: Context) -> None:
    """Refused unless the actor is in one of the groups whose approval this change needs."""
    if not context.actor.known:
        raise Refused("I am still looking up who you are. Try again in a moment.")
    if change.groups and not system.operations.members(change.groups, context.actor):
        raise Refused(f"Approval of this change is for {' or '.join(change.groups)}, says the system file.")


def _must_be_pending(change: Change, context: Context, doing: str) -> None:
    if change.stage is Stage.PLANNING:
        raise Refused(f"Change {change.number} is still being planned. There is nothing to {doing} yet.")
    if change.stage is not Stage.PENDING:
        raise Refused(
            f"Change {change.number} is {change.stage.value}; there is nothing to {doing} any more."
        )
    if change.expires is not None and context.now >= change.expires:
        raise Refused(f"The plan of change {change.number} has expired. Re-plan it: the cluster moves on.")


def _rejected(change: Change, why: str, system: System, context: Context) -> e.ChangeRejected:
    if change.stage not in (Stage.PENDING, Stage.APPROVED):
        raise Refused(f"Change {change.number} is {change.stage.value}; it cannot be rejected any more.")
    if context.actor.id == change.requester:
        raise Refused("You asked for this change: withdraw it instead.")
    must_be_entitled(change, system, context)
    return e.ChangeRejected(change.number, words(why, "reason"))


def _withdrawn(s: Stream, change: Change, why: str, context: Context) -> e.ChangeWithdrawn:
    if change.stage not in (Stage.PLANNING, Stage.PENDING, Stage.APPROVED):
        raise Refused(f"Change {change.number} is {change.stage.value}; it cannot be withdrawn any more.")
    leads = isinstance(s, Incident) and s.roles.get(COMMANDER_ROLE) == context.actor.id
    if context.actor.id != change.requester and not leads:
        raise Refused("Only who asked for it or the incident commander withdraws it. You can reject it.")
    return e.ChangeWithdrawn(change.number, optional(why, "reason"))


def _glass(change: Change, why: str, system: System, context: Context) -> e.GlassBroken:
    _must_be_pending(change, context, "run")
    operations = system.operations
    if not operations.break_glass:
        raise Refused(f"{system.name} names nobody under `break glass:`, so every change needs its approval.")
    if not context.actor.known:
        raise Refused("I am still looking up who you are. Try again in a moment.")
    if not operations.members(operations.break_glass, context.actor):
        raise Refused(f"Breaking the glass is for {' or '.join(operations.break_glass)}.")
    must_be_reachable(system, context)
    must_not_be_frozen(system, change.namespace, context)
    return e.GlassBroken(change.number, words(why, "reason"), context.now + operations.approved)


def _ended(change: Change, context: Context) -> e.RunFailed:
    if change.stage is not Stage.APPLIED or not change.stoppable:
        raise Refused(f"Change {change.number} is {change.stage.value}; there is nothing to stop.")
    return e.RunFailed(change.number, Words(f"stopped by <@{context.actor.id}>"), sent=True)


def _stopped(s: Stream, number: int, context: Context) -> e.FollowEnded:
    if all(one.number != number for one in s.following):
        raise Refused("It has ended already.")
    return e.FollowEnded(number, context.actor.id)


def _frozen(system: System, namespace: str, why: Words, context: Context) -> list[e.Event]:
    if any((one.system, one.namespace) == (system.id, namespace) for one in context.freezes):
        raise Refused(f"{_place(system, namespace)} is frozen already.")
    return [e.Frozen(system.id, namespace, why)]


def _thawed(system: System, namespace: str, why: Words, context: Context) -> list[e.Event]:
    if all((one.system, one.namespace) != (system.id, namespace) for one in context.freezes):
        raise Refused(f"{_place(system, namespace)} is not frozen.")
    return [e.Thawed(system.id, namespace, why)]


def _place(system: System, namespace: str) -> str:
    return f"Namespace {namespace}" if namespace else system.name


def kept(i: Incident, command: c.Close) -> list[e.Event]:
    """Closing over changes that still stand: refused, or put on record with the reason."""
    standing = i.mitigations
    if not standing:
        return []
    if not command.keep:
        named = "; ".join(f"{one.number}: {one.title}" for one in standing)
        raise Refused(
            f"{len(standing)} changes of {i.ref} still stand ({named}). Undo them with `/ops undo number`, "
            "or `/incident close --keep why`."
        )
    return [e.MitigationsKept(tuple(one.number for one in standing), words(command.why or EMPTY, "reason"))]
