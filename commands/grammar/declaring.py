"""Reads `declare`: severity, system, service, flags and title, in whatever order a hurried person types.

The system is the one named (by `--system`, a leading word, or a service), else the place's own, else
the only one; when none of these settles it the modal asks, with everything typed already in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.commands import Declare
from bot.domain.policy import Catalog, Service, System
from bot.domain.words import Words
from commands.grammar.asked import Context, Mistake, OpenModal, Parsed
from commands.grammar.flags import SWITCH, TIME, WORD, Flags, take
from commands.grammar.text import fold, leading, line, tokens

FLAGS = {
    "private": SWITCH, "drill": SWITCH, "kind": WORD, "at": TIME, "service": WORD, "system": WORD,
}  # fmt: skip

_SEVERITY_LIKE = re.compile(r"(?:p|s|sev|prio|severity)[ -]?[0-9]{1,2}")


@dataclass
class _Said:
    """What was understood of the line so far."""

    severity: str | None
    system: System | None
    service: Service | None
    title: str


def declare(text: str, context: Context) -> Parsed:
    """A `Declare`, the modal with what is known so far, or a Mistake."""
    catalog = context.catalog
    if not catalog.systems:
        return Mistake(
            "No system is set up yet, so there is nothing to declare for. Add one to the catalogue."
        )
    flags = take(text, FLAGS, context)
    if flags.mistake:
        return flags.mistake
    named = _named_by_flags(flags, catalog, context)
    if isinstance(named, Mistake):
        return named
    said = _read(flags.text, context, *named)
    if wrong := _wrong(said, flags):
        return wrong
    kind = said.system.kind(flags.values["kind"]) if said.system and flags.has("kind") else None
    if said.system is None or not said.title or not (said.severity or (kind and kind.severity)):
        return OpenModal("declare", _prefill(said, flags))
    return Declare(
        system=said.system.id,
        severity=said.severity,
        title=Words(said.title),
        service=said.service.name if said.service else None,
        kind=kind.name if kind else None,
        private=flags.has("private"),
        drill=flags.has("drill"),
        at=flags.times.get("at"),
    )


def _named_by_flags(
    flags: Flags, catalog: Catalog, context: Context
) -> tuple[System | None, Service | None] | Mistake:
    system, service = None, None
    if flags.has("system"):
        system = catalog.system(flags.values["system"])
        if system is None:
            names = ", ".join(one.id for one in catalog.systems)
            return Mistake(f"There is no system `{_short(flags.values['system'])}`. Systems: {names}.")
    if flags.has("service"):
        owners = _owners(flags.values["service"], system, context)
        if not owners:
            where = system or context.home
            names = ", ".join(one.name for one in where.services) if where else ""
            hint = f" Services: {names}." if names else ""
            return Mistake(f"There is no service `{_short(flags.values['service'])}`.{hint}")
        if len(owners) == 1:
            system, service = owners[0]
    return system, service


def _owners(word: str, system: System | None, context: Context) -> tuple[tuple[System, Service], ...]:
    """The systems whose service `word` can be here: the given one, else the place's own, else all."""
    found = context.catalog.of_service(word)
    if system is not None:
        return tuple(pair for pair in found if pair[0].id == system.id)
    home = context.home
    return tuple(pair for pair in found if home and pair[0].id == home.id) or found


def _read(text: str, context: Context, system: System | None, service: Service | None) -> _Said:
    """Takes severity and system from the head (either order) or a severity such as `p1` from the end."""
    words = [token.word for token in tokens(text)]
    severity, known = None, context.catalog.severity_words()
    for _ in range(2):
        found, used = _severity(words, known) if severity is None else (None, 0)
        if found:
            severity, words = found, words[used:]
        elif system is None:
            system, used = leading(words, context.catalog.system)
            words = words[used:]
    if severity is None and len(words) > 1 and _SEVERITY_LIKE.fullmatch(fold(words[-1])):
        severity = words.pop()
    if service is None and words:
        head = [fold(words[0]).rstrip(":,")]
        owners = _owners(head[0], system, context)
        if len(owners) == 1:
            system, service = owners[0]
    if severity and not (system or context.home):
        severity = fold(severity)
    return _Said(severity, system or context.home, service, line(" ".join(words)))


def _severity(words: Sequence[str], known: frozenset[str]) -> tuple[str | None, int]:
    """The word (or `sev 1`, two words) at the head that means a severity, also one of no system."""
    found, used = leading(words, lambda word: word if word in known else None, 2)
    if found:
        return found, used
    first = fold(words[0]).rstrip(":,") if words else ""
    return (first, 1) if _SEVERITY_LIKE.fullmatch(first) else (None, 0)


def _wrong(said: _Said, flags: Flags) -> Mistake | None:
    """A severity or kind the system does not have, with those it has."""
    system = said.system
    if system is None:
        return None
    if said.severity and system.severity(said.severity) is None:
        return unknown_severity(said.severity, system)
    if flags.has("kind") and system.kind(flags.values["kind"]) is None:
        names = ", ".join(kind.name for kind in system.kinds) or "none"
        return Mistake(f"{system.name} has no kind `{_short(flags.values['kind'])}`. Its kinds: {names}.")
    return None


def unknown_severity(word: str, system: System) -> Mistake:
    """The system's own severities, for someone who named another."""
    names = ", ".join(one.name for one in system.severities)
    return Mistake(f"{system.name} has no severity `{_short(word)}`. Choose one of: {names}.")


def _prefill(said: _Said, flags: Flags) -> dict[str, Any]:
    known: dict[str, Any] = {
        "system": said.system.id if said.system else None,
        "severity": said.severity,
        "title": said.title,
        "service": said.service.name if said.service else flags.values.get("service"),
        "kind": flags.values.get("kind"),
        "private": flags.has("private") or None,
        "drill": flags.has("drill") or None,
        "at": flags.times.get("at"),
    }
    return {name: value for name, value in known.items() if value}


def _short(word: str) -> str:
    return word[:40].replace("`", "'")
