"""Drafting anew without losing what people wrote: the marked parts of a document, and how two are merged.

`bot.views.report` writes every generated part with `part` and hands `merge` on to whoever keeps drafts.

    <!-- tocsin:begin NAME HASH -->      HASH is of the text that was offered here last
    <!-- tocsin:end NAME -->
    <!-- tocsin:offered NAME NAME -->    the parts that were ever offered to this document

The rules, by part: untouched (its text still matches HASH) becomes the new text. Edited inside stays,
with HASH set to the new text's, and the new text is put behind it once, quoted, as the part
`NAME.newer`, which a later draft replaces; delete that block when it has been read, and it stays away
until the text changes again. Deleted stays deleted: take its name out of the `offered` line to get it
back. New ones come in before the next part they precede. A part that is no longer generated stays as
it is. Everything else in the document is kept byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

BOM = "\ufeff"
NEWER = ".newer"

_MARK = re.compile(
    r"^[ \t]*<!-- tocsin:(begin|end|offered)((?: [a-z0-9.-]+)*) -->[ \t]*(?:\r?\n|\r?\Z)", re.MULTILINE
)


@dataclass(frozen=True)
class Part:
    """A marked part as it stands: `begin` and `end` are its marker lines, `body` what lies between."""

    name: str
    offered: str
    begin: str
    body: str
    end: str

    @property
    def raw(self) -> str:
        return self.begin + self.body + self.end

    @property
    def edited(self) -> bool:
        return digest(self.body) != self.offered


@dataclass(frozen=True)
class Offered:
    """The line that names every part this document was ever offered."""

    names: tuple[str, ...]
    raw: str


Piece = str | Part | Offered


def digest(text: str) -> str:
    """What tells an edited part: line ends, and blanks at line ends and around the text, do not count."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return sha256("\n".join(lines).strip().encode("utf-8", "replace")).hexdigest()[:12]


def part(name: str, text: str) -> str:
    """`text` as the generated part `name`, marked. `name` is of a-z, 0-9 and dashes."""
    body = text.strip("\n")
    return f"<!-- tocsin:begin {name} {digest(body)} -->\n\n{body}\n\n<!-- tocsin:end {name} -->\n"


def offered(names: Iterable[str]) -> str:
    """The line for the end of a document that names its parts."""
    return f"<!-- tocsin:offered {' '.join(dict.fromkeys(names))} -->\n"


def read(text: str) -> list[Piece]:
    """The document as people's text, marked parts and `offered` lines; joined they give it back.

    A marker without its partner is people's text. Linear in the length of the document.
    """
    marks = list(_MARK.finditer(text))
    closing = _closing(marks)
    pieces: list[Piece] = []
    done, skip = 0, -1
    for place, mark in enumerate(marks):
        if place <= skip:
            continue
        names = tuple(mark[2].split())
        if mark[1] == "offered":
            pieces += [text[done : mark.start()], Offered(names, mark[0])]
            done = mark.end()
        elif place in closing:
            end = marks[closing[place]]
            found = Part(names[0], names[1], mark[0], text[mark.end() : end.start()], end[0])
            pieces += [text[done : mark.start()], found]
            done, skip = end.end(), closing[place]
    return [piece for piece in (*pieces, text[done:]) if piece != ""]


def _closing(marks: list[re.Match[str]]) -> dict[int, int]:
    """For each begin the end that closes it: the next mark of the same name, if that is an end."""
    found: dict[int, int] = {}
    following: dict[str, int] = {}
    for place in range(len(marks) - 1, -1, -1):
        kind, names = marks[place][1], marks[place][2].split()
        if kind == "begin" and len(names) == 2:
            after = following.get(names[0])
            if after is not None and marks[after][1] == "end":
                found[place] = after
        if (kind == "begin" and len(names) == 2) or (kind == "end" and len(names) == 1):
            following[names[0]] = place
    return found


def merge(old: str, new: str) -> str:
    """The draft `old`, which people may have written into, brought up to the fresh draft `new`.

    Both are text as it stands in the file (read it with newline=""): a byte-order mark and the line
    ends of `old` stay. `merge(merge(old, new), new) == merge(old, new)`.
    """
    mark = BOM if old.startswith(BOM) else ""
    old = old.removeprefix(BOM)
    line_end = "\r\n" if 2 * old.count("\r\n") > old.count("\n") else "\n"
    new = new.removeprefix(BOM).replace("\r\n", "\n").replace("\n", line_end)
    if not old:
        return mark + new
    fresh = read(new)
    pieces = _with_newer(_updated(read(old), _parts(fresh)), _parts(fresh), line_end)
    pieces = _with_offered(_with_missing(pieces, fresh), fresh, line_end)
    return mark + _joined(pieces, line_end)


def _parts(pieces: Iterable[Piece]) -> dict[str, Part]:
    return {piece.name: piece for piece in pieces if isinstance(piece, Part)}


