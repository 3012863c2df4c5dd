"""What hides secrets in the output of clusters and tools before it leaves the process.

The worker runs it over a whole text (logs, tables, descriptions, events) in a thread, and over objects
before they are printed or compared. `words.mask` is its lighter sister for what people type. A secret's
place stays readable: `password=***`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.redacting.assigned import assignments
from bot.domain.redacting.known import Known
from bot.domain.redacting.manifests import manifests
from bot.domain.redacting.names import secret_name
from bot.domain.redacting.objects import Walk, told_apart
from bot.domain.redacting.pattern import MASK, Finder, Span, barred, merged
from bot.domain.redacting.sheets import Sheet, bare, decoded, joined
from bot.domain.redacting.tokens import private_keys, tokens
from bot.domain.redacting.wire import addresses, headers

__all__ = ["MASK", "Redacted", "redact", "redact_object", "redact_pair", "secret_name"]

_FINDERS: tuple[Finder, ...] = (tokens, private_keys, assignments, addresses, headers, manifests)

# A mask may lay bare what is a secret by itself; ordinary text needs two passes, the second finds nothing.
_PASSES = 8


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be shown, and how many values are masked in it."""

    text: str
    masked: int


def redact(text: str, known: Iterable[str] = ()) -> Redacted:
    """`text` without secrets: the `known` values (of six characters or more), and whatever looks like one.

    Linear in the text. Redacting again changes nothing. A text made so that masking never ends is withheld.
    """
    return Redacted(*_redacted(text, Known(known)))


def redact_object(obj: Any, known: Iterable[str] = ()) -> tuple[Any, int]:
    """A copy of the JSON value `obj` without secrets, and how many were masked; for Kubernetes objects.

    Data of Secrets, values of secret names in environments, arguments and maps, the applied configuration
    inside its annotation; every other text by its patterns. Names and uids stay.
    """
    walk = _walk(known)
    return walk.object(obj), walk.masked


def redact_pair(before: Any, after: Any, known: Iterable[str] = ()) -> tuple[Any, Any, int]:
    """Both redacted for a diff, as kubectl diff does: what is equal is `***` on both sides, what changed
    `*** (before)` and `*** (after)`."""
    walk = _walk(known)
    hidden = walk.object(before), walk.object(after)
    return (*told_apart(before, after, *hidden), walk.masked)


def _walk(known: Iterable[str]) -> Walk:
    values = Known(known)
    return Walk(lambda text: _redacted(text, values), everything=bool(values))


def _redacted(text: str, values: Known) -> tuple[str, int]:
    raw = text.encode("utf-8", "surrogatepass")
    masked = 0
    for _ in range(_PASSES):
        spans = _found(raw, values)
        if not spans:
            return (raw.decode("utf-8", "surrogatepass") if masked else text), masked
        raw = _masked(raw, spans)
        masked += len(spans)
    return MASK, masked


def _found(raw: bytes, known: Known) -> list[Span]:
    """Where something is to be masked: in order, apart, on the borders of characters."""
    spans = {_whole(raw, span) for span in known(raw)}
    finders: tuple[Finder, ...] = (*_FINDERS, known)
    for sheet in _sheets(raw):
        for finder in finders:
            for span in finder(sheet.data):
                if sheet.data[span[0] : span[1]].strip(b"\0 "):
                    spans.add(_whole(raw, sheet.lift(span)))
    return [span for span in merged(spans) if barred(raw[span[0] : span[1]]).strip(b"\0")]


def _sheets(raw: bytes) -> Iterator[Sheet]:
    first = bare(raw)
    unwrapped = joined(first)
    for sheet in (first, unwrapped):
        inner = sheet
        depth = 0
        while inner is not None and depth < 3:
            yield inner
            inner = decoded(inner)
            depth += 1


def _whole(raw: bytes, span: Span) -> Span:
    start, end = span
    while start > 0 and start < len(raw) and raw[start] & 0xC0 == 0x80:
        start -= 1
    while end < len(raw) and raw[end] & 0xC0 == 0x80:
        end += 1
    return start, end


def _masked(raw: bytes, spans: list[Span]) -> bytes:
    parts: list[bytes] = []
    at = 0
    for start, end in spans:
        parts += (raw[at:start], MASK.encode())
        at = end
    return b"".join((*parts, raw[at:]))
