"""`ports.Kube`: one cluster as one account, each method one call of the API. Made by `clusters.reach`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.action import EXEC, Request
from bot.domain.operations import Identity
from bot.errors import Permanent
from bot.ports import Access, Ran, Resource
from bot.ports.kubernetes.ask import JSON, TABLE, TEXT, TOTAL, Ask, Query, deletes_many
from bot.ports.kubernetes.discovery import Discovery
from bot.ports.kubernetes.problems import ACCOUNT

if TYPE_CHECKING:
    from bot.ports.kubernetes.line import Line

STRICT_SINCE = (1, 25)
"""The version that knows `fieldValidation`."""

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
DISCOVERY_TIMEOUT = 5.0

Open: TypeAlias = "Callable[[], AbstractAsyncContextManager[Line]]"


class ClusterAccount:
    """A cluster as the account that `open_line` leads to."""

    def __init__(self, open_line: Open, identity: Identity | None, discovery: Discovery) -> None:
        self._open = open_line
        self._identity = identity
        self._discovery = discovery

    @property
    def user(self) -> str:
        """The user we act as, in words for the bot's own account."""
        return self._identity.user if self._identity else ACCOUNT

    async def get(self, path: str, query: Query | None = None) -> Any:
        """The object or list at `path`, at most 64 MB of JSON."""
        return await self._json(Ask("GET", path, query or {}))

    async def table(self, path: str, query: Query | None = None) -> Any:
        """A Table of what is at `path`; an aggregated API that knows none gives the plain list."""
        return await self._json(Ask("GET", path, query or {}, TABLE))

    async def text(self, path: str, query: Query | None, limit: int, timeout: float = TOTAL) -> bytes:
        """The first `limit` bytes at `path`, as they are. The rest is not read."""
        async with self._open() as line:
            return await line.fetch(Ask("GET", path, query or {}, TEXT, timeout=timeout), limit, cut=True)

    async def send(self, request: Request, manager: str, dry_run: bool = False) -> Any:
        """Carry out a change, or with `dry_run` hear what would come of it. Never sent twice.

        Of an EACH every part can be tried as a dry run; a command has none, so nothing is sent of it.
        """
        match request.method:
            case "EACH" if dry_run:
                return [await self.send(part, manager, dry_run=True) for part in request.parts]
            case "EXEC" if dry_run:
                return None
            case "DELETE":
                return await self._json(_deletion(request, dry_run))
            case "PATCH" | "POST" | "PUT":
                query = {"fieldManager": manager} | ({"dryRun": "All"} if dry_run else {})
                ask = Ask(request.method, request.path, query, JSON, request.body, request.content_type)
                if await self._discovery.version(self._look) >= STRICT_SINCE:
                    ask = replace(ask, query={**query, "fieldValidation": "Strict"})
                return await self._json(ask)
            case _:
                raise Permanent(
                    f"Not sent: {request.method[:20]} is no method that changes a cluster.", "BadRequest"
                )

    async def exec(self, path: str, argv: Sequence[str], container: str, timeout: float, limit: int) -> Ran:
        """Run `argv` in `container` of the pod whose `exec` is `path`: no shell, no terminal, no input.

        After `timeout` seconds, or `limit` bytes of both streams, the connection is closed on it. A
        code of its own is an answer; Permanent when it could not be begun. Never sent twice.
        """
        if not argv or not container:
            raise Permanent("Not sent: a command has a program, and runs in a container.", "BadRequest")
        async with self._open() as line:
            return await line.run(Ask(EXEC, path), argv, container, timeout, limit)

    async def resources(self) -> Sequence[Resource]:
        """All kinds the cluster serves, in all versions, preferred ones first. Kept for ten minutes."""
        return await self._discovery.kinds(self._look)

    async def allowed(
        self, verb: str, resource: Resource, namespace: str, name: str = "", sub: str = ""
    ) -> Access:
        """Whether this account may. `namespace` empty: in all of them; `name` empty: any."""
        attributes = {
            "verb": verb, "group": resource.group, "version": resource.version, "resource": resource.plural,
            "subresource": sub, "namespace": namespace if resource.namespaced else "", "name": name,
        }  # fmt: skip
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {key: value for key, value in attributes.items() if value}},
        }
        said = await self._json(Ask("POST", REVIEWS, body=review))
        status = said.get("status") if isinstance(said, Mapping) else None
        status = status if isinstance(status, Mapping) else {}
        reason = status.get("reason") or status.get("evaluationError") or ""
        return Access(allowed=status.get("allowed") is True, reason=str(reason))

    async def _look(self, path: str) -> Any:
        return await self._json(Ask("GET", path, timeout=DISCOVERY_TIMEOUT))

    async def _json(self, ask: Ask) -> Any:
        async with self._open() as line:
            return await line.json(ask)


def _deletion(request: Request, dry_run: bool) -> Ask:
    """A DELETE. With a body the server reads no options from the query: it would really delete."""
    if deletes_many(request.path):
        raise Permanent(
            f"Not sent: {request.path[:100]} names no object, it would delete all of them.", "BadRequest"
        )
    if request.body is None:
        return Ask("DELETE", request.path, {"dryRun": "All"} if dry_run else {})
    if not isinstance(request.body, dict):
        raise Permanent("Not sent: the options of a deletion are an object.", "BadRequest")
    body = {**request.body, "dryRun": ["All"]} if dry_run else request.body
    return Ask("DELETE", request.path, {}, JSON, body)
