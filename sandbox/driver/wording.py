"""What a person types, as Slack's client encodes it before sending. Used by `people`."""

import re
from collections.abc import Callable

from sandbox.slack.workspace import Workspace

_KEPT = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>]*>")
_MENTION = re.compile(r"(?<![\w<@.!^|])@([a-z0-9][\w.-]*)")
_CHANNEL = re.compile(r"(?<![\w<&#])#([a-z0-9_-]+)")
_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")
_BROADCASTS = ("channel", "here", "everyone")


def encode(ws: Workspace, text: str, *, with_names: bool) -> str:
    """Mentions, channels, links and the three special characters. Commands carry names, messages do not.

    What already stands in angle brackets is taken as chosen from a menu of the client, `<!channel>` too.
    """
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts.append(_plain(ws, text[at : kept.start()], with_names))
        parts.append(_known(ws, kept.group(), with_names))
        at = kept.end()
    return "".join([*parts, _plain(ws, text[at:], with_names)])


def _plain(ws: Workspace, text: str, with_names: bool) -> str:
    text = re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    if not with_names:
        text = _LINK.sub(lambda m: f"<{m.group()}>", text)
    return _CHANNEL.sub(_channel(ws), _MENTION.sub(_mention(ws, with_names), text))


def _mention(ws: Workspace, with_names: bool) -> Callable[[re.Match[str]], str]:
    def write(found: re.Match[str]) -> str:
        word = found.group(1)
        if word in _BROADCASTS:
            return f"<!{word}>"
        for person in ws.people.values():
            if person.name == word:
                return f"<@{person.id}|{word}>" if with_names else f"<@{person.id}>"
        for group in ws.groups.values():
            if group.handle == word:
                return f"<!subteam^{group.id}|@{word}>" if with_names else f"<!subteam^{group.id}>"
        return found.group()

    return write


def _channel(ws: Workspace) -> Callable[[re.Match[str]], str]:
    def write(found: re.Match[str]) -> str:
        id_ = ws.names.get(found.group(1))
        return f"<#{id_}|{found.group(1)}>" if id_ else found.group()

    return write


def _known(ws: Workspace, token: str, with_names: bool) -> str:
    """`<@U1>` and `<#C1>` get their names where Slack puts them."""
    inside = token[1:-1]
    if "|" in inside or not with_names:
        return token
    person = ws.people.get(inside.removeprefix("@"))
    if inside.startswith("@") and person:
        return f"<@{person.id}|{person.name}>"
    room = ws.channels.get(inside.removeprefix("#"))
    return f"<#{room.id}|{room.name}>" if inside.startswith("#") and room else token
