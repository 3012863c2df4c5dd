"""From what is asked to what does it: verbs, subresources, reviews. Called by `api` for what is allowed."""

from dataclasses import dataclass
from typing import Any

from sandbox.cluster import bodies, deletes, discovery, kinds, logs, patch, reads, reviews, scale, schema
from sandbox.cluster.cluster import Cluster
from sandbox.cluster.kinds import Kind
from sandbox.cluster.paths import Ask
from sandbox.cluster.rbac import User
from sandbox.cluster.reads import Form
from sandbox.cluster.status import JSON, bad_request, no_such_path, not_allowed, not_found, not_implemented
from sandbox.cluster.writes import Write

Done = tuple[int, JSON | str | bytes]
_RBAC = "rbac.authorization.k8s.io"
_OPTIONS = {"create": "CreateOptions", "update": "UpdateOptions", "patch": "PatchOptions"}


@dataclass(frozen=True, slots=True)
class Given:
    """A request that may be carried out."""

    ask: Ask
    raw: bytes
    content_type: str
    agent: str
    user: User
    form: Form

    def how(self, *, status_only: bool = False) -> Write:
        """Raises Refusal (422) for a dry run that is none."""
        dry = bodies.dry_run(self.ask, _OPTIONS[self.ask.verb])
        return Write(bodies.manager(self.ask, self.agent), dry, status_only)

    def read(self, kind: str) -> JSON:
        return bodies.read_object(self.raw, self.content_type, kind)


def carry_out(cluster: Cluster, given: Given, address: str) -> Done:
    """(HTTP status, what is answered). Raises Refusal."""
    ask = given.ask
    if not ask.resource:
        if ask.method not in ("GET", "HEAD"):
            raise discovery.missing(ask.path)
        return 200, discovery.answer(ask.path, address)
    group_version = f"{ask.group}/{ask.version}" if ask.group else ask.version
    if group_version not in kinds.discovery():
        if ask.group in kinds.ELSEWHERE or any(kinds.split(v)[0] == ask.group for v in kinds.discovery()):
            raise not_implemented(f"the API {group_version}")
        raise discovery.missing(ask.path)
    entry = kinds.described(ask.group, ask.version, ask.full_resource)
    if entry is None:
        raise no_such_path()
    if ask.group == "authorization.k8s.io" and ask.resource in reviews.SERVED:
        return _review(cluster, given)
    kind = ask.kind
    if kind is None:
        raise not_implemented(f"the resource {ask.resource}")
    if (
        ask.verb in ("create", "update", "patch", "delete", "deletecollection")
        and ask.group == "metrics.k8s.io"
    ):
        raise not_allowed()
    if ask.subresource:
        return _subresource(cluster, kind, given)
    return _object(cluster, kind, given)


def _review(cluster: Cluster, given: Given) -> Done:
    if given.ask.verb != "create" or given.ask.name:
        raise not_allowed()
    bodies.dry_run(given.ask, "CreateOptions")
    name = reviews.SERVED[given.ask.resource]
    try:
        return 201, reviews.review(cluster.authorizer, given.ask.resource, given.read(name), given.user)
    except schema.Mismatch as wrong:
        raise bad_request(f'{name} in version "v1" cannot be handled as a {name}: {wrong}') from None


def _object(cluster: Cluster, kind: Kind, given: Given) -> Done:
    ask, store, writer = given.ask, cluster.store, cluster.writer
    namespace = ask.namespace if kind.namespaced else ""
    _check_place(kind, ask)
    match ask.verb:
        case "watch":
            raise not_implemented("watch")
        case "get":
            return 200, reads.get(store, kind, ask, given.form, cluster.now)
        case "list":
            return 200, reads.list_all(store, kind, ask, given.form, cluster.now)
        case "create":
            _check_rights_given(cluster, kind, given)
            return 201, writer.create(kind, namespace, given.read(kind.name), given.how())
        case "update":
            _check_rights_given(cluster, kind, given)
            return 200, writer.update(kind, namespace, ask.name, given.read(kind.name), given.how())
        case "patch":
            _check_apply(given)
            _check_rights_given(cluster, kind, given)
            how = given.how()
            return 200, writer.patch(kind, namespace, ask.name, given.raw, given.content_type, how)
        case "delete":
            options = deletes.read_options(ask, given.raw, given.content_type)
            return 200, deletes.delete(store, kind, namespace, ask.name, options)
        case "deletecollection":
            return 200, _delete_all(cluster, kind, given)
        case _:
            raise not_allowed()


