"""Text for the Markdown report: people's words made inert, names for ids, times in UTC and the team's zone.

The rule: what people wrote is shown as they wrote it and does nothing. No heading, link, HTML, table
cell or marker of ours can come out of it, on GitHub, GitLab or in plain CommonMark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.deadlines import zone_of
from bot.domain.durations import instant
from bot.domain.events import TOCSIN
from bot.views import text as slack

Names = Mapping[str, str]

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]+)(?:\|([^<>]*))?>")
_TOKEN = re.compile(
    r"<(?:#(?P<channel>[CG][A-Z0-9]+)(?:\|(?P<name>[^<>]*))?"
    r"|!(?P<crowd>here|channel|everyone)(?:\|[^<>]*)?"
    r"|!subteam\^(?P<group>\w+)(?:\|(?P<handle>[^<>]*))?"
    r"|!date\^[^<>|]*\|(?P<date>[^<>]+))>"
)
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ACTIVE = re.compile(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])")
_SPECIAL = re.compile(
    "[\\\\`*\\[\\]|~$_&<@#\r\n\x0b\x0c\x85\u2028\u2029\ud800-\udfff]|:[^\\W\\d]|:/|[wW]{3}|^\\s*[>+=\\d-]"
)
"""Whether anything below could apply at all."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_URL = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(?=:)")
_BARE = re.compile(r"(?i)\b(www)(?=\.)")
_MAIL = re.compile(r"(?<=\w)@(?=\w)")
_START = re.compile(r"^(?:[#>+=-]|(\d{1,9})(?=[.)]))")
_END = re.compile(r"(?<=\s)(#+)$")
_SAFE_LINK = re.compile(r"https?://[\w./?=%#-]+")


def person(who: str | None, names: Names) -> str:
    """The name of `who`, else the id: plain text, not yet escaped."""
    if who == TOCSIN:
        return "Tocsin"
    return clean(names.get(who or "", "") or who or "nobody")


def people(ids: Iterable[str], names: Names, most: int = 12) -> str:
    """`Ada, Bo and 3 more`."""
    known = [person(who, names) for who in ids]
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(known[:-1]), *known[-1:]])) or "nobody"


def said(text: str, names: Names) -> str:
    """What people wrote, plain and readable: Slack's tokens become names, channels and addresses."""
    if _simple(text) and "<" not in text and "@" not in text:
        return text.strip()
    text = _MENTION.sub(lambda m: person(m[1], names), _BREAKS.sub("\n", text))
    text = _LINK.sub(lambda m: f"{m[2]} ({m[1]})" if m[2] and m[2] != m[1] else m[1], text)
    return slack.clean(_SURROGATE.sub("\ufffd", _TOKEN.sub(_readable, text)))


def _readable(token: re.Match[str]) -> str:
    """A channel, a group, everyone or a date, as Slack would show it."""
    if token["crowd"] or token["group"]:
        return "@" + (token["crowd"] or token["handle"] or token["group"]).lstrip("@")
    return token["date"] or "#" + (token["name"] or token["channel"]).lstrip("#")


def clean(text: str) -> str:
    """`text` on one line, without control characters."""
    if _simple(text):
        return " ".join(text.split())
    return " ".join(slack.clean(_SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text))).split())


def _simple(text: str) -> bool:
    """Whether there is nothing to take out: most texts, and a report has ten thousand of them."""
    return text.isascii() and text.isprintable()


def escape(text: str) -> str:
    """Plain `text` as Markdown that shows it and does nothing; its line breaks become `<br>`."""
    if not _SPECIAL.search(text):
        return text.strip()
    lines = (_escaped(line.strip()) for line in _BREAKS.sub("\n", text).split("\n"))
    return "<br>".join(line for line in lines if line)


def _escaped(line: str) -> str:
    line = _ACTIVE.sub(lambda m: "\\" + m[0], _SURROGATE.sub("\ufffd", line))
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;")
    line = _MAIL.sub(r"\@", _BARE.sub(r"\1\\", _URL.sub(r"\1\\", line)))
    return _START.sub(lambda m: f"{m[1]}\\" if m[1] else f"\\{m[0]}", _END.sub(r"\\\1", line))


def link(label: str, address: str | None) -> str:
    """`label` (Markdown already) linked to `address` when that is plainly a web address, else alone."""
    return f"[{label}]({address})" if address and _SAFE_LINK.fullmatch(address) else label


def cut(text: str, limit: int) -> str:
    """Plain `text` in at most `limit` characters."""
    return slack.cut(text, limit)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown cells, as lines; no line for no rows."""
    lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    rule = f"| {' | '.join('---' for _ in head)} |"
    return [f"| {' | '.join(head)} |", rule, *lines] if lines else []


def at(when: datetime) -> str:
    """`2026-03-04 14:05`, in UTC."""
    return instant(when).isoformat(" ")[:16]


def there(when: datetime, zone: str) -> str:
    """The same moment on the wall in `zone`."""
    return local(when, zone).isoformat(" ")[:16]


def local(when: datetime, zone: str) -> datetime:
    """The moment in `zone`; in UTC at the ends of the calendar."""
    try:
        return instant(when).astimezone(zone_of(zone))
    except OverflowError:
        return instant(when)


def near(when: datetime, beside: datetime) -> str:
    """`14:05 UTC`, with the day when that is not the day of `beside`."""
    there, here = at(when), at(beside)
    return f"{there[11:] if there[:10] == here[:10] else there} UTC"


def because(text: str, names: Names) -> str:
    """`: why`, plain, where somebody or something said why."""
    why = said(text, names) if text else ""
    return f": {why}" if why else ""


def lasted(span: timedelta) -> str:
    """`2 h 5 min`, `3 d 4 h`, `under a minute`."""
    return slack.lasted(span)
