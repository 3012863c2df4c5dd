"""Why a file is no YAML, said for people who do not know YAML's own words for it.

`load` hands over the text, the line and the parser's complaint; most slips are a missing pair of quotes,
so the line is shown as it should be.
"""

from __future__ import annotations

import re

from bot.catalog.located import shown

_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VALUE = re.compile(r"\s*(?:- +)?(?:(?P<key>[^\s:#'\"][^:#'\"]*): +)?(?P<value>\S.*?)\s*")
_SPECIAL = "@`%{[*&!|>"
_KNOWN = (
    (
        "mapping values are not allowed",
        "a colon where no key can be",
        "put a text with `: ` in quotes, or mend the indentation",
    ),
    ("could not find expected ':'", "a line without `key:`", "write `key: value`"),
    ("undefined alias", "a text begins with *, which means something else in YAML", "put it in quotes"),
    (
        "found another document",
        "a second document begins",
        "leave out the line `---`; one file describes one system",
    ),
    (
        "unexpected end of stream",
        "quotes are opened and not closed",
        "close them on the line where they open",
    ),
    (
        "expected ',' or",
        "a bracket is opened and not closed",
        "close it, and separate what is in it with commas",
    ),
    ("duplicate anchor", "an anchor (&) is given twice", "give each a name of its own"),
)

_MISREAD = ("start any token", "<block end>", "expected key")

Slip = tuple[int, str, str]


def bad_bytes(data: bytes, start: int) -> Slip:
    """Where the file stops being UTF-8."""
    return data.count(b"\n", 0, start) + 1, "the file is not UTF-8 here", "save it as UTF-8"


def bad_sign(text: str) -> Slip | None:
    """The first sign that YAML does not allow, such as NUL."""
    found = _NOT_YAML.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    return line, f"the sign U+{ord(found.group()):04X} is not allowed", "remove it"


def spelt_out(text: str, line: int, problem: str) -> Slip:
    """The parser's `problem` at `line` (from 0) as line from 1, what is wrong and what to write."""
    lines = text.splitlines() or [""]
    at = min(line, len(lines) - 1)
    source = lines[at]
    if "\t" in source and ("tab" in problem or "token" in problem):
        return at + 1, "a tab where spaces must be", "indent with two spaces for each level"
    quoted = _quoted(source) if any(part in problem for part in _MISREAD) else ""
    if quoted:
        return at + 1, "a text begins with a sign that means something else in YAML", f"write {quoted}"
    for part, what, instead in _KNOWN:
        if part in problem:
            return at + 1, what, instead
    return (
        at + 1,
        f"this is no YAML: {problem or 'unreadable'}",
        "check indentation, colons, quotes and brackets",
    )


def _quoted(source: str) -> str:
    """The line's value in quotes where it begins with a sign that needs them; else nothing."""
    match = _VALUE.fullmatch(source)
    if match is None or match["value"][0] not in _SPECIAL:
        return ""
    return (f"{match['key']}: " if match["key"] else "") + shown(match["value"])