def _check_place(kind: Kind, ask: Ask) -> None:
    """Methods belong to places: POST to a collection, PUT and PATCH to an object; writes to one namespace."""
    writes = ask.verb in ("create", "update", "patch", "delete", "deletecollection")
    if kind.plural == "namespaces" and ask.verb == "deletecollection":
        raise not_allowed()
    if kind.plural == "services" and ask.verb == "deletecollection":
        raise not_allowed()
    if (ask.verb == "create" and ask.name) or (ask.verb in ("update", "patch") and not ask.name):
        raise not_allowed()
    if kind.namespaced and not ask.namespace and (writes or ask.verb == "get"):
        raise not_allowed() if writes else no_such_path()
    if not kind.namespaced and ask.namespace and kind.plural != "namespaces":
        raise no_such_path()


def _check_apply(given: Given) -> None:
    if bodies.media(given.content_type) == patch.APPLY and not given.ask.option("fieldManager"):
        raise bodies.no_manager()


def _check_rights_given(cluster: Cluster, kind: Kind, given: Given) -> None:
    """The server compares what a role gives with what its writer has; here only who has everything may
    write one.
    """
    if kind.group == _RBAC and not cluster.authorizer.is_administrator(given.user):
        raise not_implemented("judging whether somebody grants more than he has")


def _delete_all(cluster: Cluster, kind: Kind, given: Given) -> JSON:
    options = deletes.read_options(given.ask, given.raw, given.content_type)
    things, metadata = reads.select(cluster.store, kind, given.ask)
    for thing in things:
        meta = thing["metadata"]
        deletes.delete(cluster.store, kind, meta.get("namespace", ""), meta["name"], options)
    return reads.as_list(kind, things, metadata)


def _subresource(cluster: Cluster, kind: Kind, given: Given) -> Done:
    ask = given.ask
    match ask.subresource, ask.verb:
        case "scale", "get":
            return 200, scale.read(cluster.store, kind, ask.namespace, ask.name)
        case "scale", "update":
            body = given.read("Scale")
            return 200, scale.update(cluster.writer, kind, ask.namespace, ask.name, body, given.how())
        case "scale", "patch":
            _check_apply(given)
            place = (kind, ask.namespace, ask.name)
            return 200, scale.patch(cluster.writer, *place, given.raw, given.content_type, given.how())
        case "status", "get":
            return 200, reads.get(cluster.store, kind, ask, given.form, cluster.now)
        case "status", "update" | "patch":
            return 200, _status(cluster, kind, given)
        case "log", "get":
            return 200, _log(cluster, kind, ask)
        case "scale" | "status" | "log", _:
            raise not_allowed()
    raise not_implemented(f"{ask.full_resource}")


def _status(cluster: Cluster, kind: Kind, given: Given) -> Any:
    ask, namespace = given.ask, given.ask.namespace if kind.namespaced else ""
    _check_apply(given)
    how = given.how(status_only=True)
    if ask.verb == "patch":
        return cluster.writer.patch(kind, namespace, ask.name, given.raw, given.content_type, how)
    return cluster.writer.update(kind, namespace, ask.name, given.read(kind.name), how)


def _log(cluster: Cluster, kind: Kind, ask: Ask) -> bytes:
    pod = cluster.store.get(kind, ask.namespace, ask.name)
    if pod is None:
        raise not_found("pods", "", ask.name)
    return logs.read(pod, logs.read_options(ask), cluster.now)
