"""`-o jsonpath=`, `-o jsonpath-as-json=` and `-o custom-columns=`: what a person picks out of objects.

Called by `get` with objects that are redacted already: a template is held to those, so that neither what it
prints nor what it compares is a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.actions.reading.jsonpath import go_text, read_path, read_template, rendered, results
from bot.actions.reading.log_text import readable
from bot.actions.reading.printing import listed
from bot.actions.reading.tables import columns
from bot.errors import Refused

FORMS = ("jsonpath=", "jsonpath-as-json=", "custom-columns=")
MOST_COLUMNS = 40

Draw = Callable[[Sequence[Any], bool], str]
"""Redacted objects, and whether the one object stands by itself, as text."""


def template(form: str, text: str) -> Draw:
    """What draws `form` by the template behind its `=`. Refused for one that cannot be read."""
    if form == "custom-columns":
        return _columns(text)
    read = read_template(text)
    whole = form == "jsonpath-as-json"

    def draw(objects: Sequence[Any], single: bool) -> str:
        found = rendered(read, objects[0] if single else listed(objects), whole)
        return readable(found.encode("utf-8", "replace"))

    return draw


def _columns(text: str) -> Draw:
    """`NAME:.metadata.name,NODE:.spec.nodeName`: a heading and a path for each column."""
    read = []
    for part in _parts(text):
        head, colon, path = part.partition(":")
        if not colon or not path:
            raise Refused(
                f"`{part[:60]}` is no column: write a heading, a colon and a path, as in "
                "`custom-columns=NAME:.metadata.name,NODE:.spec.nodeName`."
            )
        read.append((head, read_path(path)))
    if len(read) > MOST_COLUMNS:
        raise Refused(f"A table has at most {MOST_COLUMNS} columns.")

    def draw(objects: Sequence[Any], single: bool) -> str:
        rows = [[_cell(results(path, one)) for _, path in read] for one in objects]
        return columns([[_flat(head) for head, _ in read], *rows])

    return draw


def _cell(found: Sequence[Any]) -> str:
    return _flat(",".join(map(go_text, found)) if found else "<none>")


def _flat(text: str) -> str:
    """One line without what steers a terminal."""
    return readable(text.encode("utf-8", "replace")).replace("\n", "\\n").replace("\t", " ")


def _parts(text: str) -> list[str]:
    """The columns apart: at commas, but not at those inside brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += {"[": 1, "]": -1}.get(sign, 0)
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
