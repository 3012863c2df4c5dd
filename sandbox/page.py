"""The page at /: channels and their messages, read through the driver's own JSON. Mounted by `server`."""

from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

from sandbox.slack.team import Team

_STATIC = Path(__file__).parent / "static"
_AVATAR = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
<rect width="48" height="48" rx="8" fill="hsl({hue} 45% 45%)"/>
<text x="24" y="33" font-family="sans-serif" font-size="26" fill="#fff" text-anchor="middle">{letter}</text>
</svg>"""


def add_routes(app: web.Application, team: Team) -> None:
    async def index(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_STATIC / "page.html")

    async def avatar(request: web.Request) -> web.Response:
        """A coloured square with an initial, so that profile pictures lead somewhere."""
        person = team.workspace.people.get(request.match_info["name"].partition("-")[0])
        letter = escape(person.real_name[:1]) if person else "?"
        hue = sum(map(ord, person.id)) * 47 % 360 if person else 0
        svg = _AVATAR.format(hue=hue, letter=letter)
        return web.Response(text=svg, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})

    app.router.add_get("/", index)
    app.router.add_get("/archives/{channel}/{message}", index)
    app.router.add_get("/avatars/{name}", avatar)
    app.router.add_static("/static/", _STATIC)
