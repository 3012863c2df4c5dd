"""Pieces every describer writes: `Key:<tab>value` lines, pairs, conditions. Columns are made at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from bot.actions.reading.ages import age, age_of, moment

NONE = "<none>"
_HIDDEN = ("kubectl.kubernetes.io/last-applied-configuration",)
_LONGEST = 200


def line(key: str, value: Any, indent: int = 0) -> str:
    return f"{' ' * indent}{key}:\t{'' if value is None else value}\n"


def head(obj: Mapping[str, Any]) -> str:
    """Name, namespace, labels and annotations, as every description begins."""
    meta = obj["metadata"]
    space = line("Namespace", meta["namespace"]) if meta.get("namespace") else ""
    return line("Name", meta["name"]) + space


def marks(obj: Mapping[str, Any]) -> str:
    meta = obj["metadata"]
    notes = {key: value for key, value in (meta.get("annotations") or {}).items() if key not in _HIDDEN}
    return pairs("Labels", meta.get("labels"), "=") + pairs("Annotations", notes, ": ")


def pairs(title: str, values: Mapping[str, Any] | None, between: str) -> str:
    """A title and one `key=value` a line behind it, sorted; long values are cut, and end in `...`."""
    lines = [f"{key}{between}{_short(value)}" for key, value in sorted((values or {}).items())]
    return several(title, lines)


def several(title: str, lines: Sequence[str]) -> str:
    first, *rest = lines or [NONE]
    return f"{title}:\t{first}\n" + "".join(f"\t{one}\n" for one in rest)


def when(stamp: str | None, now: datetime) -> str:
    """`Wed, 25 Nov 2026 09:26:50 +0000 (4m10s ago)`."""
    if not stamp:
        return "<unknown>"
    return f"{format_datetime(moment(stamp).astimezone(UTC))} ({age_of(stamp, now)} ago)"


def due(stamp: str | None, now: datetime) -> str:
    """The same for what may be still to come: `... (in 29d)`, or `... (3d ago)`."""
    if not stamp:
        return "<unknown>"
    seconds = (moment(stamp) - now).total_seconds()
    return (
        f"{format_datetime(moment(stamp).astimezone(UTC))} (in {age(seconds)})"
        if seconds > 0
        else when(stamp, now)
    )


def grid(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], note: str = "") -> str:
    """A titled table, underlined as kubectl's; `Title: <none>` without rows."""
    lines = ["\t".join("" if cell is None else str(cell) for cell in row) for row in rows]
    if not lines:
        return line(title, NONE)
    under = ["-" * len(name) for name in heads]
    return f"{title}:{note}\n" + "".join(f"  {one}\n" for one in ["\t".join(heads), "\t".join(under), *lines])


def conditions(status: Mapping[str, Any], now: datetime) -> str:
    """Type, status, since when, why. What is as it should be needs no message."""
    rows = []
    for one in status.get("conditions") or []:
        stamp = one.get("lastTransitionTime")
        rows.append(
            (
                one.get("type"), one.get("status"), age_of(stamp, now) if stamp else "",
                one.get("reason") or "", _one_line(one.get("message")),
            )
        )  # fmt: skip
    return grid("Conditions", ("Type", "Status", "Since", "Reason", "Message"), rows)


def owner(obj: Mapping[str, Any]) -> str:
    owners = obj["metadata"].get("ownerReferences") or []
    found = next((one for one in owners if one.get("controller")), None)
    return line("Controlled By", f"{found['kind']}/{found['name']}") if found else ""


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _short(value: Any) -> str:
    text = _one_line(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
