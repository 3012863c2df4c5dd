"""Channels: open them, bring people in, furnish them. A part of `chat.Slack`."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

from bot.errors import Permanent
from bot.ports import Room
from bot.ports.slack.shapes import as_room
from bot.ports.slack.wire import Wire

INVITE_LIMIT = 100


class Rooms(Wire):
    """What is done to a channel."""

    async def create_channel(self, name: str, private: bool) -> Room:
        body = await self._call("conversations.create", name=name, is_private=private)
        return as_room(body["channel"])

    async def own_channels(self) -> Sequence[Room]:
        """Channels the bot is in, of both kinds; never a listing of the workspace."""
        return [
            as_room(item)
            async for item in self._pages(
                "users.conversations", "channels", types="public_channel,private_channel", limit=200
            )
        ]

    async def unarchive(self, channel: str) -> None:
        await self._unless("not_archived", "conversations.unarchive", channel=channel)

    async def invite(self, channel: str, people: Sequence[str]) -> dict[str, str]:
        """Invite everyone who can be; the others with Slack's reason. Already being there is success."""
        missing: dict[str, str] = {}
        for start in range(0, len(people), INVITE_LIMIT):
            some = people[start : start + INVITE_LIMIT]
            try:
                body = await self._call(
                    "conversations.invite", channel=channel, users=",".join(some), force=True
                )
            except Permanent as problem:
                if problem.code in ("already_in_channel", "cant_invite_self"):
                    continue
                if len(some) > 1:
                    for one in some:
                        missing |= await self.invite(channel, [one])
                    continue
                if problem.code in ("user_not_found", "users_not_found", "cant_invite", "ura_max_channels",
                                    "user_is_restricted", "no_user", "user_disabled"):  # fmt: skip
                    missing[some[0]] = problem.code
                    continue
                raise
            for error in body.get("errors") or []:
                if error.get("error") not in ("already_in_channel", "cant_invite_self"):
                    missing[str(error.get("user", "?"))] = str(error.get("error"))
        return missing

    async def topic(self, channel: str) -> str:
        """The topic as it reads; Slack gives it with &, < and > spelt out."""
        body = await self._call("conversations.info", channel=channel)
        return unescape(str(((body.get("channel") or {}).get("topic") or {}).get("value") or ""))

    async def set_topic(self, channel: str, topic: str) -> None:
        await self._call("conversations.setTopic", channel=channel, topic=topic)

    async def add_bookmark(self, channel: str, title: str, url: str, emoji: str | None) -> None:
        await self._call("bookmarks.add", channel_id=channel, title=title, type="link", link=url, emoji=emoji)

    async def bookmarks(self, channel: str) -> Sequence[tuple[str, str]]:
        body = await self._call("bookmarks.list", channel_id=channel)
        return [(str(b.get("title", "")), str(b.get("link", ""))) for b in body.get("bookmarks") or []]
