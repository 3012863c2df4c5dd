"""Role-based access: may this user do this, and by which binding. Asked by `api`, `auth` and `reviews`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.cluster import kinds
from sandbox.cluster.status import JSON, quoted
from sandbox.cluster.store import Store

MASTERS = "system:masters"


@dataclass(frozen=True, slots=True)
class User:
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributes:
    """What somebody wants to do; `resource` may be `deployments/scale`. A `path` is no resource."""

    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str = ""
    """the binding that allows it; when it is denied, what could not be looked up"""

    def why(self, user: User, wanted: Attributes) -> str:
        """A denial in the server's words."""
        said = f"User {quoted(user.name)} cannot {wanted.verb} "
        if wanted.path:
            said += f"path {quoted(wanted.path)}"
        else:
            said += f"resource {quoted(wanted.resource)} in API group {quoted(wanted.group)} "
            said += (
                f"in the namespace {quoted(wanted.namespace)}" if wanted.namespace else "at the cluster scope"
            )
        return f"{said}: {self.reason}" if self.reason else said


@dataclass(slots=True)
class _Search:
    """One look through the bindings, and what it stumbled over."""

    errors: list[str] = field(default_factory=list)


class Authorizer:
    def __init__(self, store: Store) -> None:
        self.store = store

    def decide(self, user: User, wanted: Attributes) -> Verdict:
        if MASTERS in user.groups:
            return Verdict(True)
        search = _Search()
        for said, rules in self._granted(user, wanted.namespace, search):
            if any(covers(rule, wanted) for rule in rules):
                return Verdict(True, f"RBAC: allowed by {said}")
        errors = search.errors
        if not errors:
            return Verdict(False)
        return Verdict(False, f"RBAC: {errors[0] if len(errors) == 1 else '[' + ', '.join(errors) + ']'}")

    def is_administrator(self, user: User) -> bool:
        """Whether he holds everything everywhere, so that nothing he grants is more than he has."""
        everything = Attributes("*", "*", "*")
        return self.decide(user, everything).allowed

    def _granted(self, user: User, namespace: str, search: _Search) -> Iterator[tuple[str, list[JSON]]]:
        """(what a reason calls it, its rules) of every binding that names this user: cluster-wide ones
        first.
        """
        group = "rbac.authorization.k8s.io"
        for binding in self.store.list(kinds.kind("clusterrolebindings", group)):
            yield from self._bound(user, binding, "", search)
        if namespace:
            for binding in self.store.list(kinds.kind("rolebindings", group), namespace):
                yield from self._bound(user, binding, namespace, search)

    def _bound(
        self, user: User, binding: JSON, namespace: str, search: _Search
    ) -> Iterator[tuple[str, list[JSON]]]:
        subject = next((s for s in binding.get("subjects", []) if names(s, user, namespace)), None)
        if subject is None:
            return
        role, name = binding["roleRef"], binding["metadata"]["name"]
        rules = self._rules(role, namespace, search)
        if rules is not None:
            bound = quoted(f"{name}/{namespace}" if namespace else name)
            who = f"{subject['kind']} {quoted(_called(subject))}"
            kind = "RoleBinding" if namespace else "ClusterRoleBinding"
            yield f"{kind} {bound} of {role['kind']} {quoted(role['name'])} to {who}", rules

    def _rules(self, role: JSON, namespace: str, search: _Search) -> list[JSON] | None:
        plural = f"{role['kind'].lower()}s"
        home = namespace if role["kind"] == "Role" else ""
        found = self.store.get(kinds.kind(plural, "rbac.authorization.k8s.io"), home, role["name"])
        if found is None:
            search.errors.append(
                f"{role['kind'].lower()}.rbac.authorization.k8s.io {quoted(role['name'])} not found"
            )
            return None
        rules: list[JSON] = found.get("rules") or []
        return rules


def names(subject: JSON, user: User, namespace: str) -> bool:
    """Whether a binding's subject is this user or a group of his."""
    match subject["kind"]:
        case "User":
            return bool(user.name == subject["name"])
        case "Group":
            return subject["name"] in user.groups
        case _:
            home = subject.get("namespace") or namespace
            return bool(user.name == f"system:serviceaccount:{home}:{subject['name']}")


def _called(subject: JSON) -> str:
    if subject["kind"] != "ServiceAccount":
        return str(subject["name"])
    return f"{subject['name']}/{subject.get('namespace', '')}"


def covers(rule: JSON, wanted: Attributes) -> bool:
    """Whether one rule of a role allows it."""
    if not _any(rule.get("verbs"), wanted.verb):
        return False
    if wanted.path:
        return any(_path_fits(url, wanted.path) for url in rule.get("nonResourceURLs", []))
    allowed_names = rule.get("resourceNames")
    return (
        _any(rule.get("apiGroups"), wanted.group)
        and _resource_fits(rule.get("resources") or [], wanted.resource)
        and (not allowed_names or wanted.name in allowed_names)
    )


def _any(allowed: list[str] | None, wanted: str) -> bool:
    return bool(allowed) and ("*" in (allowed or ()) or wanted in (allowed or ()))


def _resource_fits(allowed: list[str], wanted: str) -> bool:
    subresource = wanted.partition("/")[2]
    return "*" in allowed or wanted in allowed or bool(subresource and f"*/{subresource}" in allowed)


def _path_fits(url: str, path: str) -> bool:
    return url == "*" or url == path or (url.endswith("*") and path.startswith(url.rstrip("*")))
