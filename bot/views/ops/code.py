"""What a cluster printed, as a code block it cannot break out of. Used by the other files of `ops`.

Nothing is trimmed or made pretty: people approve by this text. Lines are escaped first and cut after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.views import kit

_COLOURS = re.compile("\x1b\\[[0-9;?]*[ -/]*[@-~]")
# Without a word's end, unlike text.py: a cut may come just behind it and make `@channels` a call.
_CROWD = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
_FENCE = re.compile("`{3,}")
_JOINER = "\u2060"

ROOM = 2_600
"""Escaped characters of one block, so that it fits a section (3,000) with its fences and to spare."""


@dataclass(frozen=True)
class Excerpt:
    """Escaped lines; how many others the text has, and how many of these had to be cut."""

    lines: tuple[str, ...]
    left_out: int = 0
    torn: int = 0

    @property
    def whole(self) -> bool:
        return not self.left_out and not self.torn


def inert(line: str) -> str:
    """One line as mrkdwn inside a code block: it calls nobody, ends no block, holds no control sign."""
    seen = kit.clean(f"|{_COLOURS.sub('', line)}|")[1:-1]  # `clean` trims, and indentation means something
    return harmless(seen).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """`text` without anything that opens or closes a code block, or calls a crowd."""
    return _FENCE.sub(lambda run: _JOINER.join(run[0]), _CROWD.sub("@" + _JOINER, text))


def beginning(text: str, room: int = ROOM) -> Excerpt:
    """As many of the first lines as fit `room` escaped characters, at least one."""
    raw = _lines(text)
    kept, torn = _fit(raw, room)
    return Excerpt(tuple(kept), len(raw) - len(kept), torn)


def ending(text: str, room: int = ROOM) -> Excerpt:
    """As many of the last lines as fit `room` escaped characters: where a log says what went wrong."""
    raw = _lines(text)
    kept, torn = _fit(reversed(raw), room)
    return Excerpt(tuple(reversed(kept)), len(raw) - len(kept), torn)


def block(lines: Iterable[str]) -> str:
    """Already escaped `lines` between fences."""
    return "```\n" + "\n".join(lines) + "\n```"


def pages(lines: Iterable[str]) -> Iterator[str]:
    """The lines of an Excerpt as blocks that fit a section each, parted at line ends."""
    page: list[str] = []
    for line in lines:
        if page and sum(map(len, page)) + len(page) + len(line) > ROOM:
            yield block(page)
            page = []
        page.append(line)
    if page:
        yield block(page)


def tick(text: str, limit: int = 200) -> str:
    """`text` as inline code on one line."""
    return f"`{harmless(kit.words(text.replace('`', '’'), limit, mentions=False))}`"


def _lines(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.rstrip("\n").split("\n") if plain.strip() else []


def _fit(raw: Iterable[str], room: int) -> tuple[list[str], int]:
    """The lines that fit, and how many of them were cut because they alone fill a block."""
    most, left, torn, kept = min(ROOM, room), room, 0, list[str]()
    for line in raw:
        shown = inert(line[: 4 * ROOM])  # a line may have megabytes
        if long := len(line) > 4 * ROOM or len(shown) > most:
            shown = kit.cut(shown, most - 1).removesuffix("…") + "…"
        if kept and len(shown) + 1 > left:
            break
        kept.append(shown)
        torn += long
        left -= len(shown) + 1
    return kept, torn
