"""Finds `--flags` anywhere in a line and takes them out. Called by the readers of the grammar.

Only flags that are known are taken; anything else that looks like one may be part of what somebody
writes (`--oom-score`), so it stays, unless it is so near to a known one that leaving it would be
dangerous: `--privat` must not open a public channel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from commands.grammar.asked import Context, Mistake
from commands.grammar.text import DASHES, QUOTES, Token, fold, tokens
from commands.grammar.times import past

SWITCH, WORD, TIME = "switch", "word", "time"
"""A flag stands alone, takes one word (or several in quotes), or takes a time."""

_TIME_WORDS = 5
_QUOTED_WORDS = 8
_FLAG = re.compile(rf"[{DASHES}]{{1,3}}(?P<name>[^\W\d_][\w-]*)(?:[=:＝](?P<value>.*))?", re.DOTALL)


@dataclass
class Flags:
    """What was taken, and the text without it. `mistake` is set when one of them cannot be read."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    mistake: Mistake | None = None

    def has(self, name: str) -> bool:
        return name in self.values


def take(text: str, known: Mapping[str, str], context: Context) -> Flags:
    """The flags of `text` that are in `known` (name -> SWITCH, WORD or TIME)."""
    words, kept, at, last = tokens(text), [], 0, 0
    flags = Flags(text)
    while at < len(words):
        name, value = _flag(words[at].word)
        if words[at].word.startswith("-") and words[at].word[1:2] not in DASHES:
            name = name if known.get(name) == SWITCH else ""
        if name not in known:
            if name and (near := get_close_matches(name, [one for one in known if len(one) > 3], 1, 0.75)):
                flags.mistake = Mistake(f"There is no `--{name}`. Did you mean `--{near[0]}`?")
                return flags
            at += 1
            continue
        kept.append(text[last : words[at].start])
        used = _READ[known[name]](flags, name, value, words[at + 1 :][: _QUOTED_WORDS + 1], context)
        if flags.mistake:
            return flags
        last, at = words[at + used].end, at + used + 1
    kept.append(text[last:])
    flags.text = " ".join(part for part in (one.strip(" ") for one in kept) if part).strip()
    return flags


def _flag(word: str) -> tuple[str, str | None]:
    """The name a word has as a flag, empty for none, and the value glued to it."""
    found = _FLAG.fullmatch(word) if word[0] in DASHES else None
    return (fold(found["name"]), found["value"]) if found else ("", None)


def _switch(flags: Flags, name: str, value: str | None, rest: list[Token], context: Context) -> int:
    flags.values[name] = "yes"
    return 0


def _word(flags: Flags, name: str, value: str | None, rest: list[Token], context: Context) -> int:
    words = [token.word for token in rest]
    glued = value is not None
    if value:
        words.insert(0, value)
    if not words or _flag(words[0])[0]:
        flags.mistake = Mistake(f"`--{name}` needs a word after it, as in `--{name} x`.")
        return 0
    count = 1
    if words[0][0] in QUOTES:
        ends = (n for n, word in enumerate(words[:_QUOTED_WORDS], 1) if len(word) > 1 and word[-1] in QUOTES)
        count = next(ends, 1)
    flags.values[name] = " ".join(words[:count]).strip(QUOTES)
    return count - (1 if glued and value else 0)


def _time(flags: Flags, name: str, value: str | None, rest: list[Token], context: Context) -> int:
    words = [*([value] if value else []), *(token.word for token in rest)]
    flags.mistake = unreadable(words[0] if words else "")
    for count in range(min(_TIME_WORDS, len(words)), 0, -1):
        moment = happened(" ".join(words[:count]).strip(QUOTES), context)
        if isinstance(moment, datetime):
            flags.times[name], flags.values[name], flags.mistake = moment, moment.isoformat(), None
            return count - (1 if value else 0)
        if "ahead" in moment.message:
            flags.mistake = moment
    return 0


_Reader = Callable[[Flags, str, "str | None", list[Token], Context], int]
_READ: dict[str, _Reader] = {SWITCH: _switch, WORD: _word, TIME: _time}


def happened(text: str, context: Context) -> datetime | Mistake:
    """The moment `text` means, which must not lie ahead."""
    moment = past(text, context.now, context.zone)
    if moment is None:
        return unreadable(text)
    if moment > context.now:
        return Mistake(f"`{text[:40]}` lies ahead. Write when it happened, as in `14:02` or `10 min ago`.")
    return moment


def unreadable(text: str) -> Mistake:
    """What to write instead of a time that cannot be read."""
    said = f"`{text[:40]}` is not a time I can read." if text else "The time is missing."
    return Mistake(f"{said} Write it as `14:02`, `10 min ago`, `yesterday 23:50` or `2026-11-20 14:02`.")
