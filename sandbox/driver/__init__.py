"""The driver: people who type, click and submit, and everything a test or drill may order, over HTTP.

`people` acts as somebody, `rooms` does by hand what an administrator does, `trouble` orders faults and time,
`looking` reads, `cluster` is the clusters' side. Mounted by `server` under /_sandbox/.
"""

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.driver import cluster, looking, people, rooms, staff, trouble

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    for family in (cluster, looking, people, rooms, staff, trouble):
        family.add_routes(app, sandbox)
