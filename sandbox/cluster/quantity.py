"""Amounts like 250m and 1Gi: their value, and the one spelling the API server keeps. Used by `schema`,
`validate`.
"""

import re
from decimal import ROUND_CEILING, Decimal

PATTERN = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def value(text: str) -> Decimal:
    """Raises ValueError for what is no quantity."""
    found = PATTERN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    number, suffix = Decimal(found.group(1)), found.group(2) or ""
    if suffix in _BINARY:
        return number * Decimal(2 ** _BINARY[suffix])
    power = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
    return number.scaleb(power)


def canonical(text: str) -> str:
    """The largest suffix that leaves a whole number: 0.5 is 500m, 1000m is 1, 1024Mi is 1Gi."""
    amount = value(text)
    if text.rstrip().endswith("i") and abs(amount) >= 1024:
        for suffix, power in reversed(_BINARY.items()):
            if amount % (2**power) == 0:
                return f"{int(amount) >> power}{suffix}"
    if amount == 0:
        return "0"
    for suffix, power in reversed(_DECIMAL.items()):
        scaled = amount.scaleb(-power)
        if scaled == scaled.to_integral_value():
            return f"{int(scaled)}{suffix}"
    return f"{int(amount.scaleb(9).to_integral_value(ROUND_CEILING))}n"
