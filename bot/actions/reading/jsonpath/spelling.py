"""Values as kubectl, which is written in Go, spells them. Called by `evaluate` and `templates`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

_ESCAPED = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def printed(value: Any) -> str:
    """A result of a template: text as it is, objects and lists as JSON."""
    return as_json(value) if isinstance(value, dict | list) else _plain(value, "null")


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON as Go writes it: names in order, no spaces, and <, > and & as escapes."""
    between = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=between, indent=indent)
    return text.translate(_ESCAPED)


def go_text(value: Any) -> str:
    """A cell of `custom-columns`: `map[a:1 b:[x y]]`."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{go_text(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(go_text, value))}]"
    return _plain(value, "<nil>")


def _plain(value: Any, nothing: str) -> str:
    match value:
        case None:
            return nothing
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case _:
            return str(value)


def _number(value: float) -> str:
    """The shortest digits, and a power of ten where Go has one: `0.5`, `1e+06`."""
    exact = Decimal(repr(value))
    power = exact.adjusted()
    if not exact.is_finite() or not exact or -4 <= power < 6:
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    digits = "".join(map(str, exact.normalize().as_tuple().digits))
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{power:+03d}"
