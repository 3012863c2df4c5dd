"""What a reader sees of a message: its blocks as plain lines, mentions as names, times in UTC.

Used by `stage` and `teller`. It reads what stands on the wire and adds nothing.
"""

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.drill.wire import JSON

_TOKEN = re.compile(r"<([^<>]*)>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_CODE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_BUTTONS = "button"
CODE = "│ "
"""stands before each line of a code block"""


def lines(message: JSON, names: Mapping[str, str]) -> list[str]:
    """The message line by line, as a reader sees it; its buttons are not among them."""
    return [line for part in _parts(message) for line in _read(part, names) if line.strip()]


def _read(part: str, names: Mapping[str, str]) -> Iterator[str]:
    """A part's lines; what stands between fences is left as it is, behind a mark."""
    for number, piece in enumerate(_CODE.split(part)):
        if number % 2:
            yield from (CODE + _unescaped(line) for line in piece.splitlines())
        else:
            yield from plain(piece, names).splitlines()


def whole(message: JSON, names: Mapping[str, str]) -> str:
    return "\n".join(lines(message, names))


def buttons(message: JSON) -> list[JSON]:
    """The buttons below and beside its lines, first to last."""
    held = [e for b in message.get("blocks", ()) for e in (b.get("accessory"), *b.get("elements", ()))]
    return [e for e in held if e and e.get("type") == _BUTTONS]


def plain(mrkdwn: str, names: Mapping[str, str]) -> str:
    """Slack's markup as a terminal can show it."""
    return _BOLD.sub(r"\1", _unescaped(_TOKEN.sub(lambda found: _token(found.group(1), names), mrkdwn)))


def _unescaped(said: str) -> str:
    for entity, letter in _ENTITIES:
        said = said.replace(entity, letter)
    return said


def _token(inside: str, names: Mapping[str, str]) -> str:
    body, _, label = inside.partition("|")
    if body.startswith("!date^"):
        return _moment(body)
    if body.startswith("!subteam^"):
        return f"@{names.get(body.removeprefix('!subteam^'), label.lstrip('@') or body)}"
    if body.startswith("@"):
        return f"@{names.get(body[1:], label or body[1:])}"
    if body.startswith("#"):
        return f"#{names.get(body[1:], label or body[1:])}"
    if body.startswith("!"):
        return f"@{body[1:]}"
    return label or body


def _moment(body: str) -> str:
    """A date as a reader in UTC gets it."""
    _, seconds, form = [*body.split("^"), "", ""][:3]
    at = time.gmtime(int(seconds))
    shown = re.sub(r"\{time(_secs)?\}", time.strftime("%H:%M", at), form)
    return re.sub(r"\{date[a-z_]*\}", time.strftime("%d %b", at), shown)


def _parts(message: JSON) -> Iterator[str]:
    blocks = message.get("blocks") or []
    if not any(block.get("type") in ("header", "section", "context") for block in blocks):
        yield str(message.get("text") or "")
    for block in blocks:
        yield from _block(block)


def _block(block: JSON) -> Iterator[str]:
    if block.get("type") in ("header", "section"):
        held: list[Any] = [block.get("text"), *block.get("fields", ())]
        yield from (str(one["text"]) for one in held if one)
    elif block.get("type") == "context":
        yield from (str(one["text"]) for one in block.get("elements", ()) if "text" in one)
