"""The one table of what can be typed after `/incident`.

The parser, the help, the nearest command for a typo and `docs/commands.md` all come from it. `place`
says whether a verb speaks of the incident whose channel one is in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commands.grammar import declaring, lifecycle, questions, record
from commands.grammar.asked import Context, Parsed

ANYWHERE, INCIDENT = "anywhere", "in an incident's channel"

START, STEER, RECORD, END, LOOK, MEND = (
    "Start", "Steer", "Put on record", "End", "Look up", "Mend",
)  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """One verb. `usage` is what stands after it; the first of `examples` is what a Mistake offers;
    people stand in them as `@ana`, channels as `#inc-12`."""

    name: str
    group: str
    usage: str
    help: str
    examples: tuple[str, ...]
    read: Callable[[str, Context], Parsed]
    place: str = INCIDENT
    aliases: tuple[str, ...] = ()
    more: str = ""

    @property
    def line(self) -> str:
        """The verb with what stands after it."""
        return f"{self.name} {self.usage}".strip()


VERBS: tuple[Verb, ...] = (
    Verb(
        "declare", START, "[severity] [system] title", "Open an incident: channel, card, clock.",
        ("declare p1 checkout 5xx on /pay", "declare p1 token leaked --kind security --private",
         "declare p2 slow search --at 13:40 --drill"),
        declaring.declare, ANYWHERE, ("open", "start", "new"),
        more="Flags stand anywhere: `--system`, `--service`, `--kind`, `--private`, `--drill`, `--at`. "
        "What is missing is asked for in a form; `declare` alone opens it empty.",
    ),
    Verb("ack", START, "", "Say that you are on it; the escalation stops.", ("ack",),
         lifecycle.acknowledge, aliases=("acknowledge", "acked")),
    Verb("take", START, "", "Become incident commander.", ("take",), lifecycle.command,
         aliases=("command", "commander"), more="Short for `role commander me`."),
    Verb("status", LOOK, "", "How the incident stands.", ("status",), questions.status,
         aliases=("info", "show")),
    Verb("state", STEER, "investigating|identified|monitoring [why]", "Say how far you are.",
         ("state identified the new pool size", "state monitoring"), lifecycle.state),
    Verb("sev", STEER, "severity [why]", "Change the severity.", ("sev p0 all regions", "sev"),
         lifecycle.severity, aliases=("severity", "prio", "priority")),
    Verb("role", STEER, "role @person|me|release", "Give, take or give up a role.",
         ("role commander me", "role comms @ana", "role scribe release"), lifecycle.role,
         aliases=("assign", "roles")),
    Verb("title", STEER, "title", "Rename the incident.", ("title checkout 5xx in eu-west",),
         lifecycle.title, aliases=("rename", "retitle")),
    Verb("update", STEER, "text, or known: … doing: … next: …", "Tell everyone what is known.",
         ("update known: 5xx on /pay doing: rolling back next: 15m", "update error rate is falling",
          "update"), record.update, more="`update` alone opens a form."),
    Verb("snooze", STEER, "how long, why", "Put the next reminder off.",
         ("snooze 10m waiting for the vendor", "snooze until 14:30 restore is running"), record.snooze,
         aliases=("later",)),
    Verb("note", RECORD, "text [--at time]", "Write into the timeline.",
         ("note failover took 40 s", "note alarms began --at 13:52"), record.note, aliases=("log",)),
    Verb("decide", RECORD, "text [--at time]", "Record a decision.", ("decide roll back to build 812",),
         record.decide, aliases=("decision", "decided")),
    Verb("impact", RECORD, "figure value", "Record how bad it is.",
         ("impact users_affected 1200", "impact downtime 40 min"), record.impact),
    Verb("task", RECORD, "text [@owner] [by date]", "Add an action item.",
         ("task add an alert on pool size @ana by friday", "task write the runbook by 2026-11-25"),
         record.task, aliases=("todo", "action")),
    Verb("done", RECORD, "number", "Tick off an action item.", ("done 3",), record.done),
    Verb("milestone", RECORD, "name time", "Correct when something happened.",
         ("milestone detected 14:02", "milestone started yesterday 23:50"), record.milestone,
         aliases=("milestones",)),
    Verb("mitigated", END, "[how] [--at time]", "People are no longer affected.",
         ("mitigated rolled back to 812", "mitigated --at 14:40"), lifecycle.mitigated,
         aliases=("mitigate",)),
    Verb("resolve", END, "[what fixed it] [--at time]", "It is over; the postmortem is drafted.",
         ("resolve pool size was 5, now 50", "resolve"), lifecycle.resolve, aliases=("resolved", "fixed")),
    Verb("reopen", END, "why", "It came back.", ("reopen errors are back",), lifecycle.reopen),
    Verb("close", END, "[why] [--keep]", "Nothing is left to do here.",
         ("close", "close --keep the load stays high"), lifecycle.close, aliases=("closed",),
         more="While changes to clusters still stand it asks; `--keep` leaves them, with the reason."),
    Verb("cancel", END, "why", "It was a false alarm.", ("cancel the probe was wrong",), lifecycle.cancel,
         aliases=("cancelled",)),
    Verb("duplicate", END, "id or #channel", "It is the same as another one.",
         ("duplicate INC-12", "duplicate #inc-12"), lifecycle.duplicate, aliases=("dup",)),
    Verb("timeline", LOOK, "[page] [all]", "What happened, newest first.", ("timeline", "timeline all 2"),
         questions.timeline, aliases=("history",)),
    Verb("contacts", LOOK, "[word]", "Whom to call.", ("contacts", "contacts database"),
         questions.contacts, ANYWHERE, ("contact", "who")),
    Verb("list", LOOK, "[system|mine|all]", "Open incidents.", ("list", "list mine"), questions.listed,
         ANYWHERE, ("ls", "incidents")),
    Verb("postmortem", END, "[show|done [link]]", "Draft the postmortem, show it, finish it.",
         ("postmortem", "postmortem show", "postmortem done https://wiki.example/pm-12"),
         questions.postmortem, aliases=("pm", "retro")),
    Verb("redact", MEND, "number why", "Take a text out of the timeline.",
         ("redact 12 pasted a password",), record.redact),
    Verb("repair", MEND, "[number|all]", "Run again what failed.", ("repair", "repair all"),
         questions.repair),
    Verb("help", LOOK, "[command]", "All commands, or one.", ("help", "help declare"), questions.help_,
         ANYWHERE, ("h", "?", "man")),
)  # fmt: skip

BY_WORD: dict[str, Verb] = {word: verb for verb in VERBS for word in (verb.name, *verb.aliases)}
