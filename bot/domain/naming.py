"""Names made from templates and spans of time in words: one way of reading and writing each.

The catalogue checks templates and durations with it, the declare allots ids and channel names, the
postmortem finds its file, the grammar reads `snooze 10m` and the views say "15 minutes". A template is
text with fields in braces: `{ref}`, `{slug}`, `{n:03}`; there is nothing else to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TypeAlias

VERBS = (
    "declare", "status", "state", "update", "sev", "ack", "role", "note", "decide", "impact", "task", "done",
    "timeline", "milestone", "mitigated", "resolve", "reopen", "close", "duplicate", "cancel", "snooze",
    "contacts", "list", "postmortem", "redact", "repair", "title",
)  # fmt: skip
"""The words of `/incident` that `permissions:` may name."""

FIELDS = ("ref", "n", "year", "month", "day", "date", "system", "service", "severity", "kind", "slug")
REFERENCE_FIELDS = ("n", "year")

LONGEST_CHANNEL = 80
LONGEST_PART = 120

Value: TypeAlias = str | int | date | None

_FIELD = re.compile(r"\{([^{}]*)\}")
_WIDTH = re.compile(r"0[1-9]")
_NOT_DECOMPOSED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "'": "", "’": ""}
)


class BadTemplate(ValueError):
    """`what` is wrong with a template and what to write `instead`."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what}; {instead}")
        self.what, self.instead = what, instead


@dataclass(frozen=True)
class Piece:
    """A stretch of a template: literal text, then a field (None at the end), padded to `width` digits."""

    literal: str
    field: str | None = None
    width: int = 0


def pieces(template: str, known: Collection[str] = FIELDS) -> tuple[Piece, ...]:
    """`template` taken apart; BadTemplate for a brace left over or a field that is not `known`."""
    found: list[Piece] = []
    end = 0
    for match in _FIELD.finditer(template):
        name, colon, width = match.group(1).partition(":")
        if name not in known:
            near = get_close_matches(name.strip().casefold(), known, 1)
            raise BadTemplate(
                f"there is no field {{{name}}}",
                f"write {{{near[0]}}}" if near else "write " + ", ".join(f"{{{k}}}" for k in known),
            )
        if colon and (name != "n" or not _WIDTH.fullmatch(width)):
            raise BadTemplate(f"{{{name}:{width}}} has a format", f"write {{{name}}}; only {{n:03}} has one")
        found.append(Piece(template[end : match.start()], name, int(width or 0)))
        end = match.end()
    found.append(Piece(template[end:]))
    if any(brace in piece.literal for piece in found for brace in "{}"):
        raise BadTemplate("a brace has no partner", "write fields as {ref}, with one brace on each side")
    return tuple(found)


