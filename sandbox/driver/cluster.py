"""The clusters, for tests and drills: their record of requests, trouble, and objects by hand.

Everything takes `?cluster=second`; without it the production cluster is meant.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.driver import edge
from sandbox.driver.edge import Body, Impossible
from sandbox.slack.refusal import JSON

if TYPE_CHECKING:
    from sandbox.cluster.cluster import Cluster
    from sandbox.server import Sandbox


def _cluster(sandbox: "Sandbox", request: web.Request) -> "Cluster":
    name = request.query.get("cluster", "production")
    found = sandbox.clusters.by_name.get(name)
    if found is None:
        raise Impossible("cluster_not_found", f"there is no cluster {name}", 404)
    return found


def list_requests(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    word = request.query.get("since") or "0"
    if not word.isdigit():
        raise Impossible("not_a_number", "since is a number")
    return {"requests": [entry.shown() for entry in cluster.audit.since(int(word))]}


def order_fault(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    seconds = None if body.get("seconds") is None else body.number("seconds", 0)
    try:
        fault = cluster.faults.add(
            str(body["kind"]),
            str(body.get("verb", "*")),
            str(body.get("resource", "*")),
            int(body.number("count", 1)),
            seconds,
            int(body.number("after", 0)),
        )
    except ValueError as wrong:
        raise Impossible("invalid_fault", str(wrong)) from None
    return fault.shown()


def show_faults(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    return cluster.faults.shown()


def clear_faults(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    cluster.faults.clear()
    return {}


def release(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    return {"released": cluster.faults.gate.release()}


def reset(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    cluster.reset()
    return {}


def apply(cluster: "Cluster", request: web.Request, body: Body) -> JSON:
    """Create objects as the administrator, or put them in the place of those that are there."""
    from sandbox.cluster.status import Refusal

    objects: Any = body["objects"]
    if not isinstance(objects, list) or not all(isinstance(thing, dict) for thing in objects):
        raise Impossible("not_a_list", "objects is a list of objects")
    cluster.catch_up()
    try:
        return {"objects": [cluster.put(thing) for thing in objects]}
    except ValueError as wrong:
        raise Impossible("invalid_object", str(wrong)) from None
    except Refusal as refused:
        raise Impossible(refused.reason, refused.message, refused.code) from None


Act = Callable[["Cluster", web.Request, Body], JSON]

_ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "requests", list_requests),
    ("POST", "faults", order_fault),
    ("GET", "faults", show_faults),
    ("DELETE", "faults", clear_faults),
    ("POST", "faults/release", release),
    ("POST", "apply", apply),
    ("POST", "reset", reset),
)


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    def route(do: Act) -> edge.Act:
        async def act(request: web.Request, body: Body) -> JSON:
            return do(_cluster(sandbox, request), request, body)

        return act

    for verb, path, do in _ROUTES:
        app.router.add_route(verb, f"/_sandbox/cluster/{path}", edge.handler(route(do)))
