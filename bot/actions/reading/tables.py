"""The API server's Table as text, column by column as kubectl prints it. Called by `get` and `events`.

`tabbed` is Go's tabwriter, which kubectl's describe is laid out with; the describers write tabs and it
makes columns of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import age_of

_BREAK = re.compile("[\f\n\r]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_GAP, _LEAST = 3, 6


@dataclass(frozen=True)
class Column:
    """One column; `wide` ones show with `-o wide` only."""

    name: str
    wide: bool = False


@dataclass(frozen=True)
class Row:
    """One line: its cells, and what the server sent of the object itself (nothing, metadata or all)."""

    cells: Sequence[Any]
    object: Mapping[str, Any] = field(default_factory=dict)

    @property
    def meta(self) -> Mapping[str, Any]:
        return self.object.get("metadata") or {}


@dataclass(frozen=True)
class Table:
    """Columns and rows. `names` is the index of the column that holds the object's name."""

    columns: tuple[Column, ...]
    rows: list[Row]
    names: int = 0


def read_table(answer: Mapping[str, Any], now: datetime) -> Table:
    """What a list or get in Table form came back as; plain JSON (aggregated APIs) becomes NAME and AGE."""
    if answer.get("kind") == "Table":
        defined = answer.get("columnDefinitions") or []
        columns = tuple(Column(str(one["name"]), bool(one.get("priority"))) for one in defined)
        rows = [Row(one.get("cells") or [], one.get("object") or {}) for one in answer.get("rows") or []]
        named = [at for at, one in enumerate(defined) if one.get("format") == "name"]
        return Table(columns, rows, named[0] if named else 0)
    items = answer["items"] or [] if "items" in answer else [answer]
    rows = [
        Row((one["metadata"]["name"], age_of(one["metadata"].get("creationTimestamp"), now)), one)
        for one in items
    ]
    return Table((Column("Name"), Column("Age")), rows)


def shown(table: Table, *, wide: bool = False, namespaces: bool = False, labels: bool = False, kind: str = ""
          ) -> str:  # fmt: skip
    """The table as text. `kind` stands before each name (`deployment.apps/web`) when several are shown."""
    picked = [at for at, column in enumerate(table.columns) if wide or not column.wide]
    heads = [table.columns[at].name.upper() for at in picked]
    lines = [[*(["NAMESPACE"] if namespaces else []), *heads, *(["LABELS"] if labels else [])]]
    for row in table.rows:
        cells = [plain(row.cells[at]) if at < len(row.cells) else "" for at in picked]
        if kind:
            cells[table.names] = f"{kind}/{cells[table.names]}"
        first = [str(row.meta.get("namespace", ""))] if namespaces else []
        last = [label_text(row.meta.get("labels"))] if labels else []
        lines.append([*first, *cells, *last])
    return columns(lines)


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Cells in columns three apart, at least six wide; the last one is not padded."""
    if not lines:
        return ""
    widths = [max(_LEAST, max(map(len, column)) + _GAP) for column in zip(*lines, strict=True)]
    pads = list(enumerate(widths[:-1]))
    return "".join(f"{''.join([line[at].ljust(width) for at, width in pads])}{line[-1]}\n" for line in lines)


def plain(value: Any) -> str:
    """A cell: nothing for null, cut at its first line break, without what would steer a terminal."""
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if found := _BREAK.search(text):
        text = f"{text[: found.start()]}..."
    return _CONTROL.sub("", text)


def label_text(labels: Mapping[str, Any] | None, none: str = "<none>") -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or none


def tabbed(text: str, gap: int = 2) -> str:
    """`text` with its tabs made columns: a column is as wide as the lines next to each other need it."""
    lines = [line.split("\t") for line in text.split("\n")]
    widths: list[list[int]] = [[] for _ in lines]
    _measure(lines, widths, 0, range(len(lines)), gap)
    return "\n".join(
        "".join(cell.ljust(width) for cell, width in zip(line, [*sizes, 0], strict=False))
        for line, sizes in zip(lines, widths, strict=True)
    )


def _measure(
    lines: Sequence[Sequence[str]], widths: list[list[int]], at: int, among: Iterable[int], gap: int
) -> None:
    """Widths of column `at` and those right of it; the last cell of a line has none."""
    block: list[int] = []
    for number in [*among, -1]:
        if number >= 0 and len(lines[number]) - 1 > at:
            block.append(number)
        elif block:
            width = max(len(lines[one][at]) for one in block) + gap
            for one in block:
                widths[one].append(width)
            _measure(lines, widths, at + 1, block, gap)
            block = []
