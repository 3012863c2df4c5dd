"""The last step of every read: the whole text through redaction, and a cut only where it must be.

Nothing leaves this package but through `finished`. `text` is what kubectl would print on stdout, and empty
when that is nothing: pipes count its lines. What kubectl says on stderr stands in the summary.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.actions.kit import Output
from bot.actions.reading.grep import Grep
from bot.domain.redaction import redact

MOST = 5_000_000
"""Characters. What is longer is cut at a line, and said."""


async def finished(
    summary: str,
    text: str,
    form: str = "text",
    *,
    over: bool = False,
    masked: int = 0,
    known: Iterable[str] = (),
    grep: Grep | None = None,
    heads: bool = True,
) -> Output:
    """`text` as it may be shown. `masked` values were hidden before; `known` are secrets' exact values.

    `grep` picks among the redacted lines, so that nobody finds out by it what is behind a mask; of a table
    that has `heads` they stay.
    """
    secrets = tuple(known)
    redacted = await asyncio.to_thread(redact, text, secrets)
    kept, picked = redacted.text, ""
    if grep is not None and kept:
        kept, picked = await asyncio.to_thread(grep.picked, kept, form == "table" and heads)
        form = "text" if form in ("yaml", "json") else form
    shown, cut = _cut(kept)
    said = redact(" ".join(f"{summary}{picked}".split()), secrets)
    return Output(f"{said.text}{cut}", shown, form, masked + redacted.masked + said.masked, over)


def counted(number: int, noun: str) -> str:
    """`1 pod`, `12 pods`."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _cut(text: str) -> tuple[str, str]:
    if len(text) <= MOST:
        return text, ""
    end = text.rfind("\n", 0, MOST) + 1 or MOST
    lines, kept = text.count("\n"), text.count("\n", 0, end)
    return text[:end], f"; cut: the first {kept:,} of {lines:,} lines"
