"""A small, careful YAML writer for JSON values. Called by `printing`, and by describe for unknown kinds.

A YAML library has one home and it is the catalogue's. What is written here is read back unchanged by any
YAML 1.1 reader (a test holds it to that), and looks as kubectl writes it: keys sorted, lists not indented,
long texts as literal blocks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# What may stand without quotes: no indicator in front, no `: ` and no ` #` inside.
_BARE = re.compile(
    r"(?:[A-Za-z0-9_./+]|-(?=[^ \-]))(?:[\w./+\-*^%=@,()<>;?!~|&$\[\]{}'\"\\`]|:(?=[^ ])| (?=[^ #]))*\Z",
    re.ASCII,
)
_OTHER = re.compile(
    r"""(?:~|null|true|false|yes|no|on|off|y|n|<<|=
    |[-+]?(?:0b[01_]+|0x[\da-f_]+|0o?[0-7_]+|[\d_]+|\.inf)|\.nan
    |[-+]?(?:[\d_]*\.[\d_]*|[\d_]+\.?)(?:e[-+]?\d+)?
    |[-+]?[\d_]+(?::[0-5]?\d)+(?:\.[\d_]*)?
    |\d{4}-\d{1,2}-\d{1,2}(?:(?:t|[ \t]+)[\d:.]+[ \t]*(?:z|[-+][\d:]+)?)?)\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_PRINTED = r" -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_LITERAL = re.compile(f"[{_PRINTED}\n\t]*\\Z")
_SINGLE = re.compile(f"[{_PRINTED}]*\\Z")
_LONGEST_KEY = 120
_UNPRINTED = re.compile(f"[^{_PRINTED}]")


def yaml_text(value: Any) -> str:
    """`value` (dict with string keys, list, str, int, float, bool, None) as a YAML document."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Any) -> Iterator[str]:
    match value:
        case Mapping() if value:
            for key in sorted(value):
                yield from _entry(_quoted(key), value[key], "" if isinstance(value[key], list) else "  ")
        case list() if value:
            for one in value:
                inner = _block(one) if isinstance(one, str) else list(_lines(one))
                yield f"- {inner[0]}"
                yield from (f"  {line}" if line else "" for line in inner[1:])
        case str():
            yield from _block(value)
        case _:
            yield _flow(value)


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    if len(key) > _LONGEST_KEY:
        yield f"? {key}"
        key = ""
    if isinstance(value, Mapping | list) and value:
        yield f"{key}:"
        yield from (f"{indent}{line}" if line else "" for line in _lines(value))
        return
    first, *rest = _block(value) if isinstance(value, str) else [_flow(value)]
    yield f"{key}: {first}"
    yield from rest


def _block(text: str) -> list[str]:
    """A text as it stands after its key or dash: one line, or a literal block."""
    if "\n" not in text or not _LITERAL.match(text) or text[0] in " \n\t" or not text.strip("\n"):
        return [_quoted(text)]
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    mark = "|" + ("-" if not ends else "" if ends == 1 else "+")
    lines = [*body.split("\n"), *[""] * (ends - 1)]
    return [mark, *(f"  {line}" if line else "" for line in lines)]


def _quoted(text: str) -> str:
    """Without quotes where that is safe, in double ones where it would be read as something else."""
    if _OTHER.match(text) or not text:
        return json.dumps(text, ensure_ascii=False)
    if _BARE.match(text) and not text.startswith("..."):
        return text
    if _SINGLE.match(text):
        return "'" + text.replace("'", "''") + "'"
    return _UNPRINTED.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _flow(value: Any) -> str:
    match value:
        case bool() | None:
            return json.dumps(value)
        case Mapping():
            return "{}"
        case list():
            return "[]"
        case float():
            text = repr(value)
            return text if "." in text or "e" not in text else text.replace("e", ".0e")
        case _:
            return str(value)
