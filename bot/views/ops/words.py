"""What change, operation, list and timeline share, so that one stage and one place have one name."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.domain.action import Target
from bot.domain.changes import Change, Stage
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import ids, kit, phrases
from bot.views.ops.code import harmless, tick

SIGN = {
    Stage.PLANNING: "🔎",
    Stage.PENDING: "⏳",
    Stage.APPROVED: "👍",
    Stage.RUNNING: "⚙️",
    Stage.APPLIED: "⚙️",
    Stage.DONE: "✅",
    Stage.FAILED: "❌",
    Stage.UNKNOWN: "❓",
    Stage.REFUSED: "⛔",
    Stage.REJECTED: "🚫",
    Stage.WITHDRAWN: "⚪",
    Stage.EXPIRED: "⌛",
    Stage.DRIFTED: "🔀",
}

STATE = {
    Stage.PLANNING: "is being planned",
    Stage.PENDING: "waits for approval",
    Stage.APPROVED: "approved, starting",
    Stage.RUNNING: "is being sent",
    Stage.APPLIED: "is rolling out",
    Stage.DONE: "done",
    Stage.FAILED: "*failed*",
    Stage.UNKNOWN: "*nobody knows whether it was done*",
    Stage.REFUSED: "has no plan",
    Stage.REJECTED: "rejected",
    Stage.WITHDRAWN: "withdrawn",
    Stage.EXPIRED: "expired",
    Stage.DRIFTED: "not run: the object had changed",
}


_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def quoted(text: str, limit: int = 300, names: kit.Names = kit.NOBODY) -> str:
    """What a cluster (or our worker about it) said, on one line; nobody is called by it, only named."""
    named = _PERSON.sub(lambda found: f"@{names.get(found[1], found[1])}", text)
    return _line(named, limit, mentions=False)


def typed(text: str, limit: int = 400) -> str:
    """What a person typed as a reason, on one line; it may name people, but opens no code block."""
    return _line(text, limit, mentions=True)


def _line(text: str, limit: int, mentions: bool) -> str:
    # Twice: `words` may take out a token between two backticks, or make `@channel` of one.
    return harmless(kit.words(harmless(kit.clean(text)), limit, mentions))


def what(change: Change, limit: int = 200) -> str:
    """The plan's title; before there is a plan, what was typed."""
    return quoted(change.title, limit) if change.title.strip() else tick(line_of(change), limit)


def line_of(change: Change) -> str:
    """What was typed, with the command before it."""
    return change.line if change.line.startswith("/") else f"/ops {change.line}"


def plain_title(change: Change) -> str:
    """The same unescaped, for a header."""
    return harmless(kit.plain(change.title if change.title.strip() else line_of(change)))


def about(change: Change) -> str:
    """`rollback of backend`: a change in a list inside a sentence."""
    name = change.target.name if change.target else ""
    action = change.action.replace("_", " ")
    return quoted(f"{action} of {name}" if name else action, 80)


def cluster(name: str, system: System) -> str:
    """The cluster in words, with its name where the label does not say it."""
    known = system.operations.at(name)
    label = known.label if known and known.label.strip() else name
    shown = f"*{quoted(label, 80)}*"
    return shown if name.casefold() in label.casefold() else f"{shown} ({tick(name, 80)})"


def place(change: Change, system: System) -> str:
    """Cluster, namespace and object: `*production* · namespace `shop` · `deployment/backend``."""
    said = [cluster(change.cluster, system)] if change.cluster else []
    said += [f"namespace {tick(change.namespace, 80)}"] if change.namespace else []
    said += [tick(change.target.title, 120)] if change.target else []
    return " · ".join(said) or "no cluster"


def where(cluster: str, namespace: str) -> str:
    """`production/shop`, short; one of them may be empty."""
    return quoted("/".join(part for part in (cluster, namespace) if part.strip()), 120)


def object_of(target: Target | None) -> str:
    """Unescaped `deployment/backend in shop`."""
    shown = f"{target.title} in {target.namespace}" if target and target.namespace else _title(target)
    return harmless(kit.plain(shown))


def approvers(change: Change, system: System, names: kit.Names) -> str:
    """The people and user groups whose approval counts, as mentions; the requester is never among them."""
    known = system.operations.groups
    found = dict.fromkeys(one for name in change.groups for one in known.get(name, (name,)))
    others = tuple(one for one in found if names.get(one, one) != change.requester)
    return harmless(phrases.anyone(others, names, 6))


def took(change: Change, now: datetime) -> str:
    """How long it has run, or ran: `41 s`, `2 min 5 s`, then in larger units."""
    span = (change.ended or now) - (change.begun or change.applied or change.ended or now)
    seconds = max(0, int(span.total_seconds()))
    if span >= timedelta(hours=1):
        return kit.lasted(span)
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"


def row(change: Change, now: datetime) -> str:
    """A change in one line of a list."""
    short = STATE[change.stage]
    if change.stage is Stage.PENDING and change.missing:
        short = f"waits for {phrases.count(change.missing, 'approval')}"
    if change.stage is Stage.APPROVED and change.glass:
        short = "starting"
    if change.stage is Stage.DONE:
        short = f"done in {took(change, now)}"
    if change.undone is not None:
        short += f", undone by #{change.undone}"
    at = where(change.cluster, change.namespace)
    place = f" on {at}" if change.cluster or change.namespace else ""
    loud = " · 🚨 break glass" if change.glass else ""
    return f"{SIGN[change.stage]} #{change.number} {what(change, 120)}{place}: {short}{loud}"


def undo_button(change: Change, label: str = "Undo") -> kit.Element:
    """Asks for the inverse, which is planned and approved like any other change."""
    return kit.button(label, ids.UNDO_CHANGE, change.id)


def stands(change: Change) -> bool:
    """Whether there is something to undo: not where the cluster refused it, so that nothing was changed."""
    return change.mitigation and (change.stage is not Stage.FAILED or change.applied is not None)


def undo_words(change: Change) -> str:
    """What Undo would do; empty when it is not known."""
    return quoted(change.undo_title, 150) if change.undo_title.strip() else ""


def undoable(stream: Stream) -> tuple[Change, ...]:
    """The open mitigations, the newest first: they are taken back in that order."""
    return tuple(sorted(stream.mitigations, key=lambda change: -change.number))


def _title(target: Target | None) -> str:
    return target.title if target else ""
