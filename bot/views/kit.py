"""Block Kit, with every limit of Slack's enforced where a block is made.

The views build messages and modals only through these, so that no text people wrote can make Slack
refuse one. Limits: facts of Slack's own reference; `validated` lets tests ask slack_sdk as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock

from bot.views.text import (
    DAY,
    DAY_TIME,
    NOBODY,
    TIME,
    Names,
    channel_link,
    clean,
    cut,
    escape,
    is_id,
    lasted,
    mention,
    near,
    plain,
    quote,
    when,
    words,
)

Block = dict[str, Any]
Element = dict[str, Any]

BLOCKS = 50
TOTAL_TEXT = 12_000
"""Slack refuses a message somewhere above 13,000 characters over all blocks; it does not say where."""
FALLBACK = 3_800


@dataclass(frozen=True)
class Message:
    """One message: `text` is what notifications and screen readers say, `blocks` what is seen."""

    text: str
    blocks: tuple[Block, ...] = ()

    def validated(self) -> Message:
        """Itself, after slack_sdk's own models have checked every block; raises their error."""
        for block in self.blocks:
            parsed = SdkBlock.parse(dict(block))
            if parsed is None:
                raise ValueError(f"slack_sdk knows no such block: {block.get('type')}")
            parsed.validate_json()
        return self


def message(text: str, *blocks: Block | None) -> Message:
    """A message of the blocks that are not None, within Slack's limits; without any, the text alone."""
    present = tuple(block for block in blocks if block is not None)
    return Message(cut(text.strip(), FALLBACK) or "Tocsin", within(present, BLOCKS))


def within(blocks: Iterable[Block], most: int) -> tuple[Block, ...]:
    """At most `most` blocks and TOTAL_TEXT characters; what can be clicked is kept before what is read."""
    left, kept = TOTAL_TEXT, []
    for block in blocks:
        size = _size(block)
        if block["type"] == "section" and "text" in block and size > left > 100:
            spare = size - len(block["text"]["text"])
            block = {**block, "text": mrkdwn(cut(block["text"]["text"], max(1, left - spare)))}
            size = _size(block)
        if size <= left or block["type"] in ("actions", "input"):
            kept.append(block)
            left -= size
    if len(kept) <= most:
        return tuple(kept)
    clickable = [block for block in kept if block["type"] == "actions"][-1:]
    return (*kept[: most - 1 - len(clickable)], context("There is more than fits here."), *clickable)


def mrkdwn(text: str, limit: int = 3000) -> Element:
    """Already escaped text as a text object."""
    return {"type": "mrkdwn", "text": cut(text, limit) if text.strip() else "–"}


def plain_text(text: str, limit: int) -> Element:
    """A label of ours or people's own text, where Slack parses no markup."""
    return {"type": "plain_text", "text": cut(plain(text), limit) or "–", "emoji": True}


def header(text: str) -> Block:
    """`text` is not escaped: a header shows plain text."""
    return {"type": "header", "text": plain_text(" ".join(text.split()), 150)}


def section(text: str, accessory: Element | None = None, block_id: str | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return named(block, block_id)


def fields(pairs: Iterable[tuple[str, str]]) -> Block | None:
    """Two columns of `(label, escaped value)`, ten at most; None without any."""
    shown = [mrkdwn(f"*{label}*\n{value or '–'}", 2000) for label, value in pairs][:10]
    return {"type": "section", "fields": shown} if shown else None


def context(*texts: str) -> Block:
    """Small grey print; empty texts are left out."""
    shown = [mrkdwn(text, 2000) for text in texts if text.strip()][:10]
    return {"type": "context", "elements": shown or [mrkdwn("–")]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Element | None, block_id: str | None = None) -> Block | None:
    """A row of what can be clicked, 25 at most; None without any."""
    shown = [element for element in elements if element is not None][:25]
    return named({"type": "actions", "elements": shown}, block_id) if shown else None


def button(
    label: str,
    action_id: str,
    value: str = "",
    style: str | None = None,
    confirm: Element | None = None,
    url: str | None = None,
) -> Element:
    """`style` is primary or danger; a `value` longer than 2000 would not come back whole: keep it short."""
    made: Element = {"type": "button", "action_id": action_id, "text": plain_text(label, 75)}
    if value:
        made["value"] = value[:2000]
    if style:
        made["style"] = style
    if confirm is not None:
        made["confirm"] = confirm
    if url:
        made["url"] = url[:3000]
    return made


def confirm(title: str, text: str, yes: str, no: str = "Not yet") -> Element:
    """The question asked before a click counts."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def named(block: Block, block_id: str | None) -> Block:
    """`block` under a name of its own, where one is given."""
    return {**block, "block_id": block_id[:255]} if block_id else block


def _size(block: Block) -> int:
    texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
    return sum(_length(text) for text in texts)


def _length(element: Element | None) -> int:
    text = (element or {}).get("text", "")
    return len(text["text"]) if isinstance(text, dict) else len(text)


__all__ = [
    "DAY",
    "DAY_TIME",
    "NOBODY",
    "TIME",
    "Block",
    "Element",
    "Message",
    "Names",
    "actions",
    "button",
    "channel_link",
    "clean",
    "confirm",
    "context",
    "cut",
    "divider",
    "escape",
    "fields",
    "header",
    "is_id",
    "lasted",
    "mention",
    "message",
    "mrkdwn",
    "named",
    "near",
    "plain",
    "plain_text",
    "quote",
    "section",
    "when",
    "within",
    "words",
]
