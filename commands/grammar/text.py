"""Cleans what Slack delivers before anybody reads it, and cuts it into words. Called by the readers.

Phones turn `--` into a dash and quotes into curly ones, copied text brings invisible characters, and
Slack writes references as `<@U123|name>` and escapes `&`, `<` and `>`. All of it is undone here, once.
What people wrote stays as they wrote it: only comparisons (`fold`) are made on a normalised copy.
Every function takes time linear in its text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

LONGEST = 40_000
"""Slack cuts a message there; the terminal and the web door get the same bound."""

QUOTES = "\"'“”„‟‘’‚‛«»"
DASHES = "-‐‑‒–—―−﹘﹣－"

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\n]")
_REFERENCE = re.compile(r"<([@#!]|https?://|mailto:|tel:)([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPE = re.compile(r"&(amp|lt|gt);")
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]{1,100}:")
_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,30})>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]{1,30})(?:\|[^<>]*)?>")
_JOINERS = str.maketrans("", "", "\u200c\u200d")
_LETTERS = {"amp": "&", "lt": "<", "gt": ">"}

T = TypeVar("T")


@dataclass(frozen=True)
class Token:
    """One word of a text and where it stands there."""

    word: str
    start: int
    end: int


def clean(text: str) -> str:
    """`text` with plain spaces and line breaks, no invisible characters, references made plain.

    People stay `<@U123>` and channels `<#C123|name>`; links, mail addresses and groups become what
    one would read aloud. Slack's three escapes are undone once.
    """
    text = _SPACE.sub(" ", _BREAK.sub("\n", _INVISIBLE.sub("", text[:LONGEST])))
    text = _REFERENCE.sub(_readable, text)
    return _ESCAPE.sub(lambda found: _LETTERS[found[1]], text).strip()


def _readable(found: re.Match[str]) -> str:
    kind, target, label = found[1], found[2], found[3] or ""
    if kind == "@":
        return f"<@{target.strip().upper()}>"
    if kind == "#":
        name = "-".join(label.split())
        return f"<#{target.strip().upper()}|{name}>" if name else f"<#{target.strip().upper()}>"
    if kind == "!":
        spoken = label or target.rpartition("^")[2] or "group"
        return spoken if target.startswith("date^") else f"@{spoken.removeprefix('@')}"
    url = target if kind in ("mailto:", "tel:") else kind + target
    return label if label and url.rstrip("/").endswith(label.rstrip("/")) else url


def tokens(text: str) -> list[Token]:
    """The words of a cleaned text with their places."""
    return [Token(found.group(), *found.span()) for found in re.finditer(r"\S+", text)]


def split_first(text: str) -> tuple[str, str]:
    """The first word and the rest, both without surrounding space."""
    head, *tail = text.split(None, 1) or [""]
    return head, tail[0].strip() if tail else ""


def fold(word: str) -> str:
    """`word` as it is compared: NFKC, no case, no joiners, dashes one dash. Cut to 80 characters."""
    plain = unicodedata.normalize("NFKC", word[:80]).translate(_JOINERS).casefold().strip()
    return "".join("-" if letter in DASHES else letter for letter in plain)


def line(text: str) -> str:
    """A text of one line, single spaces, without one pair of quotes around all of it."""
    return unquote(" ".join(text.split()))


def unquote(text: str) -> str:
    """`text` without the quotes around it, when they are the only ones."""
    inner = text[1:-1]
    quoted = len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES
    return inner.strip() if quoted and not any(letter in QUOTES for letter in inner) else text


def speaks(text: str) -> bool:
    """Whether there is at least one letter or digit beside emoji and punctuation."""
    return any(letter.isalnum() for letter in _EMOJI_CODE.sub("", text))


def person(word: str) -> str | None:
    """The id in `<@U123>`, with or without punctuation around it."""
    found = _PERSON.fullmatch(word.strip(",.;:()"))
    return found[1] if found else None


def channel(word: str) -> str | None:
    """The id in `<#C123|name>`."""
    found = _CHANNEL.fullmatch(word.strip(",.;:()"))
    return found[1] if found else None


def leading(words: Sequence[str], look: Callable[[str], T | None], most: int = 3) -> tuple[T | None, int]:
    """What the longest run of first words means to `look`, and how many words that took.

    Names of several words may be typed apart, joined, or with `-` or `_`: `users affected`.
    """
    for count in range(min(most, len(words)), 0, -1):
        parts = [fold(word) for word in words[:count]]
        parts[-1] = parts[-1].rstrip(":=,")
        spelt = [joint.join(parts) for joint in (" ", "-", "_", "")]
        for name in dict.fromkeys([*spelt, spelt[0].replace("-", " ").replace("_", " ")]):
            found = look(name) if all(parts) else None
            if found is not None:
                return found, count
    return None, 0
