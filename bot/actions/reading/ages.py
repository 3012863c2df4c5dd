"""How long ago, as kubectl words it. Called wherever the server did not already say it in a Table."""

from __future__ import annotations

from datetime import datetime

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400


def age_of(stamp: str | None, now: datetime) -> str:
    """`3m12s` since `stamp` (RFC 3339); `<unknown>` without one."""
    return age((now - moment(stamp)).total_seconds()) if stamp else "<unknown>"


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00"))


def age(seconds: float) -> str:
    """Two units while they matter, one after that: 90s, 4m30s, 45m, 3h20m, 20h, 3d4h, 30d, 2y10d, 9y."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 2 * _MINUTE:
        return f"{max(whole, 0)}s"
    for limit, unit, name, below, under in (
        (10 * _MINUTE, _MINUTE, "m", 1, "s"),
        (3 * _HOUR, _MINUTE, "m", 0, ""),
        (8 * _HOUR, _HOUR, "h", _MINUTE, "m"),
        (2 * _DAY, _HOUR, "h", 0, ""),
        (8 * _DAY, _DAY, "d", _HOUR, "h"),
        (2 * _YEAR, _DAY, "d", 0, ""),
        (8 * _YEAR, _YEAR, "y", _DAY, "d"),
    ):
        if whole < limit:
            rest = whole % unit // below if below else 0
            return f"{whole // unit}{name}{rest}{under}" if rest else f"{whole // unit}{name}"
    return f"{whole // _YEAR}y"