def _updated(pieces: list[Piece], fresh: dict[str, Part]) -> list[Piece]:
    """Untouched parts with their new text. Edited ones as they are, still offering what they offered."""
    return [_renewed(p, fresh[p.name]) if isinstance(p, Part) and p.name in fresh else p for p in pieces]


def _renewed(old: Part, new: Part) -> Part:
    if new.offered == old.offered or (old.edited and digest(old.body) != new.offered):
        return old
    return Part(new.name, new.offered, new.begin, new.body, old.end)


def _with_newer(pieces: list[Piece], fresh: dict[str, Part], line_end: str) -> list[Piece]:
    """An edited part whose text has changed gets it once, quoted; a block nobody needs any more goes."""
    touched = [p for p in pieces if isinstance(p, Part) and p.name in fresh and p.edited]
    due = {p.name for p in touched if p.offered != fresh[p.name].offered}
    settled = _parts(pieces).keys() & fresh.keys() - {p.name for p in touched}
    spots = _spots(pieces, due)
    result: list[Piece] = []
    for place, piece in enumerate(pieces):
        base = piece.name.removesuffix(NEWER) if isinstance(piece, Part) else ""
        if isinstance(piece, Part) and piece.name in due and piece.edited:
            piece = Part(base, fresh[base].offered, fresh[base].begin, piece.body, piece.end)
        if not (_replaceable(piece) and base in due | settled):
            result.append(piece)
        if spots.get(base) == place:
            result.append(_newer(fresh[base], line_end))
    return result


def _replaceable(piece: Piece) -> bool:
    """Whether this is a block of newer text in which nobody has written."""
    return isinstance(piece, Part) and piece.name.endswith(NEWER) and not piece.edited


def _spots(pieces: list[Piece], due: set[str]) -> dict[str, int]:
    """Where each newer text goes: instead of the first block like it, else behind the last of its part."""
    spots: dict[str, int] = {}
    taken: set[str] = set()
    for place, piece in enumerate(pieces):
        base = piece.name.removesuffix(NEWER) if isinstance(piece, Part) else ""
        if base in due and base not in taken:
            spots[base] = place
            if _replaceable(piece):
                taken.add(base)
    return spots


def _newer(new: Part, line_end: str) -> Part:
    lines = ["**Newer, from the timeline**", "", *new.body.replace("\r\n", "\n").strip("\n").split("\n")]
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    made = read(part(new.name + NEWER, quoted).replace("\n", line_end))[0]
    assert isinstance(made, Part)
    return made


def _with_missing(pieces: list[Piece], fresh: list[Piece]) -> list[Piece]:
    """Parts that were never offered, with the text that follows them, before the next part there is."""
    there = _parts(pieces).keys()
    known = there | {name for p in pieces if isinstance(p, Offered) for name in p.names}
    before: dict[str, list[Piece]] = {}
    waiting: list[Piece] = []
    following = False
    for piece in fresh:
        if isinstance(piece, Part):
            following = piece.name not in known
            if piece.name in there:
                before.setdefault(piece.name, []).extend(waiting)
                waiting = []
        if following and not isinstance(piece, Offered):
            waiting.append(piece)
    last = next((place for place, p in enumerate(pieces) if isinstance(p, Offered)), len(pieces))
    result: list[Piece] = []
    for place, piece in enumerate([*pieces, ""]):
        if place == last:
            result += waiting
        if isinstance(piece, Part):
            result += before.pop(piece.name, [])
        result.append(piece)
    return result


def _with_offered(pieces: list[Piece], fresh: list[Piece], line_end: str) -> list[Piece]:
    """The first `offered` line with all names; one more line at the end where there is none."""
    names = list(_parts(fresh))
    place = next((at for at, p in enumerate(pieces) if isinstance(p, Offered)), None)
    known = {name for p in pieces if isinstance(p, Offered) for name in p.names}
    if known >= set(names):
        return pieces
    if place is None:
        return [*pieces, Offered(tuple(names), offered(names).replace("\n", line_end))]
    line = pieces[place]
    assert isinstance(line, Offered)
    every = (*line.names, *(name for name in names if name not in known))
    end = line.raw[len(line.raw.rstrip("\r\n")) :]
    changed = Offered(every, offered(every).rstrip("\n") + end)
    return [*pieces[:place], changed, *pieces[place + 1 :]]


def _joined(pieces: Iterable[Piece], line_end: str) -> str:
    """The document again; a marker put behind an unfinished line gets a line of its own."""
    text = ""
    parts: list[str] = []
    for piece in pieces:
        raw = piece if isinstance(piece, str) else piece.raw
        if not isinstance(piece, str) and text and not text.endswith("\n"):
            parts.append(line_end)
        parts.append(raw)
        text = raw or text
    return "".join(parts)
