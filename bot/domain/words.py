"""Text that people wrote. It is stored out of line, so that one leaked secret can be erased.

`Words` marks such a field of an event: the codec puts a digest into the hash-chained row and the text
into `texts`, where `/incident redact` can remove it while the chain still holds. `mask` runs over
every `Words` before it is stored, so a pasted token never reaches Slack, the log or the database.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

MASK = "[masked]"


class Words(str):
    """A person's text; equal to and usable as `str`."""

    __slots__ = ()


EMPTY = Words("")

T = TypeVar("T")

_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def typed(text: str) -> str:
    """A message's text as it was typed: Slack's three escapes undone, once."""
    return re.sub("&(?:lt|gt|amp);", lambda found: _ESCAPES[found[0]], text)


# Every repetition is bounded and no pattern may start in the middle of another's run, so that masking
# stays linear: people paste whole logs.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)",
        r"(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{4,1000}",
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
        r"(?<![\w-])x(?:ox[abeoprs]|app)-[\w-]{8,500}",
        r"\bgh[opsur]_\w{20,300}|\bgithub_pat_\w{20,300}|(?<![\w-])glpat-[\w-]{16,300}",
        r"(?<![\w-])sk-[\w-]{20,300}|\b[rs]k_(?:live|test)_\w{16,300}|(?<![\w-])AIza[\w-]{30,60}",
        r"(?<![\w-])ya29\.[\w-]{20,500}|(?<![\w-])SG\.[\w-]{16,100}\.[\w-]{16,100}",
    )
)
_USERINFO = re.compile(r"([a-zA-Z]://[^\s/:@<>]{0,200}:)([^\s/@<>]{1,500})(@)")
_BEARER = re.compile(r"(?i)(\b(?:bearer|basic) {1,4})([\w.~+/-]{12,4000}=*)")
_ASSIGNED = re.compile(
    r"(?i)((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w-]{0,40}"
    r"[\"']?\s{0,4}[=:]\s{0,4}[\"']?)([^\s\"',;&<>]{4,4000})"
)


def mask(text: str) -> str:
    """`text` with what looks like a secret replaced by `[masked]`; the same text if there is none."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    for pattern in (_BEARER, _ASSIGNED):
        text = pattern.sub(lambda found: found.group(1) + MASK, text)
    return _USERINFO.sub(lambda found: found.group(1) + MASK + found.group(3), text)


def masked(record: T) -> T:
    """The dataclass `record` with every `Words` field, also of nested records and tuples, masked."""
    if isinstance(record, Words):
        hidden = mask(record)
        return record if hidden == record else cast(T, Words(hidden))
    if isinstance(record, tuple):
        return cast(T, tuple(masked(item) for item in record))
    if is_dataclass(record) and not isinstance(record, type):
        changed = {
            f.name: new for f in fields(record) if (new := masked(old := getattr(record, f.name))) is not old
        }
        return replace(record, **changed) if changed else record
    return record
