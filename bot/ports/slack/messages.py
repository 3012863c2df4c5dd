"""Messages: post, edit, find again, read, pin. A part of `chat.Slack`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.errors import Permanent
from bot.ports import Blocks, Found
from bot.ports.slack.shapes import as_found
from bot.ports.slack.wire import Wire

EVENT_TYPE = "tocsin"
"""Our messages' metadata: `event_payload.key` is the job that posted them."""


class Messages(Wire):
    """What is done with messages."""

    async def pins(self, channel: str) -> Sequence[Found]:
        """The pinned messages of a channel."""
        body = await self._call("pins.list", channel=channel)
        messages = [item["message"] for item in body.get("items") or [] if item.get("message")]
        return [replace(as_found(channel, message), pinned=True) for message in messages]

    async def pin(self, channel: str, ts: str) -> None:
        await self._unless("already_pinned", "pins.add", channel=channel, timestamp=ts)

    async def post(
        self, channel: str, text: str, blocks: Blocks, key: str, thread_ts: str | None = None
    ) -> str:
        """Post and give the message's ts. `key` is found again by `find_post`."""
        body = await self._call(
            "chat.postMessage",
            channel=channel,
            text=text,
            blocks=list(blocks) or None,
            thread_ts=thread_ts,
            metadata=_metadata(key),
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(body["ts"])

    async def update(self, channel: str, ts: str, text: str, blocks: Blocks, key: str) -> None:
        """Edit in place; the metadata is always sent again, or Slack may drop it."""
        await self._call(
            "chat.update", channel=channel, ts=ts, text=text, blocks=list(blocks), metadata=_metadata(key)
        )

    async def find_post(
        self, channel: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        """The ts of the message posted with `key` since then, None when there is none."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        where: dict[str, Any] = {"ts": thread_ts} if thread_ts else {"oldest": f"{since.timestamp():.6f}"}
        async for item in self._pages(
            method, "messages", channel=channel, include_all_metadata=True, limit=200, **where
        ):
            if as_found(channel, item).key == key:
                return str(item["ts"])
        return None

    async def direct_channel(self, person: str) -> str:
        body = await self._call("conversations.open", users=person)
        return str(body["channel"]["id"])

    async def message(self, channel: str, ts: str, thread_ts: str | None = None) -> Found | None:
        """One message with its reactions and pins, None when it is gone."""
        body = await self._call(
            "conversations.history", channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1
        )
        messages = [m for m in body.get("messages") or [] if m.get("ts") == ts]
        if not messages:
            try:
                body = await self._call(
                    "conversations.replies", channel=channel, ts=thread_ts or ts, oldest=ts, latest=ts,
                    inclusive=True, limit=10,
                )  # fmt: skip
            except Permanent as problem:
                if problem.code in ("thread_not_found", "message_not_found"):
                    return None
                raise
            messages = [m for m in body.get("messages") or [] if m.get("ts") == ts]
        return as_found(channel, messages[0]) if messages else None

    async def history(self, channel: str, since: datetime) -> Sequence[Found]:
        """Messages of the channel since then, oldest first; answers in threads are not among them."""
        found = [
            as_found(channel, item)
            async for item in self._pages(
                "conversations.history",
                "messages",
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                limit=200,
            )
        ]
        return sorted(found, key=lambda message: message.ts)

    async def permalink(self, channel: str, ts: str) -> str:
        body = await self._call("chat.getPermalink", channel=channel, message_ts=ts)
        return str(body["permalink"])


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
