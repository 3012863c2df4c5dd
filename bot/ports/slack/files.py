"""Files, by the external-upload flow: an id, the bytes, then the share. A part of `chat.Slack`."""

from __future__ import annotations

from bot.errors import Permanent
from bot.ports.slack.wire import Wire


class Files(Wire):
    """What is done with files."""

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
