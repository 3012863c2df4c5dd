"""RE2 over bytes, and the mark that stands where a secret was. Used by every finder beside it.

Bytes are read as Latin-1: a position is a byte, a lone surrogate is no error, and the scan is the fastest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import re2

Span = tuple[int, int]
Finder = Callable[[bytes], Iterator[Span]]

MASK = "***"

_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.max_mem = 64 << 20
_OPTIONS.log_errors = False

_BARRIER = re.compile(rb"\*{3,}+(?: \((?:before|after)\))?")

# What a name must hold to be looked at; `names.secret_name` then decides.
HINTS = rb"(?:pass|pwd|secret|token|key|cred|auth|dsn)"


class Pattern:
    """A compiled RE2 expression with the four methods used here, typed."""

    __slots__ = ("_compiled",)

    def __init__(self, expression: bytes, longest: bool = False) -> None:
        options = _OPTIONS
        if longest:
            options = re2.Options()
            options.encoding, options.max_mem = _OPTIONS.encoding, _OPTIONS.max_mem
            options.longest_match, options.log_errors = True, False
        self._compiled = re2.compile(expression, options)

    def spans(self, data: bytes, group: int = 0) -> Iterator[Span]:
        """Where `group` stands, of every match that has it."""
        for found in self._compiled.finditer(data):
            span: Span = found.span(group)
            if span[0] >= 0:
                yield span

    def groups(self, data: bytes) -> Iterator[tuple[Span, ...]]:
        """The spans of the whole match and of each group; (-1, -1) for one that is not there."""
        for found in self._compiled.finditer(data):
            yield tuple(found.span(index) for index in range(self._compiled.groups + 1))

    def next(self, data: bytes, at: int) -> tuple[Span, ...] | None:
        """`groups` of the first match from `at` on; for a caller that says where to go on."""
        found = self._compiled.search(data, at)
        return None if found is None else tuple(found.span(i) for i in range(self._compiled.groups + 1))

    def within(self, data: bytes) -> bool:
        """Is there a match at all?"""
        return self._compiled.search(data) is not None


def words(text: str) -> frozenset[str]:
    """The words of `text`, for lists that are read by people."""
    return frozenset(text.split())


def any_of(*expressions: bytes) -> bytes:
    """One expression for all of `expressions`."""
    return b"(?:" + b"|".join(expressions) + b")"


def barred(data: bytes) -> bytes:
    """`data` with every mark of an earlier masking as NULs, which no pattern of a token crosses."""
    if b"***" not in data:
        return data
    return _BARRIER.sub(lambda found: b"\0" * len(found[0]), data)


def merged(spans: Iterable[Span]) -> list[Span]:
    """`spans` in order, those that overlap or touch made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif end > start:
            result.append((start, end))
    return result
