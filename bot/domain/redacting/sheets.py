"""The same text as it may have been meant: without colour codes, unwrapped, decoded from base64.

A secret is looked for on every sheet, and what is found is lifted back to the place in the text that
must be masked. Called by `bot.domain.redaction`.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.redacting.pattern import Pattern, Span, any_of, barred

# Colour and other terminal codes (also spelled out, as in JSON), control characters, zero-width characters.
_UNSEEN = Pattern(
    any_of(
        rb"(?:\x1b|\\+u001[bB]|\\+x1[bB]|\\+033|\^\[)\[[0-9;:?]*[ -/]*[@-~]",
        rb"\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)",
        rb"\x1b[()][0-9A-Z]|\x1b[=>78]",
        rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
        rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad",
    )
)
_BREAK = re.compile(rb"[^\s]\r?\n(?=[ \t]{0,200}+[^\s])")
_INNER = (
    frozenset(b"+/=.~%:@-_") | frozenset(range(48, 58)) | frozenset(range(65, 91)) | frozenset(range(97, 123))
)
_SOLID = re.compile(rb"[ \t]*+[+-]?[ \t]*+[\w+/.~%-]++={0,2}[\"',;)}\]\\]*+\r?")
_MARGIN = re.compile(rb"[ \t]*+")
_ESCAPED = Pattern(rb"[A-Za-z0-9+/_=-]{40}(\\+(?:r\\+)?n)[A-Za-z0-9+/_-]")
# Where terminals and encoders like to wrap.
_WIDTHS = frozenset({60, 64, 70, 72, 76, 78, 79, 80, 100, 120, 128, 132, 160, 200})
_NARROWEST = 20

_RUN = Pattern(rb"[A-Za-z0-9+/_-]{20,}={0,2}")
_READABLE = re.compile(rb"[\x20-\x7e\s]{10,}+")
_URLSAFE = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Bytes to look through, and the way from a span in them to the span in the text."""

    data: bytes
    lift: Callable[[Span], Span]


def bare(raw: bytes) -> Sheet:
    """What a reader sees of `raw`: no terminal codes, no invisible characters."""
    return _without(raw, list(_UNSEEN.spans(raw)), lambda span: span)


def joined(sheet: Sheet) -> Sheet | None:
    """The lines of `sheet` that look wrapped, joined; None if there are none."""
    data = sheet.data
    cuts = sorted([*_wraps(data), *_ESCAPED.spans(data, 1)])
    if not cuts:
        return None
    # Only the lines that take part: the rest has been looked at already.
    keep: list[Span] = []
    for start, end in cuts:
        first = data.rfind(b"\n", 0, start) + 1
        last = data.find(b"\n", end)
        last = len(data) if last < 0 else last + 1
        if keep and first < keep[-1][1]:
            keep[-1] = (keep[-1][0], max(last, keep[-1][1]))
        else:
            keep.append((first, last))
    at = 0
    for first, last in keep:
        cuts.append((at, first))
        at = last
    cuts.append((at, len(data)))
    return _without(data, sorted(cuts), sheet.lift)


def decoded(sheet: Sheet) -> Sheet | None:
    """What is readable in the base64 of `sheet`, at each alignment; a find is lifted to the whole run."""
    parts: list[bytes] = []
    starts: list[int] = []
    runs: list[Span] = []
    size = 0
    for start, end in _RUN.spans(sheet.data):
        run = sheet.data[start:end].rstrip(b"=").translate(_URLSAFE)
        for offset in range(4):
            for piece in _READABLE.findall(_decode(run[offset:])):
                starts.append(size)
                runs.append((start, end))
                parts.append(piece)
                size += len(piece) + 3
    if not parts:
        return None

    def lift(span: Span) -> Span:
        first = runs[bisect_right(starts, span[0]) - 1]
        last = runs[bisect_right(starts, span[1] - 1) - 1]
        return sheet.lift((min(first[0], last[0]), max(first[1], last[1])))

    return Sheet(barred(b"\n\0\n".join(parts)), lift)


def _decode(run: bytes) -> bytes:
    run = run[: len(run) - 1] if len(run) % 4 == 1 else run
    try:
        return a2b_base64(run + b"=" * (-len(run) % 4))
    except Error:
        return b""


def _wraps(data: bytes) -> list[Span]:
    """The line ends (with the next line's margin) at which a value may have been wrapped."""
    cuts: list[Span] = []
    for found in _BREAK.finditer(data):
        end = found.end()
        start = data.rfind(b"\n", 0, found.start() + 1) + 1
        width = found.start() + 1 - start
        if width < _NARROWEST:
            continue
        stop = data.find(b"\n", end)
        stop = len(data) if stop < 0 else stop
        before = start - 1 - (data.rfind(b"\n", 0, max(0, start - 1)) + 1)
        even = width >= 2 * _NARROWEST and width in (stop - end, before)
        solid = data[found.start()] in _INNER and _SOLID.fullmatch(data, end, stop)
        if even or width in _WIDTHS or solid:
            margin = end
            if (
                data[margin : margin + 1] in (b"+", b"-")
                and data[start : start + 1] == data[margin : margin + 1]
            ):
                margin += 1
            rest = _MARGIN.match(data, margin)
            cuts.append((found.start() + 1, rest.end() if rest else margin))
    return cuts


def _without(data: bytes, cuts: list[Span], lift: Callable[[Span], Span]) -> Sheet:
    """`data` without `cuts` (in order), whose spans are lifted over what was cut out."""
    if not cuts:
        return Sheet(barred(data), lift)
    parts: list[bytes] = []
    starts, origins = [0], [0]
    at = size = 0
    for start, end in cuts:
        if start > at:
            parts.append(data[at:start])
            starts.append(size)
            origins.append(at)
            size += start - at
        at = max(at, end)
    parts.append(data[at:])
    starts.append(size)
    origins.append(at)

    def place(position: int) -> int:
        index = bisect_right(starts, position) - 1
        return origins[index] + position - starts[index]

    return Sheet(barred(b"".join(parts)), lambda span: lift((place(span[0]), place(span[1] - 1) + 1)))
