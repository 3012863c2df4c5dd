"""Label and field selectors: their syntax, checked before a cluster sees it. Called by `values`."""

from __future__ import annotations

import re

from bot.runbooks.unreadable import Unreadable, shown

LONGEST = 1000

_KEY = (
    r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
    r"(?:\[[A-Za-z0-9_./-]{1,253}\])?"
)
_VALUE = r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)"
_EQUAL = re.compile(rf"({_KEY})\s*(==|=|!=)\s*({_VALUE}?)")
_HAS = re.compile(rf"(!?)\s*({_KEY})")
_IN = re.compile(rf"({_KEY})\s+(in|notin)\s*\(\s*({_VALUE}(?:\s*,\s*{_VALUE})*)\s*\)")
_COMMA = re.compile(r",(?![^(]*\))")


def selector(text: str) -> str:
    """`text` in its plain spelling: `app=web,tier!=cache`, `!canary`, `env in (a,b)`."""
    if len(text) > LONGEST:
        raise Unreadable(f"A selector has at most {LONGEST} characters.")
    return ",".join(_requirement(part.strip()) for part in _COMMA.split(text))


def _requirement(part: str) -> str:
    if found := _EQUAL.fullmatch(part):
        return f"{found[1]}{found[2]}{found[3]}"
    if found := _HAS.fullmatch(part):
        return f"{found[1]}{found[2]}"
    if found := _IN.fullmatch(part):
        return f"{found[1]} {found[2]} ({','.join(one.strip() for one in found[3].split(','))})"
    raise Unreadable(f"`{shown(part)}` is no selector. Write it as in `app=web` or `app=web,tier!=cache`.")
