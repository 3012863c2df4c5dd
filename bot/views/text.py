"""Text for Slack: people's words made harmless, times in the reader's zone, mentions.

Every view builds its sentences with these; kit.py re-exports them. The rule of the house is to escape
first and cut after, and `cut` never breaks an entity, a token or a letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

Names = Mapping[str, str]
"""An address of the system file (`@oncall`, an e-mail) to its Slack id, and an id to a person's name."""

NOBODY: Names = MappingProxyType({})

TIME = "{time}"
DAY_TIME = "{date_short_pretty} at {time}"
DAY = "{date_short_pretty}"

_JOINER = "\u2060"
# Explicit direction changes could turn round the rest of our line; letters carry their own direction.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_TOKEN = re.compile(r"<([@#!])([^<>|]*)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^<>|]+)(?:\|([^<>]*))?>")
_CROWD = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_USER = re.compile(r"[UW][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_KEPT = re.compile("\ue000([@#][A-Z0-9]+)\ue001")


def clean(text: str) -> str:
    """`text` without control characters and direction overrides, with plain line ends."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def plain(text: str) -> str:
    """People's `text` for a plain_text object, where Slack parses nothing: tokens become readable."""
    text = _LINK.sub(lambda m: m[2] or m[1], clean(text))
    while (once := _TOKEN.sub(_readable, text)) != text:
        text = once
    return _CROWD.sub("@" + _JOINER, text)


def escape(text: str, mentions: bool = True) -> str:
    """People's `text` for mrkdwn: nothing in it can call a channel or a group, or end our own markup.

    Mentions of one person or one channel stay mentions unless `mentions` is false.
    """
    text = clean(text).replace("\ue000", "").replace("\ue001", "")
    if mentions:
        text = _TOKEN.sub(_keep, text)
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _KEPT.sub(r"<\1>", text)


def words(text: str, limit: int = 300, mentions: bool = True) -> str:
    """People's `text` on one line of mrkdwn, at most `limit` characters; `(no text)` if nothing is left."""
    return cut(escape(" ".join(clean(text).split()), mentions), limit) or "(no text)"


def quote(text: str, limit: int = 2500) -> str:
    """People's `text` as a quotation, line breaks kept."""
    lines = [line.rstrip() for line in cut(escape(text), limit).splitlines() if line.strip()]
    return "\n".join(f"> {line}" for line in lines[:40]) or "> (no text)"


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    end = _letter_end(text, limit - 1)
    opened = text.rfind("<", max(0, end - 300), end)
    if opened > text.rfind(">", 0, end) and 0 <= text.find(">", end) - opened < 300:
        end = opened
    ampersand = text.rfind("&", max(0, end - 5), end)
    if ampersand >= 0 and ";" in text[end : ampersand + 6] and ";" not in text[ampersand:end]:
        end = ampersand
    return text[: max(end, 0)].rstrip() + "…"


def when(moment: datetime, fmt: str = TIME) -> str:
    """`moment` (aware) as a token Slack shows in the reader's zone; UTC where it is not understood."""
    utc = moment.astimezone(UTC)
    shown = f"{utc:%H:%M} UTC" if fmt == TIME else f"{utc.day} {utc:%b %Y}"
    if fmt == DAY_TIME:
        shown = f"{utc.day} {utc:%b}, {utc:%H:%M} UTC"
    return f"<!date^{max(0, int(utc.timestamp()))}^{fmt}|{shown}>"


def near(moment: datetime, now: datetime) -> str:
    """`when` with the day only where the bare time could be mistaken: half a day away or more."""
    return when(moment, TIME if abs(moment - now) < timedelta(hours=12) else DAY_TIME)


def lasted(span: timedelta) -> str:
    """`span` in the two largest units: `2 h 5 min`, `3 d 4 h`, `under a minute`."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join(parts[:2]) or "under a minute"


def mention(who: str, names: Names = NOBODY) -> str:
    """A person or group to call: by id, or by an address that `names` resolves; else the plain address."""
    known = who if is_id(who) else names.get(who, who)
    if _USER.fullmatch(known):
        return f"<@{known}>"
    if _GROUP.fullmatch(known):
        return f"<!subteam^{known}>"
    return "Tocsin" if known == "tocsin" else words(known, 80, mentions=False)


def is_id(who: str) -> bool:
    """Whether `who` is the Slack id of a person or a user group."""
    return bool(_USER.fullmatch(who) or _GROUP.fullmatch(who))


def channel_link(channel: str | None) -> str:
    """A channel by id as a link, by name as `#name`."""
    if channel and _CHANNEL.fullmatch(channel):
        return f"<#{channel}>"
    return f"#{words(channel.lstrip('#'), 80, mentions=False)}" if channel else "its channel"


def _keep(token: re.Match[str]) -> str:
    mark, id, _ = token.groups()
    one = (_USER if mark == "@" else _CHANNEL).fullmatch(id) if mark in "@#" else None
    return f"\ue000{mark}{id}\ue001" if one else _readable(token)


def _readable(token: re.Match[str]) -> str:
    mark, id, label = token.groups()
    if mark == "!" and id.startswith("date^"):
        return label or ""
    name = (label or id.removeprefix("subteam^")).lstrip("@#!")
    return f"{'#' if mark == '#' else '@'}{name}"


def _letter_end(text: str, end: int) -> int:
    """The nearest place at or before `end` that does not split what is seen as one character."""
    for place in range(end, max(end - 32, -1), -1):
        if place == 0 or not _glued(text, place):
            return place
    return end


def _glued(text: str, place: int) -> bool:
    after, before = text[place], text[place - 1]
    if (
        before == "\u200d"
        or after in "\u200d\ufe0f\u20e3"
        or unicodedata.category(after) in ("Mn", "Mc", "Me")
    ):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_flag(after) and _flags_before(text, place) % 2 == 1


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    """How many regional letters stand in a row before `place`: two make one flag."""
    start = place
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return place - start
