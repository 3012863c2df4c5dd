"""`ports.Chat` for Slack: each method one or two calls, and Slack's shapes made ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.people import Group, Person
from bot.errors import Permanent
from bot.ports import Blocks, Found, Room
from bot.ports.slack.calls import Calls
from bot.ports.slack.shapes import as_found, as_group, as_person, as_room

EVENT_TYPE = "tocsin"
"""Our messages' metadata: `event_payload.key` is the job that posted them."""

INVITE_LIMIT = 100
PAGES = 20


class Slack:
    """Slack as the workers use it. Made by `app` around one `Calls`."""

    def __init__(self, calls: Calls) -> None:
        self._call = calls.call
        self._send = calls.send
        self._me: str | None = None

    async def me(self) -> str:
        """The bot's own user id."""
        if self._me is None:
            self._me = str((await self._call("auth.test"))["user_id"])
        return self._me

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

    async def set_topic(self, channel: str, topic: str) -> None:
        await self._call("conversations.setTopic", channel=channel, topic=topic)

    async def add_bookmark(self, channel: str, title: str, url: str, emoji: str | None) -> None:
        await self._call("bookmarks.add", channel_id=channel, title=title, type="link", link=url, emoji=emoji)

    async def bookmarks(self, channel: str) -> Sequence[tuple[str, str]]:
        body = await self._call("bookmarks.list", channel_id=channel)
        return [(str(b.get("title", "")), str(b.get("link", ""))) for b in body.get("bookmarks") or []]

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

    async def reserve_file(self, name: str, length: int) -> tuple[str, str]:
        """A file's id and the URL its bytes go to. Nobody sees it until `share_file`."""
        body = await self._call("files.getUploadURLExternal", filename=name, length=length)
        return str(body["file_id"]), str(body["upload_url"])

    async def send_bytes(self, upload_url: str, body: bytes) -> None:
        await self._send(upload_url, body)

    async def share_file(
        self, file: str, title: str, channel: str, comment: str, thread_ts: str | None = None
    ) -> None:
        await self._call(
            "files.completeUploadExternal",
            files=[{"id": file, "title": title}],
            channel_id=channel,
            initial_comment=comment or None,
            thread_ts=thread_ts,
        )

    async def file_shared_in(self, file: str, channel: str) -> bool:
        """Whether the file stands in the channel already."""
        try:
            body = await self._call("files.info", file=file)
        except Permanent as problem:
            if problem.code in ("file_not_found", "file_deleted"):
                return False
            raise
        info = body.get("file") or {}
        shares = info.get("shares") or {}
        rooms = {room for kind in shares.values() for room in kind}
        return channel in rooms | set(info.get("channels") or ()) | set(info.get("groups") or ())

    async def delete_file(self, file: str) -> None:
        await self._unless("file_not_found", "files.delete", file=file)

    async def person(self, person: str) -> Person:
        return as_person((await self._call("users.info", user=person))["user"])

    async def person_by_email(self, email: str) -> Person | None:
        try:
            return as_person((await self._call("users.lookupByEmail", email=email))["user"])
        except Permanent as problem:
            if problem.code == "users_not_found":
                return None
            raise

    async def groups(self) -> Sequence[Group]:
        body = await self._call("usergroups.list", include_users=True)
        return [as_group(item) for item in body.get("usergroups") or []]

    async def group_members(self, group: str) -> Sequence[str]:
        body = await self._call("usergroups.users.list", usergroup=group)
        return [str(user) for user in body.get("users") or []]

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None:
        await self._call("views.publish", user_id=person, view=dict(view))

    async def _unless(self, fine: str, method: str, **arguments: Any) -> None:
        """Call, and take the refusal `fine` for success: it is so already."""
        try:
            await self._call(method, **arguments)
        except Permanent as problem:
            if problem.code != fine:
                raise

    async def _pages(self, method: str, field: str, **arguments: Any) -> Any:
        cursor: str | None = None
        for _ in range(PAGES):
            body = await self._call(method, cursor=cursor, **arguments)
            for item in body.get(field) or []:
                yield item
            cursor = (body.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
