"""Reads a template: text, and between braces paths, quoted texts, `range` and `end`. Called by `templates`.

`Refused` with what is wrong and where, for anything that is none. Deep nesting is refused too, so that the
reading ends whatever it is given.
"""

from __future__ import annotations

import re

from bot.actions.reading.jsonpath.nodes import Loop, Piece, Steps, Template
from bot.actions.reading.jsonpath.steps import Reader
from bot.errors import Refused

LONGEST, DEEPEST = 2000, 20
_RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")


def read_template(text: str) -> Template:
    """What stands behind `jsonpath=`."""
    if len(text) > LONGEST:
        raise Refused(f"A template has at most {LONGEST:,} characters.")
    if "{" not in text:
        raise Refused(
            f"`{text[:60]}` has no braces, so it would only be printed as it stands. Write "
            f"`jsonpath='{{{_dotted(text[:60])}}}'`."
        )
    pieces, _ = _pieces(Reader(text), 0)
    return tuple(pieces)


def read_path(text: str) -> Steps:
    """One path as `custom-columns` takes it: `.metadata.name`, `metadata.name`, `{.metadata.name}`."""
    found = _RELAXED.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise Refused(f"`{text[:60]}` is no path: write it like `.metadata.name`.")
    reader = Reader(f"{{.{found[1] or found[2]}}}", 1)
    steps = reader.steps()
    if not reader.take("}") or reader.at < len(reader.text):
        raise reader.wrong("A column takes one path")
    return steps


def _pieces(reader: Reader, depth: int) -> tuple[list[Piece], bool]:
    """All up to the end of the text, or of the loop that is being read; and which of both it was."""
    if depth > DEEPEST:
        raise Refused(f"The template has more than {DEEPEST} loops inside each other.")
    pieces: list[Piece] = []
    while reader.at < len(reader.text):
        if plain := reader.until("{"):
            pieces.append(plain)
        if not reader.take("{"):
            break
        word = reader.keyword()
        if word == "end":
            _closed(reader)
            if not depth:
                raise reader.wrong("`{end}` ends nothing: no `{range}` stands before it")
            return pieces, True
        steps = reader.steps()
        _closed(reader)
        if word != "range":
            pieces.append(steps)
            continue
        body, ended = _pieces(reader, depth + 1)
        if not ended:
            raise Refused("A `{range ...}` is never ended. Write `{end}` where its part is over.")
        pieces.append(Loop(steps, tuple(body)))
    return pieces, False


def _closed(reader: Reader) -> None:
    reader.skip()
    if not reader.take("}"):
        raise reader.wrong("A brace is not closed, or holds something that is no path")


def _dotted(text: str) -> str:
    return text if text.startswith((".", "[", "@", "$")) else f".{text}"
