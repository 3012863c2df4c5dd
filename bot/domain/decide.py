"""What a command comes to: `decide(stream, command, system, context) -> [Event]`, or Refused.

Pure: the use-case gives it the locked state, the rules and the people named, and writes what it
answers. Every text that people wrote leaves here masked.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.deciding import changes, clock, lifecycle, people, record
from bot.domain.deciding.context import Context, must_not_be_over, optional, words
from bot.domain.deciding.context import title as heading
from bot.domain.incident import Incident, Status
from bot.domain.permissions import check
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.domain.words import masked
from bot.errors import Refused


def declare(command: c.Declare, system: System, context: Context, ref: str) -> list[e.Event]:
    """The first events of a new incident called `ref`; Refused in words for the one who asked."""
    check(None, command, system, context.actor)
    return [masked(event) for event in lifecycle.declare(command, system, context, ref)]


def open_operation(command: c.OpenOperation, system: System, context: Context, ref: str) -> list[e.Event]:
    """The first event of a new operation called `ref`; Refused in words for the one who asked."""
    check(None, command, system, context.actor)
    title, _ = heading(command.title)
    return [masked(e.OperationOpened(ref, system.id, title, command.origin, context.actor.zone))]


def decide(s: Stream, command: c.Command, system: System, context: Context) -> list[e.Event]:
    """The events `command` leads to, none when it changes nothing; Refused in words for the person."""
    check(s, command, system, context.actor)
    return [masked(event) for event in _decide(s, command, system, context)]


def _decide(s: Stream, command: c.Command, system: System, context: Context) -> list[e.Event]:
    """What any stream takes first; the rest is for incidents alone."""
    if isinstance(command, c.OnCluster):
        return changes.decide(s, command, system, context)
    match command:
        case c.Redact(seq=seq, why=why):
            if not 1 <= seq <= s.count:
                raise Refused(f"{s.ref} has no event {seq}. `/incident timeline` shows the numbers.")
            return [e.TextRedacted(seq, words(why, "reason"))]
        case c.Repair(job=job):
            return _repair(s, job)
        case c.Tick():
            return clock.tick(s, command, system, context.now)
        case _ if isinstance(s, Incident):
            return _on_incident(s, command, system, context)
        case _:
            raise Refused(f"{s.ref} is an operation. Only incidents take `/incident` commands.")


def _on_incident(
    i: Incident,
    command: c.OnIncident,
    system: System,
    context: Context,
) -> list[e.Event]:
    if isinstance(command, lifecycle.Lifecycle):
        return lifecycle.decide(i, command, system, context)
    if isinstance(command, record.Record):
        return record.decide(i, command, system, context)
    match command:
        case c.Declare():
            raise Refused(f"{i.ref} is declared already.")
        case c.Acknowledge():
            return people.acknowledge(i, context)
        case c.AssignRole():
            return people.assign(i, command, system, context)
        case c.DraftPostmortem():
            return [e.PostmortemRequested()]
        case c.CompletePostmortem(link=link):
            return _complete_postmortem(i, link)
        case c.Redact() | c.Repair() | c.Tick():
            raise AssertionError(f"{type(command).__name__} is decided for every stream")
        case never:
            assert_never(never)


def _repair(s: Stream, word: str) -> list[e.Event]:
    if not s.parked:
        raise Refused(f"Nothing of {s.ref} waits for repair.")
    meant = [key for key, parked in s.parked.items() if word in ("all", key, parked.effect)]
    if not meant:
        raise Refused("Nothing waits for repair under that name. `/incident repair` lists what does.")
    return [e.EffectRepaired(key, s.parked[key].effect, s.parked[key].work) for key in meant]


def _complete_postmortem(i: Incident, link: str) -> list[e.Event]:
    if i.status.open:
        raise Refused(f"{i.ref} is still {i.status.value}. The postmortem comes after `/incident resolve`.")
    if i.status is not Status.RESOLVED and i.status is not Status.CLOSED:
        must_not_be_over(i)
    if i.postmortem_done:
        raise Refused(f"The postmortem of {i.ref} is marked done already.")
    return [e.PostmortemCompleted(optional(link, "link"))]
