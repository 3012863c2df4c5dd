"""Reads what moves an incident along: state, severity, title, roles and the ways it ends."""

from __future__ import annotations

import re

from bot.domain import commands as c
from bot.domain.incident import OPEN
from bot.domain.policy import COMMANDER_ROLE, System
from bot.domain.words import Words
from commands.grammar.asked import Context, Mistake, OpenModal, Parsed
from commands.grammar.declaring import unknown_severity
from commands.grammar.flags import SWITCH, TIME, take
from commands.grammar.text import channel, fold, leading, line, person, split_first, tokens

_STATES = {status.value: status.value for status in OPEN}
_SYNONYMS = {"investigate": "investigating", "identify": "identified", "monitor": "monitoring",
             "watching": "monitoring", "found": "identified"}  # fmt: skip
_RELEASED = frozenset({"release", "released", "drop", "nobody", "none", "free"})
_ME = frozenset({"me", "@me", "myself", "i"})
_ID = re.compile(r"[UW][A-Z0-9]{6,30}")


def state(text: str, context: Context) -> Parsed:
    word, why = split_first(text)
    plain = fold(word).rstrip(":,.")
    wanted = _STATES.get(plain) or _SYNONYMS.get(plain)
    if wanted:
        return c.ChangeStatus(wanted, Words(why))
    ends = {"resolved": "resolve", "closed": "close", "mitigated": "mitigated", "cancelled": "cancel"}
    if plain in ends:
        return Mistake(f"`{plain}` has a command of its own.", f"{ends[plain]} {why}")
    names = ", ".join(sorted(_STATES))
    said = f"There is no state `{word[:40]}`." if word else "Which state?"
    return Mistake(f"{said} Choose one of: {names}.")


def severity(text: str, context: Context) -> Parsed:
    if not text:
        return OpenModal("sev")
    words = [token.word for token in tokens(text)]
    system = context.home
    if system is None:
        known = context.catalog.severity_words()
        found, used = leading(words, lambda word: word if word in known else None, 2)
        return _severity(text, found or fold(words[0]), used or 1)
    named, used = leading(words, system.severity, 2)
    return _severity(text, named.name, used) if named else unknown_severity(words[0], system)


def _severity(text: str, word: str, used: int) -> Parsed:
    return c.ChangeSeverity(word, Words(after(text, used)))


def after(text: str, words: int) -> str:
    """`text` without its first `words` words, otherwise as it was written."""
    for _ in range(words):
        _, text = split_first(text)
    return text


def title(text: str, context: Context) -> Parsed:
    heading = line(text)
    return c.Retitle(Words(heading)) if heading else Mistake("Say in a few words what is broken.")


def acknowledge(text: str, context: Context) -> Parsed:
    return c.Acknowledge()


def command(text: str, context: Context) -> Parsed:
    """`take`: the one who asks becomes incident commander."""
    return c.AssignRole(COMMANDER_ROLE)


def role(text: str, context: Context) -> Parsed:
    """`commander @ana`, `@ana commander`, `comms me`, `commander release`."""
    words = [token.word for token in tokens(text) if fold(token.word) not in ("to", "is", "for", "as")]
    if not words:
        return Mistake(f"Which role, and who?{_roles(context.home)}")
    if person(words[0]) or fold(words[0]) in _ME:
        words = [*words[1:], words[0]]
    system = context.home
    found, used = leading(words, lambda word: _role(system, word))
    if found is None or system is None:
        found, used = fold(words[0]), 1
        if system is not None:
            return Mistake(f"There is no role `{words[0][:40]}`.{_roles(system)}")
    rest = words[used:]
    if not rest:
        return Mistake(f"Who is {found}? Write `me`, or pick the person after typing @.")
    if fold(rest[0]) in _RELEASED:
        return c.AssignRole(found, release=True)
    if fold(rest[0]) in _ME:
        return c.AssignRole(found)
    who = person(rest[0]) or (rest[0] if _ID.fullmatch(rest[0]) else None)
    if who:
        return c.AssignRole(found, who)
    return Mistake(f"I do not know who `{rest[0][:40]}` is. Type @ and pick the person from Slack's list.")


def _role(system: System | None, word: str) -> str | None:
    if system is None:
        return None
    role = system.role(word) or next((r for r in system.roles if r.label.casefold() == word), None)
    return role.name if role else None


def _roles(system: System | None) -> str:
    return f" Roles: {', '.join(role.name for role in system.roles)}." if system else ""


def mitigated(text: str, context: Context) -> Parsed:
    flags = take(text, {"at": TIME}, context)
    return flags.mistake or c.Mitigate(Words(flags.text), flags.times.get("at"))


def resolve(text: str, context: Context) -> Parsed:
    flags = take(text, {"at": TIME}, context)
    return flags.mistake or c.Resolve(Words(flags.text), at=flags.times.get("at"))


def reopen(text: str, context: Context) -> Parsed:
    return c.Reopen(Words(text)) if text else Mistake("Say why it is open again, so that others know.")


def close(text: str, context: Context) -> Parsed:
    """`--keep` closes over changes to clusters that still stand; the text says why they stay."""
    flags = take(text, {"keep": SWITCH}, context)
    return flags.mistake or c.Close(Words(flags.text), flags.has("keep"))


def cancel(text: str, context: Context) -> Parsed:
    return c.Cancel(Words(text)) if text else Mistake("Say why it was a false alarm, so that others know.")


def duplicate(text: str, context: Context) -> Parsed:
    """`of` is what was typed: an id, or the channel's id; the use-case looks it up."""
    words = [token.word for token in tokens(text) if fold(token.word) != "of"]
    if not words:
        return Mistake("Of which incident? Write its id, as in `INC-12`, or its channel.")
    found = channel(words[0])
    return c.MarkDuplicate(found or words[0].strip(",.;:#").upper(), found)
