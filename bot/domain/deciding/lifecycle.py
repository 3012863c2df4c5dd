"""Decisions about an incident's life: declare, status, severity, the ways it ends. Called by `decide`."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.deciding import changes
from bot.domain.deciding.context import (
    Context,
    must_be_open,
    must_not_be_over,
    not_future,
    optional,
    title,
    words,
)
from bot.domain.incident import OPEN, Incident, Status
from bot.domain.policy import Severity, System
from bot.errors import Refused

Lifecycle: TypeAlias = (
    c.ChangeStatus
    | c.ChangeSeverity
    | c.Retitle
    | c.Mitigate
    | c.Resolve
    | c.Reopen
    | c.Close
    | c.Cancel
    | c.MarkDuplicate
)


def declare(command: c.Declare, system: System, context: Context, ref: str) -> list[e.Event]:
    """The first facts of a new incident: it is declared, and rungs due at once are called at once."""
    kind = system.kind(command.kind)
    if command.kind and kind is None:
        names = ", ".join(k.name for k in system.kinds) or "none"
        raise Refused(f"{system.name} has no kind `{command.kind}`. Its kinds: {names}.")
    severity = known_severity(system, command.severity or (kind.severity if kind else None))
    heading, whole = title(command.title)
    service = system.service(command.service)
    if command.service and service is None:
        names = ", ".join(s.name for s in system.services) or "none"
        raise Refused(f"{system.name} has no service `{command.service}`. Its services: {names}.")
    started = not_future(command.at, context) if command.at else None
    declared = e.Declared(
        ref=ref,
        system=system.id,
        title=heading,
        severity=severity.name,
        service=service.name if service else None,
        kind=kind.name if kind else None,
        private=command.private or bool(kind and kind.private),
        drill=command.drill,
        origin=command.origin,
        zone=context.actor.zone,
        started=started,
    )
    at_once = [r for r in enumerate(severity.ladder) if not r[1].after]
    rungs = [e.RungClimbed(index, rung.label, context.now, rung.people) for index, rung in at_once]
    return [declared, *([e.NoteAdded(whole)] if whole else []), *rungs]


def known_severity(system: System, word: str | None) -> Severity:
    """The severity called `word`; Refused, with the system's own list, when there is none."""
    severity = system.severity(word)
    if severity is None:
        names = ", ".join(s.name for s in system.severities)
        given = f"{system.name} has no severity `{word}`." if word else "Which severity?"
        raise Refused(f"{given} Choose one of: {names}.")
    return severity


def decide(i: Incident, command: Lifecycle, system: System, context: Context) -> list[e.Event]:
    match command:
        case c.ChangeStatus():
            return _status(i, command)
        case c.ChangeSeverity():
            return _severity(i, command, system, context)
        case c.Retitle(title=text):
            must_not_be_over(i)
            heading, _ = title(text)
            return [e.Retitled(heading)] if heading != i.title else []
        case c.Mitigate():
            return _mitigate(i, command, context)
        case c.Resolve():
            return _resolve(i, command, context)
        case c.Reopen(why=why):
            if i.status.open:
                raise Refused(f"{i.ref} is open already ({i.status.value}).")
            return [e.Reopened(words(why, "reason"))]
        case c.Close(why=why):
            must_not_be_over(i)
            if i.status.open:
                raise Refused(f"{i.ref} is still {i.status.value}. First `/incident resolve what fixed it`.")
            return [*changes.kept(i, command), e.Closed(optional(why, "reason"))]
        case c.Cancel(why=why):
            must_be_open(i, "cancel")
            return [e.Cancelled(words(why, "reason"))]
        case c.MarkDuplicate():
            return _duplicate(i, command)
        case never:
            assert_never(never)


def _mitigate(i: Incident, command: c.Mitigate, context: Context) -> list[e.Event]:
    must_be_open(i, "mitigate")
    when = not_future(command.at, context) if command.at else context.now
    mitigated = e.Mitigated(when, optional(command.how, "text"))
    if i.status is Status.MONITORING:
        return [mitigated]
    return [mitigated, e.StatusChanged(i.status.value, Status.MONITORING.value)]


def _duplicate(i: Incident, command: c.MarkDuplicate) -> list[e.Event]:
    must_be_open(i, "mark")
    if not command.of:
        raise Refused("I do not know that incident. Write its id or channel: `/incident duplicate INC-12`")
    if command.of == i.ref:
        raise Refused(f"{i.ref} cannot be a duplicate of itself.")
    return [e.MarkedDuplicate(command.of, command.channel)]


def _status(i: Incident, command: c.ChangeStatus) -> list[e.Event]:
    try:
        status = Status(command.status.casefold())
    except ValueError:
        status = Status.CLOSED
    if status not in OPEN:
        names = ", ".join(s.value for s in Status if s in OPEN)
        raise Refused(f"`state` takes one of: {names}. To end it: `/incident resolve`, `cancel` or `close`.")
    must_be_open(i, "move")
    if status is i.status:
        raise Refused(f"{i.ref} is {status.value} already.")
    return [e.StatusChanged(i.status.value, status.value, optional(command.why, "reason"))]


def _severity(i: Incident, command: c.ChangeSeverity, system: System, context: Context) -> list[e.Event]:
    """On a lowering, rungs whose minute has passed are marked skipped: nobody is woken for less."""
    must_not_be_over(i)
    new, old = known_severity(system, command.severity), system.severity(i.severity)
    if new.name == i.severity:
        raise Refused(f"{i.ref} is {new.name} already.")
    raised = old is None or new.rank < old.rank
    changed = e.SeverityChanged(i.severity, new.name, raised, optional(command.why, "reason"))
    if raised:
        at_once = [(k, r) for k, r in enumerate(new.ladder) if not r.after]
        called = [] if i.acknowledged_by else at_once
        return [changed, *(e.RungClimbed(k, r.label, context.now, r.people) for k, r in called)]
    if i.acknowledged_by:
        return [changed]
    passed = [(k, r) for k, r in enumerate(new.ladder) if i.climb.base + r.after <= context.now]
    skips = [e.RungClimbed(k, r.label, i.climb.base + r.after, (), skipped=True) for k, r in passed]
    return [changed, *skips]


def _resolve(i: Incident, command: c.Resolve, context: Context) -> list[e.Event]:
    if i.status is Status.RESOLVED:
        raise Refused(f"{i.ref} is resolved already. `/incident reopen why` if it came back.")
    must_not_be_over(i)
    when = not_future(command.at, context) if command.at else context.now
    resolved = e.Resolved(when, optional(command.summary, "summary"), command.cause_known)
    if "mitigated" in i.milestones:
        return [resolved]
    return [e.Mitigated(when), resolved]
