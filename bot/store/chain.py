"""How a timeline proves itself: canonical bytes, digests and links. Pure; called by store and timeline.

A row's hash covers the hash before it and the row's canonical JSON: stream, seq, at, kind, actor, via
and the event's data. What people wrote is in that JSON only as a digest over a random salt and the
text, so a text can be erased without breaking the chain, and what was erased cannot be guessed from
what is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.codec import from_data, moment, to_data
from bot.domain.events import KINDS, Event, Fact, Unknown
from bot.domain.words import Words

ERASED = Words("[erased]")
DIGEST_LENGTH = 64

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_dumps = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Head:
    """Where a stream's chain ends: `count` rows, the last with `hash` ("" when there is none)."""

    count: int
    hash: str


BEGINNING = Head(0, "")


@dataclass(frozen=True)
class Row:
    """One row of `timeline`, its columns in order."""

    stream: str
    seq: int
    at: datetime
    kind: str
    actor: str
    via: str
    body: str
    prev: str
    hash: str


@dataclass(frozen=True)
class Link:
    """What a row says, its JSON parsed: what reading needs of it."""

    seq: int
    at: datetime
    kind: str
    actor: str
    via: str
    data: Any


@dataclass(frozen=True)
class Text:
    """One row of `texts`."""

    digest: str
    salt: bytes
    body: str


def canonical(data: Any) -> str:
    """The one spelling of JSON `data`: sorted keys, no spaces, UTF-8 that PostgreSQL can hold."""
    text = _dumps(data)
    if "\\u0000" in text or not _encodable(text):
        text = _dumps(_scrubbed(data))
    return text


def chained(before: str, body: str) -> str:
    """The hash of the row with `body` after the row with the hash `before`."""
    return hashlib.sha256((before + body).encode()).hexdigest()


def digest(salt: bytes, text: str) -> str:
    """What the chain knows `text` by."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def link(stream: str, head: Head, facts: Sequence[Fact]) -> tuple[list[Row], list[Text], Head]:
    """The rows and texts of `facts` appended to `stream` after `head`, and the head after them.

    Raises ValueError when their numbers do not go on where `head` ends.
    """
    rows: list[Row] = []
    texts: list[Text] = []

    def out_of_line(words: Any) -> Any:
        if not words:
            return ""
        body = clean(words)
        salt = os.urandom(16)
        texts.append(Text(digest(salt, body), salt, body))
        return {"text": texts[-1].digest}

    for fact in facts:
        if fact.seq != head.count + 1:
            raise ValueError(f"{stream} has {head.count} rows, so the next is not {fact.seq}")
        kind, data = _described(fact.event, out_of_line)
        body = canonical(_frame(stream, fact.seq, fact.at, kind, fact.actor, fact.via) | {"data": data})
        after = Head(fact.seq, chained(head.hash, body))
        rows.append(Row(stream, fact.seq, fact.at, kind, fact.actor, fact.via, body, head.hash, after.hash))
        head = after
    return rows, texts, head


def flaw(row: Row, before: Head) -> str | None:
    """What is wrong with `row` as the one after `before`; None when it holds."""
    if row.seq != before.count + 1:
        return f"row {before.count + 1} is missing"
    if row.prev != before.hash:
        return "it does not follow from the row before it"
    if chained(row.prev, row.body) != row.hash:
        return "its content is not what its hash was made of"
    try:
        body = json.loads(row.body)
        written = {name: body[name] for name in ("stream", "seq", "at", "kind", "actor", "via")}
    except (ValueError, KeyError, TypeError):
        return "its content is not a timeline row"
    if written != _frame(row.stream, row.seq, row.at, row.kind, row.actor, row.via):
        return "its columns do not say what its content says"
    return None


def data_of(body: str) -> Any:
    """The event's data in the canonical JSON of a row."""
    return json.loads(body)["data"]


def digests(data: Any) -> set[str]:
    """The digests of every text that the event's `data` refers to."""
    found: set[str] = set()
    _collect(data, found)
    return found


def texts_of(body: str) -> set[str]:
    """`digests` of a row that may have been tampered with: none when it is not a row's JSON."""
    try:
        return digests(data_of(body))
    except (ValueError, KeyError, TypeError):
        return set()


def fact_of(link: Link, texts: dict[str, str | None]) -> Fact:
    """The fact `link` holds; texts that are gone read `[erased]`, kinds of a newer version are Unknown."""

    def in_line(value: Any) -> Words:
        if isinstance(value, str):
            return Words(value)
        text = texts.get(value["text"])
        return ERASED if text is None else Words(text)

    return Fact(link.seq, link.at, link.actor, _event(link.kind, link.data, in_line), link.via)


def clean(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and lone surrogates become a replacement mark."""
    return _UNSTORABLE.sub("\ufffd", text)


def _described(event: Event, words: Callable[[Any], Any]) -> tuple[str, dict[str, Any]]:
    if isinstance(event, Unknown):
        return event.name, event.data
    return type(event).__name__, to_data(event, words)


def _event(kind: str, data: dict[str, Any], words: Callable[[Any], Any]) -> Event:
    known = KINDS.get(kind)
    if known is None:
        return Unknown(kind, data)
    try:
        event: Event = from_data(known, data, words)
    except (ValueError, KeyError, TypeError):
        return Unknown(kind, data)
    return event


def _frame(stream: str, seq: int, at: datetime, kind: str, actor: str, via: str) -> dict[str, Any]:
    return {"stream": stream, "seq": seq, "at": moment(at), "kind": kind, "actor": actor, "via": via}


def _collect(data: Any, found: set[str]) -> None:
    if isinstance(data, dict):
        text = data.get("text")
        if len(data) == 1 and isinstance(text, str) and len(text) == DIGEST_LENGTH:
            found.add(text)
        _collect_all(data.values(), found)
    elif isinstance(data, list):
        _collect_all(data, found)


def _collect_all(values: Iterable[Any], found: set[str]) -> None:
    for value in values:
        _collect(value, found)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _scrubbed(data: Any) -> Any:
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, dict):
        return {clean(str(key)): _scrubbed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_scrubbed(value) for value in data]
    return data
