"""How one and the same line may come out of a keyboard, a phone or a chat. Used by the generator.

None of these spellings changes what is meant: kubectl in front or not, letters of a verb in any case, curly
quotes and long dashes, invisible characters, a value behind `=` or behind a space, flags in any place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from tests.fuzz.table import Meant

PLAIN = re.compile(r"[A-Za-z0-9_./:=,@%+-]+")
QUOTES = (("'", "'"), ('"', '"'), ("‘", "’"), ("“", "”"), ("«", "»"))
LONG, SHORT = ("—", "––", "–-", "―", "−−"), ("–", "—", "‑", "−")
STARTS = ("", "", "", "", "kubectl ", "kubectl ", "Kubectl ", "KUBECTL ", "/ops ", "/ops kubectl ", "  ")
UNSEEN = ("\u200b", "\x00", "\ufeff", "\u2060", "\u00ad", "\x1b", "\x7f")
SPACES = ("  ", "\u00a0", "\t", "\u2003", " \\\n", "   ")


@dataclass
class Said:
    """A line before it is spelt. `flags` are (name, value or None for a switch); `before` go first.

    `asker`, `open` and `service` are the scene: who types, in which system file, in whose incident.
    """

    words: tuple[str, ...]
    bare: list[str]
    flags: list[tuple[str, str | None]]
    meant: Meant
    asker: str = "alice"
    open: bool = False
    service: str = ""
    placing: list[tuple[str, str | None]] = field(default_factory=list)


def spelt(said: Said, random: Random) -> list[str]:
    """The words of a line, each as it is typed, quotes and all. The verb's own words come first."""
    verb = [_cased(word, random) for word in said.words]
    parts = [[quoted(word, random)] for word in said.bare]
    early: list[list[str]] = []
    for flag in said.placing:
        (early if random.random() < 0.15 else parts).append(_flag(*flag, random))
    flags = [*parts[len(said.bare) :], *(_flag(*flag, random) for flag in said.flags)]
    rest = _mixed(parts[: len(said.bare)], flags, random)
    at = random.randrange(len(verb)) if early else 0
    first = [*verb[:at], *(word for part in early for word in part), *verb[at:]]
    return [*first, *(word for part in rest for word in part)]


def typed(words: list[str], random: Random) -> str:
    """`words` as one text, with what keyboards and chats put in between."""
    start = random.choice(STARTS)
    joints = [random.choice(SPACES) if random.random() < 0.04 else " " for _ in words]
    text = "".join(joint + word for joint, word in zip(joints, words, strict=True)).lstrip(
        " \t\u00a0\u2003\\\n"
    )
    text = start + text
    if random.random() < 0.06:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(UNSEEN) + text[at:]
    return text + random.choice(("", "", "", "", " ", "\n"))


def quoted(word: str, random: Random) -> str:
    """`word` in quotes where it needs them, and sometimes where it does not."""
    if PLAIN.fullmatch(word) and not word.startswith("-"):
        if random.random() > 0.08:
            return word
        left, right = random.choice(QUOTES)
        return f"{left}{word}{right}"
    if not any(sign in word for sign in "'‘’‚‛"):
        return f"'{word}'" if random.random() < 0.8 else f"‘{word}’"
    return '"' + re.sub(r'([\\"$`])', r"\\\1", word) + '"'


def _flag(name: str, value: str | None, random: Random) -> list[str]:
    """A flag in one of its spellings."""
    shown = _dashed(name, random)
    if value is None:
        return [f"{shown}=true"] if random.random() < 0.08 and name.startswith("--") else [shown]
    if name.startswith("--"):
        glued = random.random() < 0.6 or value.startswith("-")
        return [f"{shown}={quoted(value, random)}"] if glued else [shown, quoted(value, random)]
    if random.random() < 0.1 and shown == name:
        return [f"{name}{value}"] if PLAIN.fullmatch(value) else [f"{name}={quoted(value, random)}"]
    return [shown, quoted(value, random)]


def _dashed(name: str, random: Random) -> str:
    if random.random() > 0.12:
        return name
    if name.startswith("--"):
        return random.choice(LONG) + name[2:]
    return random.choice(SHORT) + name[1:]


def _cased(word: str, random: Random) -> str:
    return random.choice((word, word, word, word, word.capitalize(), word.upper(), word.swapcase()))


def _mixed(bare: list[list[str]], flags: list[list[str]], random: Random) -> list[list[str]]:
    """Flags anywhere between the words, whose order stays."""
    mixed = list(bare)
    for flag in flags:
        mixed.insert(random.randrange(len(mixed) + 1), flag)
    return mixed
