"""One thing that happened, and a list of such things as text. Pure; used by the files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.reading.tables import columns, plain

MOST = 200
_HEADS = ("TIME (UTC)", "OBJECT", "BY", "WHAT")


@dataclass(frozen=True)
class Line:
    """`who` is empty where nobody can tell; `back` is the command that takes it back."""

    at: datetime
    object: str
    what: str
    who: str = ""
    back: str = ""


def newest(found: Iterable[Line], since: datetime) -> list[Line]:
    """Those that happened at `since` or later, the newest first."""
    kept = [one for one in found if one.at >= since]
    return sorted(kept, key=lambda one: (one.at, one.object, one.what), reverse=True)


def drawn(found: Sequence[Line], now: datetime) -> str:
    """A table, and under what can be rolled back its command; empty for nothing."""
    if not found:
        return ""
    shown = found[:MOST]
    rows = [[_time(one.at, now), plain(one.object), plain(one.who) or "-", plain(one.what)] for one in shown]
    head, *body = columns([_HEADS, *rows]).splitlines()
    said = [head]
    for one, text in zip(shown, body, strict=True):
        said += [text, *([f"  back: {one.back}"] if one.back else [])]
    if len(found) > MOST:
        said.append(f"and {len(found) - MOST:,} earlier ones: ask for a shorter time")
    return "\n".join(said) + "\n"


def _time(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%b %d %H:%M:%S}"
