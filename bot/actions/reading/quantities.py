"""Kubernetes quantities (`250m`, `180Mi`, `1e3`) as exact numbers. Called by `top`, sorting and describe."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

_FORM = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([eE][+-]?\d{1,3}|[KMGTPE]i|[numkMGTPE]?)")
_TIMES = {
    "": Decimal(1), "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"),
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", 1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}  # fmt: skip


def quantity(text: object) -> Decimal | None:
    """The number `text` stands for; None when it is no quantity."""
    found = _FORM.fullmatch(str(text))
    if not found:
        return None
    number, suffix = Decimal(found[1]), found[2]
    return number * _TIMES[suffix] if suffix in _TIMES else number * Decimal(f"1{suffix}")


def amount(text: object) -> Decimal:
    """The same where absent means none."""
    return quantity(text) or Decimal(0)


def millis(value: Decimal) -> int:
    """Thousandths, rounded up, as kubectl counts CPU."""
    return int((value * 1000).to_integral_value(ROUND_CEILING))


def mebibytes(value: Decimal) -> int:
    """Whole Mi, rounded down, as kubectl counts memory."""
    return int(value) // (1024 * 1024)


def percent(part: Decimal, whole: Decimal) -> str:
    return f"{int(part * 100 / whole)}%" if whole else "<unknown>"
