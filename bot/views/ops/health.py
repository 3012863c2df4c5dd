"""How a workload stands, in signs and numbers. Used by `change` and by the tellers of `said`."""

from __future__ import annotations

from bot.domain.action import Health
from bot.domain.changes import VERDICTS, Change
from bot.views import phrases

_MOST = 10


def bar(health: Health) -> str:
    """`▰▰▰▱▱ 3 of 5 updated · 2 ready · 2 available`."""
    wanted, updated = max(0, health.wanted), max(0, health.updated)
    width = min(wanted, _MOST)
    full = min(width, updated * width // wanted) if wanted else 0
    strip = f"{'▰' * full}{'▱' * (width - full)} " if width else ""
    return f"{strip}{updated} of {wanted} updated · {health.ready} ready · {health.available} available"


def standing(health: Health) -> str:
    """`3 of 3 ready`, with the restarts where there were any."""
    again = f", {phrases.count(health.restarts, 'restart')}" if health.restarts > 0 else ""
    return f"{health.ready} of {health.wanted} ready{again}"


def verdict(before: Health, now: Health) -> str:
    """better, unchanged or worse: fewer pods are missing, or as many with fewer restarts."""
    was, new = (max(0, one.wanted - one.ready) for one in (before, now))
    if was == new:
        was, new = before.restarts, now.restarts
    return "unchanged" if was == new else "better" if new < was else "worse"


def verdicts(change: Change) -> list[str]:
    """A line for each time the change was looked at again: before -> now."""
    said, before = [], change.health.get("before")
    for after in VERDICTS:
        minutes = int(after.total_seconds() // 60)
        now = change.health.get(f"{minutes}m")
        if now is None:
            continue
        if before is None:
            said.append(f"After {minutes} min: {standing(now)}")
            continue
        word = verdict(before, now)
        sign = {"better": "👍 ", "worse": "⚠️ "}.get(word, "")
        said.append(f"{sign}After {minutes} min *{word}*: {standing(before)} → {standing(now)}")
    return said
