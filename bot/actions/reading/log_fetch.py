"""One stream's log within a number of bytes, its end rather than its beginning. Called by `logs`.

The API can only limit from the front: of a long log it would give the oldest part. So when the limit is
met, fewer and fewer last lines are asked for until they fit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.reading.log_pods import Stream
from bot.actions.reading.log_text import is_binary, line_count, readable, whole_lines
from bot.errors import Permanent
from bot.ports import Kube

_TRIES = 6


@dataclass(frozen=True)
class Piece:
    """What one stream gave. `missing` says what of it is not shown, `failed` why there is nothing."""

    stream: Stream
    text: str = ""
    lines: int = 0
    missing: str = ""
    failed: str = ""
    gone: bool = False


async def fetch(
    kube: Kube, namespace: str, stream: Stream, query: Mapping[str, str | int], limit: int
) -> Piece:
    """At most `limit` bytes of the end of this log. Refusals of this one stream become `failed`."""
    path = f"/api/v1/namespaces/{namespace}/pods/{stream.pod}/log"
    asked = {**query, "container": stream.container, "limitBytes": limit}
    try:
        raw, cut = await _end(kube, path, asked, limit)
    except Permanent as problem:
        if problem.code not in ("NotFound", "BadRequest"):
            raise
        return Piece(stream, failed=_said(stream, problem, query), gone=problem.code == "NotFound")
    if await asyncio.to_thread(is_binary, raw):
        said = f"{stream.title}: this log is not text ({len(raw):,} bytes), so it is not shown"
        return Piece(stream, failed=said)
    text = await asyncio.to_thread(readable, raw)
    text = text if text.endswith("\n") or not text else f"{text}\n"
    lines = text.count("\n")
    missing = f"the last {lines:,} lines, the log is longer than {_size(limit)}" if cut else ""
    return Piece(stream, text, lines, missing)


async def _end(kube: Kube, path: str, asked: Mapping[str, str | int], limit: int) -> tuple[bytes, bool]:
    raw, over = whole_lines(await kube.text(path, asked, limit), limit)
    if not over:
        return raw, False
    most = min(line_count(raw), int(asked.get("tailLines", 2**31)))
    for _ in range(_TRIES):
        most = max(most * 9 // 10, 1)
        raw, over = whole_lines(await kube.text(path, {**asked, "tailLines": most}, limit), limit)
        if not over:
            return raw, True
        most = min(most, line_count(raw))
    return raw, True


def _said(stream: Stream, problem: Permanent, query: Mapping[str, str | int]) -> str:
    said = str(problem)
    if problem.code == "NotFound":
        return f"{stream.title}: the pod went away while its log was read"
    if "previous terminated container" in said:
        return f"{stream.title}: it has not restarted, so there is no earlier log; leave `--previous` away"
    if "waiting to start" in said:
        why = said.partition("waiting to start")[2].strip(": .") or "no reason given"
        return f"{stream.title}: not started yet, so no log ({why}); see `describe pod {stream.pod}`"
    return f"{stream.title}: {said}"


def _size(limit: int) -> str:
    return f"{limit / 1_000_000:g} MB" if limit >= 1_000_000 else f"{limit // 1000} kB"
