"""Whether an account may make a frozen request itself: the cluster's own access review. For votes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.action import Request
from bot.errors import Permanent
from bot.ports import Access, Kube, Resource

VERBS = {"PATCH": "patch", "PUT": "update", "POST": "create", "DELETE": "delete", "GET": "get"}


async def review(kube: Kube, request: Request) -> Access:
    """What the cluster says about `request` for the account of `kube`; a grant names its binding."""
    resource, namespace, name, sub = _meant(await kube.resources(), request.path)
    return await kube.allowed(VERBS[request.method], resource, namespace, name, sub)


def denied(kube: Kube, request: Request) -> str:
    """The sentence for somebody whom the review denies it."""
    where = request.path.partition("/namespaces/")[2].split("/")
    return (
        f"{kube.user} may not {VERBS[request.method]} {'/'.join(where[1:2] + where[3:])} "
        f"in namespace {where[0]}"
    )


def _meant(resources: Sequence[Resource], path: str) -> tuple[Resource, str, str, str]:
    """(resource, namespace, name, subresource) of a path of the API."""
    parts = path.strip("/").split("/")
    group, version, rest = ("", parts[1], parts[2:]) if parts[0] == "api" else (parts[1], parts[2], parts[3:])
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    plural, name, sub = (*rest, "", "", "")[:3]
    for one in resources:
        if (one.group, one.version, one.plural) == (group, version, plural):
            return one, namespace, name, sub
    raise Permanent(f"the cluster does not serve {plural} any more", "NotFound")
