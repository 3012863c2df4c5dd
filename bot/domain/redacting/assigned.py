"""Secrets that only their name gives away: `password=x`, `"api_key": "x"`, `DB_PASSWORD: x`, `--token x`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.redacting.names import harmless, password_name, plain_name, prose, random_looking, secret_name
from bot.domain.redacting.pattern import HINTS, Pattern, Span

_NAME = rb"([\w.-]*" + HINTS + rb"[\w.-]*)"
_ASSIGNED = Pattern(rb"(?i)" + _NAME + rb"(?:\\*[\"'`]|%22)?\]?([ \t]*(?:=>|:=|==?|:|%3[dD])[ \t]*)")
_FLAG = Pattern(
    rb"(?i)(?:^|[\s\"'`\[,(=]|\\[nrt])--?"
    + _NAME
    + rb"(?:\\*[\"'])?(?:[ \t]*,[ \t]*(?:\r?\n[ \t]*)?|(?:[ \t]|\\?\r?\n)+(?:[+-]?[ \t]*- +)?)"
    + rb"(\\*[\"'])?([^\s\"',\]\\-][^\s\"',\]\\]*)"
)
_XML = Pattern(rb"(?i)<" + _NAME + rb">([^<\n]+)</")

_QUOTE = re.compile(rb"(?:[bBuUrRf]{1,2}(?=[\\\"']))?(\\{0,16})([\"'`])")
_WORD = re.compile(rb"[^\s]++")
_REST = re.compile(rb"[^\r\n]++")
# A quote, a comma or the like ends a bare value where what follows shows that it did.
_STOP = re.compile(
    rb"\\*[\"'`](?=[\s,;:)\]}>\\]|$)|[,;&](?=[\w.%-]{1,80}=|\s|\"|'|$)|\\+[nrt\"]|[<|](?=[\s/@]|$)"
)
_LEAD = re.compile(rb"[ \t>#|]*+[+-]?[ \t]*+(?:- +)?(?:(?:export|set|declare -x|env|ENV|ARG) +)?\\*[\"']?")
_BLOCK = re.compile(rb"[|>][+-]?[0-9]?[ \t]*+")
_ENV_LINE = re.compile(rb"[ \t+-]*+[A-Za-z_][A-Za-z0-9_]{0,100}=")
_LOCATED = re.compile(r"[a-z][a-z-]*/[a-z][a-z0-9.-]*")
_WINDOW = 65_536


def assignments(data: bytes) -> Iterator[Span]:
    """The values that are assigned to secret names."""
    at = 0
    while found := _ASSIGNED.next(data, at):
        (_, at), name, sign = found
        called = data[name[0] : name[1]].decode("ascii", "replace")
        if not secret_name(called):
            continue
        span = _value(data, at, called, name[0], b":" in data[sign[0] : sign[1]])
        if span and span[1] > span[0]:
            yield span
            at = span[1]
    for _, name, quote, value in _FLAG.groups(data):
        text = _text(data, value)
        if secret_name(_text(data, name)) and not harmless(text) and (quote[0] >= 0 or not prose(text)):
            yield value
    for _, name, value in _XML.groups(data):
        if secret_name(_text(data, name)) and not harmless(_text(data, value)):
            yield value


def _value(data: bytes, at: int, name: str, start: int, colon: bool) -> Span | None:
    quote = _QUOTE.match(data, at)
    if quote:
        body = quoted(data, quote.end(), len(quote[1]), quote[2])
        text = _text(data, body)
        plain = plain_name(name) and (prose(text) or (name.lower() == "auth" and not random_looking(text)))
        return None if harmless(text) or plain else body
    line = data.rfind(b"\n", max(0, start - 200), start) + 1
    leads = (line > 0 or start <= 200) and _LEAD.fullmatch(data, line, start) is not None
    if colon and leads:
        return _line_value(data, at, name)
    word = _WORD.match(data, at)
    if not word:
        return None
    span = _trimmed(data, word.span())
    text = _text(data, span)
    if harmless(text) or prose(text) or _everyday(name, text, colon):
        return None
    if leads and _among_env(data, line, span[1]):
        rest = _REST.match(data, span[0])
        return rest.span() if rest else span
    return span


def _everyday(name: str, text: str, colon: bool) -> bool:
    """Is `text` rather a word, a count or an object's name, after a name that may be said of those too?"""
    if random_looking(text) or password_name(name):
        return plain_name(name) and _LOCATED.fullmatch(text) is not None
    if colon:
        return plain_name(name) or text.islower()
    count = text.isdigit() and len(text) < 6
    return plain_name(name) and (count or name.lower() == "auth" or _LOCATED.fullmatch(text) is not None)


