"""The words of `/ops` that are no actions: votes, undoing, stopping, freezing, looking.

What follows them is read as people write it, without quotes: reasons have apostrophes in them. Called by
`parse_ops`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.commands import (
    Approve,
    BreakGlass,
    FreezeChanges,
    Reject,
    StopFollowing,
    ThawChanges,
    Withdraw,
)
from bot.domain.policy import System
from bot.domain.words import Words
from bot.runbooks.values import is_name
from commands.grammar.asked import Context, Mistake
from commands.grammar.ops.asked import Asked, ListChanges, ShowChange, Undo
from commands.grammar.text import fold, split_first

STEER, STOP = "steer", "stop"
ALL = ("all", "everything", "*")
_NUMBER = re.compile(r"(?:change )?[#№]?([0-9]{1,6})[.:,!]?")


@dataclass(frozen=True)
class Control:
    """One word. `read` returns None where the line is an action after all, as in `undo deployment/web`."""

    name: str
    group: str
    usage: str
    help: str
    examples: tuple[str, ...]
    read: Callable[[str, Context], Asked | None]
    aliases: tuple[str, ...] = ()
    more: str = ""


def number_first(text: str) -> tuple[int | None, str]:
    """The number of a change at the head of `text`, and what follows it."""
    word, rest = split_first(text)
    found = _NUMBER.fullmatch(fold(word))
    return (int(found[1]) or None, rest) if found else (None, text)


def _numbered(make: Callable[[int], Asked], word: str) -> Callable[[str, Context], Asked | None]:
    """A reader for a word with a number and nothing else."""

    def read(text: str, context: Context) -> Asked | None:
        number, rest = number_first(text)
        if number is None:
            return _which(word)
        if rest:
            return Mistake(f"`{word}` takes a number and nothing else.", f"{word} {number}")
        return make(number)

    return read


def _which(word: str) -> Mistake:
    return Mistake(f"Which change? Write its number, as in `{word} 3`; `list` shows them.", "list")


def _undo(text: str, context: Context) -> Asked | None:
    number, rest = number_first(text)
    if number is None:
        return None if text else _which("undo")
    if rest:
        return Mistake("`undo` takes a number and nothing else.", f"undo {number}")
    return Undo(number)


def _reject(text: str, context: Context) -> Asked | None:
    number, why = number_first(text)
    return Reject(number, Words(why)) if number else _which("reject")


def _withdraw(text: str, context: Context) -> Asked | None:
    number, why = number_first(text)
    return Withdraw(number, Words(why)) if number else _which("withdraw")


def _break_glass(text: str, context: Context) -> Asked | None:
    number, why = number_first(text)
    if number is None:
        return _which("break-glass")
    if not why:
        return Mistake("Say why it cannot wait for approval: everyone will read it.")
    return BreakGlass(number, Words(why))


def _status(text: str, context: Context) -> Asked | None:
    number, rest = number_first(text)
    if number and not rest:
        return ShowChange(number)
    return ListChanges() if not text else None


def _listed(text: str, context: Context) -> Asked | None:
    return (
        Mistake("`list` shows the changes of this place; it takes nothing.", "list")
        if text
        else ListChanges()
    )


def _freeze(text: str, context: Context) -> Asked | None:
    place = _place(text, context.home)
    if isinstance(place, Mistake):
        return place
    namespace, why = place
    if not why:
        return Mistake("Say why nothing may be changed, so that others know.")
    return FreezeChanges(namespace, Words(why))


def _thaw(text: str, context: Context) -> Asked | None:
    place = _place(text, context.home)
    if isinstance(place, Mistake):
        return place
    namespace, why = place
    word, _ = split_first(why)
    if word and not namespace and is_name(fold(word)) and fold(split_first(text)[0]) not in ALL:
        known = ", ".join(sorted(_namespaces(context.home))) or "none are named in the system file"
        return Mistake(f"Thaw what? Write `all`, or `-n` and a namespace. Namespaces: {known}.", "thaw all")
    return ThawChanges(namespace, Words(why))


def _place(text: str, system: System | None) -> tuple[str, str] | Mistake:
    """The namespace at the head of `text`, empty for the whole system, and the rest.

    A namespace the system file names may stand alone; any other one after `-n`.
    """
    word, rest = split_first(text)
    plain = fold(word).rstrip(":,")
    flag, _, glued = plain.partition("=")
    if flag in ("-n", "--namespace"):
        named, rest = (glued, rest) if glued else split_first(rest)
        return (named, rest) if is_name(named) else Mistake("Write a namespace after `-n`.")
    known = _namespaces(system)
    if plain in known:
        return plain, rest
    if plain in ALL:
        return "", rest
    near = get_close_matches(plain, known, 1, 0.8)
    if near:
        return Mistake(f"There is no namespace `{word[:60]}` in the system file. Did you mean `{near[0]}`?")
    return "", text


def _namespaces(system: System | None) -> set[str]:
    if system is None:
        return set()
    own = {service.namespace for service in system.services if service.namespace}
    named = {system.operations.namespace, *system.operations.namespaces, *own}
    return {one for one in named if is_name(one)}


CONTROLS: tuple[Control, ...] = (
    Control("approve", STEER, "number", "Say yes to a change; it counts if the cluster would let you do it.",
            ("approve 3",), _numbered(Approve, "approve"), ("yes", "lgtm")),
    Control("reject", STEER, "number [why]", "Say no to a change.", ("reject 3 the disk is full",), _reject),
    Control("withdraw", STEER, "number [why]", "Take back what you asked for.", ("withdraw 3",), _withdraw),
    Control("break-glass", STEER, "number why", "Run a change without approval; everyone is told.",
            ("break-glass 3 nobody else is awake",), _break_glass, ("breakglass",)),
    Control("undo", STEER, "number", "Plan the inverse of a change.", ("undo 3",), _undo, ("revert",),
            more="It is previewed and approved like any other change."),
    Control("status", STEER, "[number]", "How a change stands.", ("status 3",), _status, ("show",)),
    Control("list", STEER, "", "The changes made here.", ("list",), _listed, ("ls",)),
    Control("stop", STOP, "number", "End a read that is being followed.", ("stop 2",),
            _numbered(StopFollowing, "stop"), ("unfollow",)),
    Control("freeze", STOP, "[namespace|all] why", "Let nothing be changed.",
            ("freeze the database is being restored", "freeze all investors on the phone"), _freeze),
    Control("thaw", STOP, "[namespace|all]", "Let changes happen again.", ("thaw", "thaw all"), _thaw,
            ("unfreeze",)),
)  # fmt: skip

BY_WORD = {word: control for control in CONTROLS for word in (control.name, *control.aliases)}
