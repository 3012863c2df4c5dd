"""Who may do what: `permissions:` of the system file, judged inside `decide` and nowhere else."""

from __future__ import annotations

from bot.domain import commands as c
from bot.domain.incident import Incident
from bot.domain.operation import Operation
from bot.domain.people import Person
from bot.domain.policy import COMMANDER, COMMANDER_ROLE, EVERYONE, RESPONDERS, System
from bot.domain.stream import Stream
from bot.errors import Refused

VERBS: dict[type, str] = {
    c.Declare: "declare",
    c.ChangeStatus: "state",
    c.ChangeSeverity: "sev",
    c.Retitle: "title",
    c.Acknowledge: "ack",
    c.AssignRole: "role",
    c.PostUpdate: "update",
    c.AddNote: "note",
    c.RecordDecision: "decide",
    c.RecordImpact: "impact",
    c.AddActionItem: "task",
    c.CompleteActionItem: "done",
    c.SetMilestone: "milestone",
    c.Mitigate: "mitigated",
    c.Resolve: "resolve",
    c.Reopen: "reopen",
    c.Close: "close",
    c.Cancel: "cancel",
    c.MarkDuplicate: "duplicate",
    c.Snooze: "snooze",
    c.CaptureMessage: "note",
    c.ReviseMessage: "note",
    c.RetractMessage: "note",
    c.DraftPostmortem: "postmortem",
    c.CompletePostmortem: "postmortem",
    c.Redact: "redact",
    c.Repair: "repair",
    c.OpenOperation: "read",
    c.AskRead: "read",
    c.StopFollowing: "read",
    c.AskChange: "change",
    c.Withdraw: "change",
    c.StopRun: "change",
    c.Approve: "approve",
    c.Reject: "approve",
    c.BreakGlass: "approve",
    c.FreezeChanges: "freeze",
    c.ThawChanges: "freeze",
}
"""The word of the grammar for each command: what `permissions:` names. `Tick` has none: it is the clock."""

_FOLLOWS_SLACK = (c.CaptureMessage, c.ReviseMessage, c.RetractMessage)


def check(stream: Stream | None, command: c.Command | c.OpenOperation, system: System, actor: Person) -> None:
    """Raise Refused unless `actor` may give `command`; `stream` is None while it begins."""
    verb = VERBS.get(type(command))
    if verb is None or isinstance(command, _FOLLOWS_SLACK):
        return
    if actor.deactivated or actor.bot:
        raise Refused("Only people with an active account can do this.")
    if actor.guest:
        raise Refused("Guests can read here but not change anything. Ask a responder to do it.")
    allowed = system.permissions.get(verb, (EVERYONE,))
    if any(_is(subject, stream, actor) for subject in allowed):
        return
    if not actor.known and any(subject.startswith("group:") for subject in allowed):
        raise Refused("I am still looking up your groups. Try again in a moment.")
    who = " or ".join(_spoken(subject) for subject in allowed) or "nobody"
    raise Refused(f"`{verb}` is for {who} here ({system.name}). Ask one of them, or take command first.")


def may(stream: Stream | None, command: type, system: System, actor: Person) -> bool:
    """Whether `actor` could give this kind of command: for help and buttons."""
    verb = VERBS.get(command)
    if verb is None or actor.deactivated or actor.bot or actor.guest:
        return False
    return any(_is(subject, stream, actor) for subject in system.permissions.get(verb, (EVERYONE,)))


def _is(subject: str, stream: Stream | None, actor: Person) -> bool:
    """An operation has one responder and commander: who opened it."""
    incident = stream if isinstance(stream, Incident) else None
    if isinstance(stream, Operation) and subject in (RESPONDERS, COMMANDER):
        return actor.id == stream.opened_by
    match subject:
        case "everyone":
            return True
        case "responders":
            return incident is None or actor.id in incident.responders or actor.id in incident.roles.values()
        case "commander":
            return incident is not None and incident.roles.get(COMMANDER_ROLE) == actor.id
        case _:
            return subject.removeprefix("group:").lstrip("@") in actor.groups


def _spoken(subject: str) -> str:
    names = {EVERYONE: "everyone", RESPONDERS: "responders", COMMANDER: "the incident commander"}
    return names.get(subject) or "@" + subject.removeprefix("group:").lstrip("@")
