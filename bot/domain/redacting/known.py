"""Values that are known to be secret (of the Secrets a pod mounts), in the spellings they appear in."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from bot.domain.redacting.pattern import Pattern, Span

SHORTEST = 6
_LONGEST_IN_PATTERN = 2048
_AT_ONCE = 100
_PART = 16
_URLSAFE = bytes.maketrans(b"+/", b"-_")


class Known:
    """Finds the values it was made of, whole."""

    def __init__(self, values: Iterable[str]) -> None:
        plain: set[bytes] = set()
        encoded: set[bytes] = set()
        for value in values:
            for part in _parts(value):
                plain.update(_spellings(part))
                encoded.update(_in_base64(part))
        self._long = [form for form in plain if len(form) > _LONGEST_IN_PATTERN]
        short = sorted(plain - set(self._long), key=len, reverse=True)
        self._patterns = [Pattern(b"|".join(map(_literal, some)), longest=True) for some in _batches(short)]
        around = rb"[A-Za-z0-9+/_-]*(?:%s)[A-Za-z0-9+/_-]*={0,2}"
        wrapped = sorted(form for form in encoded if len(form) <= _LONGEST_IN_PATTERN)
        self._patterns += [Pattern(around % b"|".join(map(_literal, some))) for some in _batches(wrapped)]
        self._long += [form for form in encoded if len(form) > _LONGEST_IN_PATTERN]

    def __bool__(self) -> bool:
        return bool(self._patterns or self._long)

    def __call__(self, data: bytes) -> Iterator[Span]:
        for pattern in self._patterns:
            yield from pattern.spans(data)
        for form in self._long:
            at = 0
            while (at := data.find(form, at)) >= 0:
                yield at, at + len(form)
                at += len(form)


def _parts(value: str) -> Iterator[str]:
    """The value, also without its last newline, and its long lines: logs put marks between."""
    for part in {value, value.strip()}:
        if len(part) >= SHORTEST and part.strip("*"):
            yield part
    if "\n" in value.strip():
        for line in value.splitlines():
            if len(line.strip()) >= _PART and not line.startswith("-----"):
                yield line.strip()


def _spellings(value: str) -> Iterator[bytes]:
    as_json = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    # Go writes <, > and & in JSON as escapes.
    as_json |= {
        form.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") for form in as_json
    }
    twice = {json.dumps(form, ensure_ascii=False)[1:-1] for form in as_json}
    raw = _bytes(value)
    in_urls = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    in_urls |= {form.replace("%", "%25") for form in in_urls}
    for form in {value, *as_json, *twice, *in_urls}:
        yield _bytes(form)
        if "%" in form:
            yield _bytes(_lower_escapes(form))


def _lower_escapes(form: str) -> str:
    first, *rest = form.split("%")
    return first + "".join("%" + piece[:2].lower() + piece[2:] for piece in rest)


def _in_base64(value: str) -> Iterator[bytes]:
    """What base64 of anything around the value must contain, for each of three alignments."""
    raw = _bytes(value)
    for offset in range(3):
        padded = b64encode(b"\0" * offset + raw).rstrip(b"=")
        ragged = (offset + len(raw)) % 3
        form = padded[(0, 2, 3)[offset] : len(padded) - (1 if ragged else 0)]
        if len(form) >= SHORTEST:
            yield form
            yield form.translate(_URLSAFE)


def _batches(forms: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(forms), _AT_ONCE):
        yield forms[at : at + _AT_ONCE]


def _literal(form: bytes) -> bytes:
    # As escapes, for a byte above 127 must stay one byte.
    escaped: bytes = b"".join(
        bytes([byte]) if chr(byte).isalnum() and byte < 128 else b"\\x%02x" % byte for byte in form
    )
    return escaped


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
