"""A container's bytes made into text that may be shown. Pure; called by `logs`.

What programs write to steer a terminal (colours, cursor moves, overwritten lines) would steer the reader's
screen instead, so it is taken out; a log that is no text is said rather than shown.
"""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # CSI: colours, cursor
    r"|[\]PX^_][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)?"  # OSC and its like: titles, links
    r"|[ -/]{0,8}[0-~])"
    r"|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_LINE_ENDS = re.compile("\r+\n|\r+|[\u2028\u2029]")
_SAMPLE = 8192
_BINARY = 0.2


def readable(raw: bytes) -> str:
    """`raw` as plain lines: UTF-8 with replacement, no escapes, no control characters."""
    text = _LINE_ENDS.sub("\n", raw.decode("utf-8", "replace"))
    return _CONTROL.sub("", _ESCAPES.sub("", text))


def is_binary(raw: bytes) -> bool:
    """Whether this is no text: more than a fifth of its beginning is neither printed nor an escape."""
    sample = raw[:_SAMPLE].decode("utf-8", "replace")
    plain = _ESCAPES.sub("", sample)
    strange = sum(1 for sign in plain if sign == "\ufffd" or (ord(sign) < 32 and sign not in "\t\n\r"))
    return bool(plain) and strange / len(plain) > _BINARY


def whole_lines(raw: bytes, limit: int) -> tuple[bytes, bool]:
    """`raw` without the half line at its end when the limit cut it, and whether it did."""
    if len(raw) < limit:
        return raw, False
    end = raw.rfind(b"\n") + 1
    return (raw[:end] if end else raw), True


def line_count(raw: bytes) -> int:
    return raw.count(b"\n") + (0 if raw.endswith(b"\n") or not raw else 1)
