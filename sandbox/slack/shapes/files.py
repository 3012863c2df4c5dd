"""Files as Slack's JSON shows them."""

from typing import Any
from urllib.parse import quote

from sandbox.slack import seed
from sandbox.slack.records import File
from sandbox.slack.refusal import JSON
from sandbox.slack.workspace import Workspace

_KINDS = {"txt": "text", "md": "markdown", "jpeg": "jpg", "py": "python", "yml": "yaml", "log": "text"}
_MIMES = {
    "text": "text/plain",
    "markdown": "text/plain",
    "python": "text/plain",
    "yaml": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}


def file_kind(name: str) -> tuple[str, str]:
    """(Slack's filetype, mimetype) guessed from a name."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "text"
    kind = _KINDS.get(ending, ending)
    return kind, _MIMES.get(kind, "application/octet-stream")


def file(ws: Workspace, file_id: str) -> JSON:
    f = ws.files.get(file_id)
    if f is None or f.deleted:
        return {"id": file_id, "mode": "tombstone"}
    kind, mime = file_kind(f.name)
    private = f"{ws.base_url}files-pri/{seed.TEAM_ID}-{f.id}/{quote(f.name, safe='')}"
    rooms = {c: ws.channels[c] for c in f.shares if c in ws.channels}
    shown: JSON = {
        "id": f.id,
        "created": f.created,
        "timestamp": f.created,
        "name": f.name,
        "title": f.title,
        "mimetype": mime,
        "filetype": kind,
        "pretty_type": kind.capitalize(),
        "user": f.user,
        "user_team": seed.TEAM_ID,
        "editable": False,
        "size": len(f.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(not r.is_closed for r in rooms.values()),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": private,
        "url_private_download": private.replace("/files-pri/", "/files-pri/download/", 1),
        "permalink": f"{ws.base_url}files/{f.user}/{f.id}/{quote(f.name, safe='')}",
        "channels": [c for c, r in rooms.items() if r.kind == "public"],
        "groups": [c for c, r in rooms.items() if r.kind in ("private", "mpim")],
        "ims": [c for c, r in rooms.items() if r.kind == "im"],
        "shares": _shares(ws, f),
        "comments_count": 0,
        "has_rich_preview": False,
    }
    return shown | ({"alt_txt": f.alt_txt} if f.alt_txt else {})


def _shares(ws: Workspace, f: File) -> JSON:
    shares: dict[str, Any] = {}
    for id_, stamps in f.shares.items():
        if room := ws.channels.get(id_):
            side = shares.setdefault("private" if room.is_closed else "public", {})
            side[id_] = [{"ts": ts, "channel_name": room.name} for ts in stamps]
    return shares