def channel_name(template: str, **values: Value) -> str:
    """The name of an incident channel, legal for Slack: at most 80 of a-z, 0-9, - and _, never empty.

    `date` is a `datetime.date` and gives {date} as YYYYMMDD, {year}, {month} and {day}; `slug` is the
    title, shortened first when room is short. What is not given is left out. Raises BadTemplate.
    """
    parts = pieces(template)
    texts = _texts(values, "")
    slug = _plain(texts.pop("slug", ""))
    slugs = sum(piece.field == "slug" for piece in parts)
    room = LONGEST_CHANNEL - len(_plain(_fill(parts, texts))) - slugs
    texts["slug"] = _shortened(slug, room // max(slugs, 1))
    return _shortened(_plain(_fill(parts, texts)), LONGEST_CHANNEL) or "incident"


def next_name(name: str, n: int) -> str:
    """`name` for the `n`-th try when it is taken: `-2`, `-3` at the end, still at most 80 long."""
    if n < 2:
        return name
    return name[: LONGEST_CHANNEL - len(f"-{n}")].rstrip("-_") + f"-{n}"


def reference(template: str, n: int, year: int) -> str:
    """The id people say: `INC-{year}-{n:03}` is INC-2026-007. Raises BadTemplate."""
    return _fill(pieces(template, REFERENCE_FIELDS), {"n": str(n), "year": f"{year:04}"})


def counter(template: str, year: int) -> str:
    """The key under which {n} counts. The same template shares it; {year} starts it anew each year."""
    values = {"n": "{n}", "year": f"{year:04}"}
    return "".join(
        p.literal + values.get(p.field or "", "") for p in pieces(template, REFERENCE_FIELDS)
    ).casefold()


def number(template: str, ref: str) -> int | None:
    """The {n} of an id that `template` gave: 7 for INC-2026-007; None for another template's id.

    Whoever fills a template that may have {n} in it, and holds only the id, asks here.
    """
    forms = {"n": "([0-9]+)", "year": "[0-9]{4}", None: ""}
    pattern = "".join(re.escape(p.literal) + forms[p.field] for p in pieces(template, REFERENCE_FIELDS))
    match = re.fullmatch(pattern, ref, re.IGNORECASE)
    return int(match.group(1)) if match and match.groups() else None


def postmortem_path(template: str, values: Mapping[str, Value]) -> PurePosixPath:
    """Where a postmortem is filed, relative, with no part that climbs out. {date} is YYYY-MM-DD here.

    Values are as in `channel_name`, lower-cased, and never add a folder of their own. Raises BadTemplate.
    """
    texts = {name: _safe(text.lower(), 60) for name, text in _texts(values, "-").items()}
    filled = (_safe(_fill(pieces(part), texts), LONGEST_PART) for part in template.split("/"))
    *folders, name = [part for part in filled if part] or ["incident.md"]
    return PurePosixPath(*folders, "incident.md" if name == "md" else name)


def _texts(values: Mapping[str, Value], between: str) -> dict[str, str]:
    """Every value as text; the date's parts are added where they are not given."""
    texts: dict[str, str] = {}
    day = values.get("date")
    if isinstance(day, date):
        texts = {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}
        texts["date"] = between.join(texts.values())
    return texts | {
        name: str(value)[:1000]
        for name, value in values.items()
        if value is not None and not isinstance(value, date)
    }


def _fill(parts: tuple[Piece, ...], texts: Mapping[str, str]) -> str:
    return "".join(piece.literal + _padded(texts.get(piece.field or "", ""), piece.width) for piece in parts)


def _padded(text: str, width: int) -> str:
    return text.zfill(width) if text else ""


def _ascii(text: str) -> str:
    """Latin letters without their marks; other letters fall away, other signs become `-`."""
    spelt = unicodedata.normalize("NFKD", text).translate(_NOT_DECOMPOSED)
    return "".join(c if c.isascii() else "" if unicodedata.category(c)[0] in "LMN" else "-" for c in spelt)


def _plain(text: str) -> str:
    """`text` of a-z, 0-9, - and _ only, without a doubled or outer `-`."""
    return re.sub(r"[^a-z0-9_]+", "-", _ascii(text.casefold())).strip("-_")


def _shortened(text: str, room: int) -> str:
    """`text` cut to `room`, between words where that costs at most half of it."""
    if len(text) <= room:
        return text
    if not text or room <= 0:
        return ""
    cut = text[:room]
    words = cut.rpartition("-")[0]
    return (words if len(words) * 2 >= len(cut) and text[len(cut)] != "-" else cut).strip("-_")


def _safe(text: str, room: int) -> str:
    """One part of a path: A-Z, a-z, 0-9, `.`, `-` and `_`, no outer dot, its suffix kept when cut."""
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", _ascii(text)).strip("-._")
    plain = re.sub(r"-*\.[.-]*", ".", plain)
    if len(plain) <= room:
        return plain
    stem, dot, suffix = plain.rpartition(".")
    kept = dot + suffix if dot and len(suffix) < 10 else ""
    return (stem if kept else plain)[: room - len(kept)].rstrip("-._") + kept


_UNITS = {"s": "s sec secs second seconds", "m": "m min mins minute minutes", "h": "h hr hrs hour hours",
          "d": "d day days", "w": "w week weeks"}  # fmt: skip
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SPAN = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([a-z]+)\s*(?:,|and\b)?")


def duration(text: str) -> timedelta | None:
    """`15 minutes`, `15m`, `1h 30m`, `1.5 hours`, `2 days` as a span; None for anything else.

    A number alone has no unit and is None; so are business days, which depend on a calendar.
    """
    rest, seconds, used = text.casefold().strip(), 0.0, set[str]()
    if not rest or rest.endswith((",", "and")):
        return None
    while rest:
        match = _SPAN.match(rest)
        unit = _UNIT.get(match.group(2)) if match else None
        if match is None or unit is None or unit in used:
            return None
        used.add(unit)
        seconds += float(match.group(1)) * _SECONDS[unit]
        rest = rest[match.end() :]
    return timedelta(seconds=seconds)


def spoken(span: timedelta) -> str:
    """A span for people: `15 minutes`, `1 h 30 min`, `48 hours`, `3 days`.

    Days are counted from three on; seconds are said below an hour only. `duration` reads it back.
    """
    seconds = int(abs(span).total_seconds())
    if seconds >= 3600:
        seconds -= seconds % 60
    days, hours = (
        (seconds // 86400, seconds % 86400 // 3600) if seconds >= 3 * 86400 else (0, seconds // 3600)
    )
    amounts = ((days, "d", "day"), (hours, "h", "hour"), (seconds % 3600 // 60, "min", "minute"),
               (seconds % 60, "s", "second"))  # fmt: skip
    said = [amount for amount in amounts if amount[0]] or [(0, "min", "minute")]
    sign = "-" if span < timedelta(0) and seconds else ""
    if len(said) > 1:
        return sign + " ".join(f"{count} {short}" for count, short, _ in said)
    count, _, word = said[0]
    return f"{sign}{count} {word}{'' if count == 1 else 's'}"
