"""Who is asking: bearer tokens, and acting as somebody else by the Impersonate headers. Used by `api` on
every call.
"""

import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.cluster.rbac import Attributes, Authorizer, User
from sandbox.cluster.status import Refusal, forbidden, unauthorized

TOKENS = {
    "admin-token": User("admin", ("system:masters",)),
    "bot-token": User("bot", ("bots",)),
    "alice-token": User("alice", ("sre",)),
    "bob-token": User("bob", ("dev",)),
}
_ANYBODY = "system:authenticated"
_ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))
_ACCOUNT = "system:serviceaccount:"
_EXTRA = "impersonate-extra-"


@dataclass(slots=True)
class Impersonation:
    """What the headers ask for."""

    user: str = ""
    groups: list[str] = field(default_factory=list)
    extra: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.user or self.groups or self.extra)


def authenticate(header: str | None) -> User:
    """The user of a bearer token, nobody in particular without one. Raises Refusal (401) for an unknown
    token.
    """
    kind, _, token = (header or "").partition(" ")
    if not header or kind.lower() != "bearer":
        return _ANONYMOUS
    user = TOKENS.get(token.strip())
    if user is None:
        raise unauthorized()
    return User(user.name, (*user.groups, _ANYBODY))


def asked(headers: Iterable[tuple[str, str]]) -> Impersonation:
    """Read the Impersonate headers; groups and extras may come on several lines."""
    found = Impersonation()
    for name, value in headers:
        match name.lower():
            case "impersonate-user":
                found.user = found.user or value
            case "impersonate-group":
                found.groups.append(value)
            case other if other.startswith(_EXTRA):
                key = urllib.parse.unquote(other.removeprefix(_EXTRA))
                found.extra.setdefault(key, []).append(value)
    return found


def impersonate(user: User, wanted: Impersonation, authorizer: Authorizer, path: str) -> User:
    """The user to act as. Raises Refusal: 403 where a right is missing, 500 without a user, as the server
    does.
    """
    if not wanted.user:
        raise _without_user(wanted, path)
    for attributes in _rights(wanted):
        verdict = authorizer.decide(user, attributes)
        if not verdict.allowed:
            resource = attributes.resource.partition("/")[0]
            raise forbidden(resource, attributes.group, attributes.name, verdict.why(user, attributes))
    groups = list(wanted.groups)
    if wanted.user.startswith(_ACCOUNT) and not groups:
        groups = [_ACCOUNT.rstrip(":") + "s", f"{_ACCOUNT.rstrip(':')}s:{wanted.user.split(':')[2]}"]
    if wanted.user != _ANONYMOUS.name and _ANYBODY not in groups:
        groups.append(_ANYBODY)
    return User(wanted.user, tuple(groups))


def _rights(wanted: Impersonation) -> list[Attributes]:
    """What must be allowed for it, in the order the server asks."""
    if wanted.user.startswith(_ACCOUNT) and wanted.user.count(":") == 3:
        _, _, namespace, name = wanted.user.split(":")
        needed = [Attributes("impersonate", "", "serviceaccounts", namespace, name)]
    else:
        needed = [Attributes("impersonate", "", "users", "", wanted.user)]
    needed += [Attributes("impersonate", "", "groups", "", group) for group in wanted.groups]
    for key, values in wanted.extra.items():
        resource = f"userextras/{key}"
        needed += [Attributes("impersonate", "authentication.k8s.io", resource, "", v) for v in values]
    return needed


def _without_user(wanted: Impersonation, path: str) -> Refusal:
    said = [f"{{Group  {group}    }}" for group in wanted.groups]
    said += [
        f"{{UserExtra  {v}  authentication.k8s.io/v1  {k}}}" for k, vs in wanted.extra.items() for v in vs
    ]
    text = f'Internal Server Error: "{path}": requested [{" ".join(said)}] without impersonating a user\n'
    return Refusal(500, "", text, text=text)
