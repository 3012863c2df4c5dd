"""Single values of a system file: what each kind of text must look like, and what to write when it does not.

`schema` hangs these on its fields. Each takes what the file says and returns what it means, or raises
an error that carries the problem and its remedy to `complaints`.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from functools import cache
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic_core import PydanticCustomError

from bot.catalog.located import nearest, one_of, shown
from bot.domain.naming import duration

Promise: TypeAlias = timedelta | None
T = TypeVar("T")

CONTACT_KINDS = ("person", "team", "vendor")
LONGEST_SPAN = timedelta(days=366)
SPAN_EXAMPLE = 'write for example "15 minutes", "1h 30m" or "2 days"'

_NAME = re.compile(r"[^\W_][\w.+-]{0,39}")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SLACK_ID = re.compile(r"[UWS][A-Z0-9]{6,20}")
_HANDLE = re.compile(r"@[^\W_][\w.-]{0,79}")
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"().]+(?:\.[^\s@<>,;:\"().]+)+")
_CHANNEL = re.compile(r"#?[^\W_][\w-]{0,79}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,20}")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_YES, _NO = ("yes", "true", "on"), ("no", "false", "off")


def wrong(what: str, instead: str) -> PydanticCustomError:
    """The error that `complaints` reads back."""
    return PydanticCustomError("wrong", "{what}; {instead}", {"what": what, "instead": instead})


def listed(value: Any) -> Any:
    """One text or mapping where a list may stand is a list of one."""
    return [value] if isinstance(value, str | dict) else value


def some(entries: T) -> T:
    if not entries:
        raise wrong("there is no severity", "write at least one, such as `P1: the service is down`")
    return entries


def name(text: str) -> str:
    """A word people type in a command: no spaces, at most 40 signs."""
    if not _NAME.fullmatch(text):
        word = re.sub(r"[^\w.+-]+", "-", text).strip("-_.+")[:40] or "a-word"
        raise wrong(
            f"{shown(text)} cannot be typed as one word", f"write {shown(word)}, and use `label` for more"
        )
    return text


def system_id(text: str) -> str:
    if not _ID.fullmatch(text):
        word = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40] or "my-system"
        raise wrong(f"{shown(text)} is no id of a system", f"write {shown(word)}: a-z, 0-9 and -, at most 40")
    return text


def is_address(text: str) -> bool:
    """Whether `text` is a Slack id of a person or user group, an @handle or an e-mail address."""
    return any(form.fullmatch(text) for form in (_SLACK_ID, _HANDLE, _EMAIL))


def address(text: str) -> str:
    if not is_address(text):
        raise wrong(
            f"{shown(text)} is no address", 'write a Slack id (U…, W…, S…), "@handle" or an e-mail address'
        )
    return text


def email(text: str) -> str:
    if not _EMAIL.fullmatch(text) or len(text) > 254:
        raise wrong(f"{shown(text)} is no e-mail address", 'write it as "name@example.com"')
    return text


def phone(text: str) -> str:
    if len(text) > 40 or not re.search(r"[0-9X]{3}", text):
        raise wrong(f"{shown(text)} is no phone number", 'write it as "+44 20 7946 0000"')
    return text


def contact_kind(text: str) -> str:
    if text not in CONTACT_KINDS:
        raise wrong(f"{shown(text)} is no kind of contact", one_of(text, CONTACT_KINDS))
    return text


def channel(text: str) -> str:
    """A channel's id, or its name, which comes back with its #."""
    if _CHANNEL_ID.fullmatch(text):
        return text
    if not _CHANNEL.fullmatch(text) or text.casefold() != text:
        plain = re.sub(r"[^\w-]+", "-", text.casefold()).strip("-_")[:80] or "incidents"
        raise wrong(f"{shown(text)} is no channel", f'write "#{plain}" or an id (C…)')
    return text if text.startswith("#") else "#" + text


def url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or port == 0
        or re.search(r"[\s<>|]", text)
    ):
        raise wrong(f"{shown(text)} is no web address", 'write it as "https://status.example.com"')
    return text


def emoji(text: str) -> str:
    if not re.fullmatch(r":[\w+'-]{1,100}:", text):
        raise wrong(f"{shown(text)} is no emoji name", 'write it as ":bar_chart:"')
    return text


def zone(text: str) -> str:
    """An IANA name that this machine knows."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        near = nearest(text, _zones())
        raise wrong(
            f"{shown(text)} is no time zone",
            f"write {shown(near or 'Europe/Berlin')}{'' if near else ' or the like'}",
        ) from None
    return text


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def flag(value: Any) -> bool:
    word = value.casefold() if isinstance(value, str) else ""
    if word not in (*_YES, *_NO):
        raise wrong(f"{said(value)} is neither yes nor no", "write yes or no")
    return word in _YES


def clock(value: Any) -> time:
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise wrong(f"{said(value)} is no time of day", 'write it as "09:00"')
    return time(int(match.group(1)), int(match.group(2)))


def span(value: Any) -> timedelta:
    """A duration of more than nothing and at most a year."""
    found = duration(value) if isinstance(value, str) else None
    if found is None or found <= timedelta(0):
        if isinstance(value, str) and "business" in value.casefold():
            raise wrong(
                f"{said(value)}: business days are not supported", 'write hours or days, such as "48 hours"'
            )
        raise wrong(f"{said(value)} is no duration", SPAN_EXAMPLE)
    if found > LONGEST_SPAN:
        raise wrong(f"{said(value)} is longer than a year", SPAN_EXAMPLE)
    return found


def span_or_never(value: Any) -> timedelta | None:
    """`never` is None: nothing is promised."""
    return None if isinstance(value, str) and value.casefold() == "never" else span(value)


def after(value: Any) -> timedelta:
    """When a rung is called; `immediately` is no time at all."""
    if isinstance(value, str) and (
        value.casefold() in ("immediately", "at once") or duration(value) == timedelta(0)
    ):
        return timedelta(0)
    return span(value)


def said(value: Any) -> str:
    """A value for a message: a text in quotes, else what it is."""
    if isinstance(value, str):
        return shown(value)
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "nothing"
