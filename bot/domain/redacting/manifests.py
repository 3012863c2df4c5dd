"""Secrets in the text of Kubernetes objects, as kubectl prints or compares them: YAML, JSON, hunks of either.

Where the object itself is at hand `objects` is surer; this reads what only came as text.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator
from itertools import pairwise

from bot.domain.redacting.assigned import block_after, quoted
from bot.domain.redacting.names import harmless, secret_name
from bot.domain.redacting.pattern import HINTS, Pattern, Span

_KIND = Pattern(rb"(?m)^[ \t+-]*kind:[ \t]*[\"']?Secret(?:List)?[\"']?[ \t\r]*$")
_JSON_KIND = Pattern(rb"\\*\"kind\\*\"\s*:\s*\\*\"Secret(?:List)?\\*\"")
_BORDER = Pattern(rb"(?m)^[+ -]?(?:---|[ \t]*- apiVersion:)")
_DATA = Pattern(rb"(?m)^[ \t+-]*(?:data|stringData):([^\n]*)\n")
_ENTRY = re.compile(rb"[ \t+-]*+[\"']?[\w.\-/]++[\"']?:[ \t]++(?![|>][+-]?[0-9]?[ \t\r]*$)([^\r\n]++)")
_PARENT = re.compile(rb"[ \t+-]*+[\"']?[\w.\-/]++[\"']?:[ \t]*+(?:[|>][+-]?[0-9]?)?[ \t\r]*+")
_FLAT = Pattern(
    rb"\"(?:data|stringData)\"\s*:\s*\{((?:[^{}\"]|\"(?:[^\"\\]|\\.)*\")*)\}|\\+\"(?:data|stringData)\\+\"\s*:\s*\{([^{}]*)\}"
)
_MEMBER = re.compile(rb":\s*+(\\*+)\"")

_ENV_YAML = Pattern(
    rb"(?i)\bname:[ \t]*[\"']?([\w.-]*" + HINTS + rb"[\w.-]*)[\"']?[ \t\r]*\n"
    rb"((?:[ \t+-]*value:[^\n]*(?:\n|$))+)"
)
_ENV_VALUE = re.compile(rb"value:[ \t]*+([^\n]++)")
_ENV_JSON = Pattern(
    rb"(?i)\\*\"name\\*\"\s*:\s*\\*\"([\w.-]*" + HINTS + rb"[\w.-]*)\\*\"\s*,\s*\\*\"value\\*\"\s*:\s*(\\*)\""
)
# `key: <base64 of something readable>`, indented: an entry of a Secret whose head is not in the picture
_ENCODED = Pattern(
    rb"(?m)^[ \t+-][ \t]+[\"']?[\w.\-/]+[\"']?:[ \t]+[\"']?([A-Za-z0-9+/]{12,}={0,2})[\"']?[ \t\r]*$"
)


def manifests(data: bytes) -> Iterator[Span]:
    """The data of Secrets, and the values of secret environment variables."""
    if b"Secret" in data:
        yield from _yaml_secrets(data)
        if _JSON_KIND.within(data):
            yield from _json_secrets(data)
    for _, name, values in _ENV_YAML.groups(data):
        if secret_name(_text(data, name)):
            for value in _ENV_VALUE.finditer(data, *values):
                if not harmless(_text(data, value.span(1)).strip("\"'")):
                    yield value.start(1), value.start(1) + len(value[1].rstrip())
    for found, name, slashes in _ENV_JSON.groups(data):
        span = quoted(data, found[1], slashes[1] - slashes[0], b'"')
        if secret_name(_text(data, name)) and not harmless(_text(data, span)):
            yield span
    for span in _ENCODED.spans(data, 1):
        if _readable(data[span[0] : span[1]]):
            yield span


def _yaml_secrets(data: bytes) -> Iterator[Span]:
    borders = [0, *(start for start, _ in _BORDER.spans(data)), len(data)]
    for start, end in pairwise(borders):
        document = data[start:end]
        if b"Secret" in document and _KIND.within(document):
            for found, inline in _DATA.groups(document):
                if b":" in document[inline[0] : inline[1]]:
                    yield start + inline[0] + 1, start + inline[1]
                block = block_after(document, found[0] + len(_indent(document, found[0])), found[1] - 1)
                if block:
                    yield from ((start + a, start + b) for a, b in _entries(document, block))


def _indent(data: bytes, at: int) -> bytes:
    line = data[at : at + 400]
    return line[: len(line) - len(line.lstrip(b" \t+-"))]


def _entries(data: bytes, block: Span) -> Iterator[Span]:
    """The values of the lines in `block`; a line without a name of its own is all value."""
    at = data.rfind(b"\n", 0, block[0]) + 1
    while at < block[1]:
        end = data.find(b"\n", at, block[1])
        end = block[1] if end < 0 else end
        entry = _ENTRY.match(data, at, end)
        if entry:
            yield _unquoted(data, entry.start(1), entry.start(1) + len(entry[1].rstrip()))
        elif not _PARENT.fullmatch(data, at, end):
            line = data[at:end]
            if line.strip():
                yield end - len(line.lstrip(b" \t+-")), at + len(line.rstrip())
        at = end + 1


def _unquoted(data: bytes, start: int, end: int) -> Span:
    quotes = data[start : start + 1] + data[end - 1 : end]
    return (start + 1, end - 1) if end - start > 1 and quotes in (b"''", b'""') else (start, end)


def _json_secrets(data: bytes) -> Iterator[Span]:
    for _, *bodies in _FLAT.groups(data):
        for start, end in bodies:
            at = max(start, 0)
            while start >= 0 and (member := _MEMBER.search(data, at, end)):
                span = quoted(data, member.end(), len(member[1]), b'"')
                span = span[0], min(span[1], end)
                if span[1] > span[0]:
                    yield span
                at = span[1] + len(member[1]) + 1


def _readable(value: bytes) -> bool:
    if len(value) % 4:
        return False
    try:
        text = a2b_base64(value)
    except Error:
        return False
    return all(32 <= byte < 127 or byte in b"\t\r\n" for byte in text)


def _text(data: bytes, span: Span) -> str:
    return data[span[0] : span[1]].replace(b"\0", b"*").decode("utf-8", "replace")
