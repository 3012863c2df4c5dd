"""Reads times as people say them, in their own zone. Called by the readers of the grammar.

`past` is for what happened (the most recent such moment), `ahead` for what is due (the next one). An
hour that the clocks skip is read as if they had not been changed yet; an hour that comes twice is the
one nearer to now. Both return UTC, or None for what is no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.domain.naming import duration
from commands.grammar.text import fold

SKEW = timedelta(minutes=2)
"""How far the person's clock may run before ours: `14:03` typed at our 14:02 is now, not yesterday."""

CLOSE_OF_DAY = time(17)
"""When something is due that was given a day and no hour."""

LONGEST_SPAN = timedelta(days=3660)

_LONGEST = 40
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = (
    r"today|yesterday|tomorrow|tonight|(?:(?:last|next|this)\s+)?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s+[0-9]{4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+[0-9]{1,2}(?:\s+[0-9]{4})?"
)
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?"
    r"\s*(?P<half>am|pm)?"
)
_SPOKEN = re.compile(
    rf"(?:(?P<before>{_DAY})(?:\s+at)?(?:\s+|t(?=[0-9])|$))?"
    rf"(?:{_CLOCK}\s*(?P<offset>z|utc|gmt|[+-][0-9]{{2}}:?[0-9]{{2}})?(?:\s+(?:on\s+)?(?P<after>{_DAY}))?)?"
)


@dataclass(frozen=True)
class _Spoken:
    """A day, a time of day or both, not yet placed relative to now."""

    day: str
    clock: time | None
    zone: tzinfo


def zone_of(name: str) -> tzinfo:
    """The zone with the IANA name `name`; UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def length(text: str) -> timedelta | None:
    """How long `10m`, `1h30m`, `90 min` or `2 days` are; None for anything else, for nothing and for ages."""
    spoken = re.sub(r"^(?:an?|one) (?=[a-z])", "1 ", _plain(text))
    span = duration(spoken)
    return span if span and span <= LONGEST_SPAN else None


def past(text: str, now: datetime, zone: str) -> datetime | None:
    """When that was: `14:02`, `2:02pm`, `10 min ago`, `now-10m`, `yesterday 23:50`, `2026-11-20 14:02`.

    A date of its own is taken at its word, so the answer can lie ahead; the caller refuses that.
    """
    plain = _plain(text)
    if plain in ("now", "just now"):
        return now
    back = re.fullmatch(r"(?:now\s*-\s*(.+)|(.+?)\s+ago)", plain)
    if back:
        gone = length(back[1] or back[2])
        return now - gone if gone else None
    spoken = _spoken(plain, zone)
    if spoken is None or spoken.clock is None:
        return None
    moments = list(_moments(spoken, spoken.clock, now, -1))
    found = next((at for at in moments if at <= now + SKEW), moments[0] if moments else None)
    return min(found, now) if found and found <= now + SKEW else found


def ahead(text: str, now: datetime, zone: str) -> datetime | None:
    """When that will be: `15m`, `in 2 hours`, `14:30`, `friday`, `tomorrow 17:00`, `2026-11-25`."""
    plain = _plain(text).removeprefix("in ")
    wait = length(plain.removeprefix("now + ").removeprefix("now+"))
    if wait:
        return now + wait
    spoken = _spoken({"eod": "today", "end of day": "today"}.get(plain, plain), zone)
    if spoken is None:
        return None
    moments = list(_moments(spoken, spoken.clock or CLOSE_OF_DAY, now, 1))
    return next((at for at in moments if at > now), moments[0] if moments else None)


def _plain(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split()) if len(text) <= _LONGEST else ""


def _spoken(plain: str, zone: str) -> _Spoken | None:
    found = _SPOKEN.fullmatch(plain.removeprefix("at ")) if plain else None
    if found is None or (found["before"] and found["after"]):
        return None
    clock = None
    if found["hour"]:
        hour, half = int(found["hour"]), found["half"]
        if not (found["minute"] or half) or (half and not 1 <= hour <= 12):
            return None
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        try:
            clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
        except ValueError:
            return None
    return _Spoken(found["before"] or found["after"] or "", clock, _offset(found["offset"]) or zone_of(zone))


def _offset(word: str | None) -> tzinfo | None:
    if not word:
        return None
    if word[0] not in "+-":
        return UTC
    away = timedelta(hours=int(word[1:3]), minutes=int(word[-2:]))
    if away >= timedelta(hours=24):
        return UTC
    return timezone(-away if word[0] == "-" else away)


def _moments(spoken: _Spoken, clock: time, now: datetime, step: int) -> Iterator[datetime]:
    """The moments that may be meant, nearest to now first, going back (`step` -1) or on (1)."""
    for day in _dates(spoken.day, now.astimezone(spoken.zone).date(), step):
        with suppress(OverflowError, ValueError):
            local = datetime.combine(day, clock, spoken.zone)
            first, second = (local.replace(fold=turn).astimezone(UTC) for turn in (0, 1))
            skipped = second < first
            yield from [first] if skipped else [second, first] if step < 0 else [first, second]


def _dates(day: str, today: date, step: int) -> Iterator[date]:
    one = timedelta(days=1)
    named = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    if not day:
        yield from (today, today + one * step)
    elif day in named:
        yield today + one * named[day]
    elif weekday := [n for n, name in enumerate(_DAYS) if name.startswith(day.split()[-1])]:
        first = (weekday[0] - today.weekday()) % 7 if step > 0 else -((today.weekday() - weekday[0]) % 7)
        yield from (today + one * first, today + one * (first + 7 * step))
    else:
        yield from _calendar(day, today.year, step)


def _calendar(day: str, year: int, step: int) -> Iterator[date]:
    """`2026-11-25`, `25 nov`, `nov 25 2026`; without a year this year's, then the next (or last) one's."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", day)]
    if "-" in day:
        wanted = [(numbers[0], numbers[1], numbers[2])]
    else:
        month = next((n for n, name in enumerate(_MONTHS, 1) if name in day), 0)
        number, *of_year = numbers or [0]
        wanted = [(of, month, number) for of in (of_year or [year, year + step])]
    for one in wanted:
        with suppress(ValueError):
            yield date(*one)
