"""The addresses Slack hands out: response_urls, upload urls, a file's private url. Mounted by `server`.

They are absolute in every payload, so an app that follows them meets this and never the real Slack.
"""

from aiohttp import web

from sandbox.calls import CallRecord
from sandbox.slack import arguments, replies, seed, shapes
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team
from sandbox.slack.webapi import WebApi


def add_routes(app: web.Application, webapi: WebApi) -> None:
    team = webapi.team

    async def respond(request: web.Request) -> web.StreamResponse:
        call = webapi.calls.begin("response_url", {}, team.clock.now())
        try:
            call.args, _ = await arguments.read(request)
        except Refusal as refusal:
            return _refused(call, refusal.body(), 400)
        key = request.match_info["key"]
        return await webapi.meet(request, call, lambda: _respond(team, key, call))

    async def upload(request: web.Request) -> web.StreamResponse:
        content, key = await request.read(), request.match_info["key"]
        call = webapi.calls.begin("upload", {"key": key, "length": len(content)}, team.clock.now())
        return await webapi.meet(request, call, lambda: _take_in(team, key, content, call))

    async def fetch(request: web.Request) -> web.StreamResponse:
        return _hand_out(team, request)

    app.router.add_post("/response/{team}/{key}", respond)
    app.router.add_post("/upload/v1/{key}", upload)
    app.router.add_put("/upload/v1/{key}", upload)
    app.router.add_get("/files-pri/{file}/{name}", fetch)
    app.router.add_get("/files-pri/download/{file}/{name}", fetch)


def _refused(call: CallRecord, body: JSON, status: int) -> web.Response:
    call.finish(status, False, body["error"])
    return web.json_response(body, status=status)


def _respond(team: Team, key: str, call: CallRecord) -> web.Response:
    try:
        replies.use(team, key, call.args)
    except Refusal as refusal:
        return _refused(call, refusal.body(), 404 if refusal.error in ("used_url", "expired_url") else 400)
    call.finish(200, True, None)
    return web.Response(text="ok")


def _take_in(team: Team, key: str, content: bytes, call: CallRecord) -> web.Response:
    """Step two of an upload: the raw bytes at the one-time address. Sending them again replaces them."""
    id_ = team.workspace.uploads.get(key)
    if id_ is None:
        return _refused(call, {"ok": False, "error": "unknown_upload"}, 404)
    team.workspace.files[id_].content = content
    call.finish(200, True, None)
    return web.Response(text=f"OK - {len(content)}")


def _hand_out(team: Team, request: web.Request) -> web.Response:
    """A file at its url_private. Without the token Slack shows a login page instead, and so does this."""
    if request.headers.get("Authorization") != f"Bearer {seed.BOT_TOKEN}" or team.revoked:
        raise web.HTTPFound(f"/?redir={request.path}")
    return raw(team, request.match_info["file"].removeprefix(f"{seed.TEAM_ID}-"))


def raw(team: Team, id_: str) -> web.Response:
    """A file's bytes, as something no browser takes for a page of ours: what is uploaded may be HTML."""
    paper = team.workspace.files.get(id_)
    if paper is None or paper.content is None:
        raise web.HTTPNotFound
    mime = shapes.file_kind(paper.name)[1]
    safe = mime if mime.startswith("image/") and "svg" not in mime else "text/plain"
    return web.Response(
        body=paper.content,
        content_type=safe,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"},
    )
