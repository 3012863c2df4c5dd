"""The API server's edge: who asks, may he, what is done, and in which form it is answered. Mounted by
`server`.
"""

import contextlib
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.cluster import audit, auth, dispatch, paths
from sandbox.cluster.cluster import Cluster
from sandbox.cluster.paths import Ask
from sandbox.cluster.rbac import Attributes, User
from sandbox.cluster.reads import Form, accepted
from sandbox.cluster.status import JSON, Refusal, forbidden
from sandbox.cluster.suffering import Suffering


@dataclass(slots=True)
class Answer:
    code: int
    body: JSON | str | bytes
    headers: dict[str, str]


class Api:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One request to this cluster, whatever it is."""
        path = f"/{request.match_info.get('tail', '')}"
        raw = await request.read()
        query = {name: request.query.getall(name) for name in request.query}
        ask = paths.read(request.method, path, query)
        entry = self.cluster.audit.begin(self.cluster.clock(), request.method, path)
        _note(entry, ask, raw, request.content_type if raw else "")
        work = Work(self.cluster, request, ask, raw, entry)
        fault = self.cluster.faults.take(ask, entry.dry_run)
        if fault is None:
            return work.answered()
        return await Suffering(self.cluster.faults, fault, work, request).through()


def _note(entry: audit.Entry, ask: Ask, raw: bytes, content_type: str) -> None:
    entry.verb, entry.group, entry.resource, entry.subresource = (
        ask.verb,
        ask.group,
        ask.resource,
        ask.subresource,
    )
    entry.namespace, entry.name, entry.query, entry.content_type = (
        ask.namespace,
        ask.name,
        ask.query,
        content_type,
    )
    if raw:
        try:
            entry.body = json.loads(raw)
        except (ValueError, RecursionError):
            entry.body = raw.decode("utf-8", "replace")
    if entry.method == "DELETE" and raw.strip():
        entry.dry_run = isinstance(entry.body, dict) and "All" in (entry.body.get("dryRun") or [])
    else:
        entry.dry_run = "All" in ask.query.get("dryRun", [])


class Work:
    """A request, ready to be carried out once. `answered` does it; a fault may have it otherwise."""

    def __init__(
        self, cluster: Cluster, request: web.Request, ask: Ask, raw: bytes, entry: audit.Entry
    ) -> None:
        self.cluster, self.request, self.ask, self.raw, self.entry = cluster, request, ask, raw, entry

    def answered(self) -> web.Response:
        form = Form()
        try:
            form = accepted(self.request.headers.get("Accept", ""))
            answer = self._carry_out(form)
        except Refusal as refused:
            return self.refused(refused, form)
        self.entry.code, self.entry.done = answer.code, True
        return _response(answer, form)

    def refused(self, refused: Refusal, form: Form | None = None) -> web.Response:
        self.entry.code = refused.code
        body = refused.body() if refused.text is None else refused.text
        return _response(Answer(refused.code, body, refused.headers), form or Form())

    def denied(self) -> Refusal:
        """The 403 this user would be told for this request."""
        return _denied(
            User(self.entry.impersonated_user or self.entry.user or "system:anonymous"), self.ask, ""
        )

    def identify(self) -> None:
        """Find out who asks, for the record of a request that a fault may refuse."""
        with contextlib.suppress(Refusal):
            self._user()

    def _user(self) -> User:
        user = auth.authenticate(self.request.headers.get("Authorization"))
        self.entry.user, self.entry.groups = user.name, list(user.groups)
        wanted = auth.asked(self.request.headers.items())
        if not wanted:
            return user
        self.entry.impersonated_user, self.entry.impersonated_groups = wanted.user, list(wanted.groups)
        self.entry.impersonated_extra = wanted.extra
        return auth.impersonate(user, wanted, self.cluster.authorizer, self.ask.path)

    def _carry_out(self, form: Form) -> Answer:
        self.cluster.catch_up()
        user = self._user()
        self._authorize(user)
        headers = self.request.headers
        given = dispatch.Given(
            self.ask, self.raw, headers.get("Content-Type", ""), headers.get("User-Agent", ""), user, form
        )
        code, body = dispatch.carry_out(self.cluster, given, self.request.host)
        return Answer(code, body, {})

    def _authorize(self, user: User) -> None:
        ask = self.ask
        if ask.resource:
            wanted = Attributes(ask.verb, ask.group, ask.full_resource, ask.namespace, ask.name)
        else:
            wanted = Attributes(ask.verb, path=ask.path)
        verdict = self.cluster.authorizer.decide(user, wanted)
        if not verdict.allowed:
            raise _denied(user, ask, verdict.reason)


def _denied(user: User, ask: Ask, reason: str) -> Refusal:
    end = f": {reason}" if reason else ""
    if not ask.resource:
        message = f'forbidden: User "{user.name}" cannot {ask.verb} path "{ask.path}"{end}'
        return Refusal(403, "Forbidden", message, {})
    where = f'in the namespace "{ask.namespace}"' if ask.namespace else "at the cluster scope"
    what = f'cannot {ask.verb} resource "{ask.full_resource}" in API group "{ask.group}" {where}'
    return forbidden(ask.resource, ask.group, ask.name, f'User "{user.name}" {what}{end}')


def _response(answer: Answer, form: Form) -> web.Response:
    headers = {"Cache-Control": "no-cache, private", **answer.headers}
    body: Any = answer.body
    if isinstance(body, bytes):
        return web.Response(status=answer.code, body=body, headers={**headers, "Content-Type": "text/plain"})
    if isinstance(body, str):
        kind = "application/json" if body.startswith("{") else "text/plain; charset=utf-8"
        return web.Response(status=answer.code, body=body.encode(), headers={**headers, "Content-Type": kind})
    if form.yaml:
        import yaml  # only who reads YAML pays for loading it

        text = yaml.safe_dump(json.loads(json.dumps(body)), default_flow_style=False)
        return web.Response(
            status=answer.code, body=text.encode(), headers={**headers, "Content-Type": "application/yaml"}
        )
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(
        status=answer.code, body=text.encode(), headers={**headers, "Content-Type": "application/json"}
    )