def _line_value(data: bytes, at: int, name: str) -> Span | None:
    """The value of a line `name: value` of YAML or of a description, with its block if it has one."""
    rest = _REST.match(data, at)
    if not rest:
        return None
    block = _BLOCK.fullmatch(rest[0])
    if block:
        return block_after(data, at, rest.end())
    end = at + len(rest[0].rstrip(b" \t,\r"))
    text = _text(data, (at, end))
    first = text.split(" ", 1)[0]
    if harmless(text) or harmless(first) or prose(first):
        return None
    single = " " not in text
    if plain_name(name):
        telling = len(text) > 16 or random_looking(text) or (name.lower() == "token" and not text.isdigit())
        return (at, end) if single and telling else None
    if not single and not password_name(name) and not first.isupper() and not random_looking(first):
        return None if name.lower() == name and "_" not in name else (at, end)
    return at, end


def block_after(data: bytes, at: int, end: int) -> Span | None:
    """The lines after the one that holds `at` and ends at `end`, as long as they are indented deeper."""
    margin = _margin(data[data.rfind(b"\n", 0, at) + 1 : at])
    stop = first = end + 1
    while stop < len(data):
        following = data.find(b"\n", stop)
        following = len(data) if following < 0 else following
        line = data[stop:following]
        if line.strip(b"+- \t\r") and _margin(line) <= margin:
            break
        stop = following + 1
    stop = min(stop, len(data))
    body = data[first:stop]
    if not body.strip():
        return None
    return first + len(body) - len(body.lstrip()), first + len(body.rstrip())


def _margin(line: bytes) -> int:
    line = b" " + line[1:] if line[:1] in (b"+", b"-") else line
    return len(line) - len(line.lstrip(b" \t"))


def quoted(data: bytes, at: int, level: int, quote: bytes) -> Span:
    """From `at` to the quote that closes, behind at most `level` backslashes; else to the line's end."""
    limit = at + _WINDOW
    line = data.find(b"\n", at, limit)
    limit = line if line >= 0 else min(limit, len(data))
    place = at
    while (place := data.find(quote, place, limit)) >= 0:
        slashes = place
        while slashes > at and data[slashes - 1 : slashes] == b"\\":
            slashes -= 1
        if place - slashes <= level or (place - slashes) % 2 == 0:
            return at, slashes if place - slashes <= level else place
        place += 1
    return at, limit


def _trimmed(data: bytes, span: Span) -> Span:
    """A bare value without what closes around it."""
    start, end = span
    stop = _STOP.search(data, start, end)
    end = stop.start() if stop else end
    for opening, closing in (b"()", b"[]", b"{}"):
        if end > start and data[end - 1] == closing and data.find(opening, start, min(end, start + 512)) < 0:
            end -= 1
    return start, end


def _among_env(data: bytes, line: int, end: int) -> bool:
    """Is a neighbour a line of environment too? Then a value goes to the end of its line."""
    following = data.find(b"\n", end, end + 4096)
    if following >= 0 and _ENV_LINE.match(data, following + 1):
        return True
    before = data.rfind(b"\n", max(0, line - 4096), max(0, line - 1)) + 1
    return before < line and _ENV_LINE.match(data, before, line) is not None


def _text(data: bytes, span: Span) -> str:
    return data[span[0] : span[1]].replace(b"\0", b"*").decode("utf-8", "replace")
