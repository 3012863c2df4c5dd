"""Which action somebody may have meant who mistyped one. Called by `bot.runbooks.calls` and the grammar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_LONGEST = 40
_LIKE = 0.65


def nearest_way(said: Sequence[str], ways: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], int] | None:
    """The way of saying an action most like the first words of `said`, and how many of them it replaces."""
    best: tuple[float, tuple[str, ...], int] | None = None
    for way in ways:
        wanted = " ".join(way)
        for used in {min(len(way), len(said)), 1}:
            typed = " ".join(said[:used])[:_LONGEST]
            matcher = SequenceMatcher(None, typed, wanted)
            if matcher.quick_ratio() < _LIKE:
                continue
            like = matcher.ratio()
            if like >= _LIKE and (best is None or like > best[0]):
                best = (like, way, used)
    return (best[1], best[2]) if best else None
