"""What people call a kind of object (`po`, `deploy`, `deployments.apps`, `HPA`), found among what is served.

Called by every read that takes a kind. Nothing about versions is assumed: a cluster says in its discovery
what it has, and of several versions the newest stable one is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import Refused
from bot.ports import Kube, Resource

# The first group that has a word means it: `pods` are not metrics, `events` not those of events.k8s.io.
_FIRST = ("", "apps", "batch", "autoscaling", "networking.k8s.io", "policy", "rbac.authorization.k8s.io")
_LAST = ("extensions", "events.k8s.io", "metrics.k8s.io")
_VERSION = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?$")

# What kubectl calls `all`, as the built-in kinds put themselves into that category.
ALL = (
    "pods", "replicationcontrollers", "services", "daemonsets.apps", "deployments.apps", "replicasets.apps",
    "statefulsets.apps", "horizontalpodautoscalers.autoscaling", "cronjobs.batch", "jobs.batch",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """One kind somebody asked for, and the names of it; no names: all of them."""

    resource: Resource
    names: tuple[str, ...] = ()


async def wanted(kube: Kube, words: Sequence[str]) -> list[Wanted]:
    """What `pods`, `pods web-1`, `deploy/web svc/web`, `pods,svc` and `all` ask for, in their order."""
    if not words:
        raise Refused("Say what to look at: `pods`, `deployment/web`, `svc,ingress`.")
    served = await kube.resources()
    if any("/" in word for word in words):
        return _slashed(served, words)
    kinds = [kind for word in words[0].split(",") if word for kind in _kinds(served, word)]
    return [Wanted(kind, tuple(words[1:])) for kind in kinds]


async def resource_of(kube: Kube, word: str) -> Resource:
    """The kind that `word` means in this cluster; Refused with near ones when there is none."""
    return find(await kube.resources(), word)


def find(served: Sequence[Resource], word: str) -> Resource:
    matching = [one for one in served if _means(one, word.lower())]
    if not matching:
        raise Refused(_unknown(served, word))
    return min(matching, key=lambda one: (_group_rank(one.group), one.group, _age_rank(one.version)))


def newest(served: Iterable[Resource], group: str, plural: str) -> Resource | None:
    """The newest served version of one known kind, None when the cluster does not have it."""
    matching = [one for one in served if one.group == group and one.plural == plural]
    return min(matching, key=lambda one: _age_rank(one.version), default=None)


def kind_word(resource: Resource) -> str:
    """`pod`, `deployment.apps`: how kubectl writes a kind before a slash and a name."""
    return ".".join(filter(None, (resource.kind.lower(), resource.group)))


def counted_kind(number: int, resource: Resource) -> str:
    """`1 ingress`, `12 pods`."""
    return f"1 {resource.kind.lower()}" if number == 1 else f"{number:,} {resource.plural}"


def _slashed(served: Sequence[Resource], words: Sequence[str]) -> list[Wanted]:
    found: dict[Resource, list[str]] = {}
    for word in words:
        kind, slash, name = word.partition("/")
        if not slash or not kind or not name or "/" in name:
            raise Refused(f"`{word}` is not `kind/name`: either write all of them so, or `kind name name`.")
        found.setdefault(find(served, kind), []).append(name)
    return [Wanted(resource, tuple(names)) for resource, names in found.items()]


def _kinds(served: Sequence[Resource], word: str) -> list[Resource]:
    if word.lower() != "all":
        return [find(served, word)]
    split = [word.partition(".") for word in ALL]
    kinds = [newest(served, group, plural) for plural, _, group in split]
    return [kind for kind in kinds if kind is not None]


def _means(one: Resource, word: str) -> bool:
    name, dot, rest = word.partition(".")
    if name not in {one.plural, one.singular, one.kind.lower(), *one.short}:
        return False
    return not dot or rest in (one.group, f"{one.version}.{one.group}", one.version)


def _group_rank(group: str) -> int:
    if group in _LAST:
        return len(_FIRST) + 1
    return _FIRST.index(group) if group in _FIRST else len(_FIRST)


def _age_rank(version: str) -> tuple[int, int, int]:
    """Smaller is better: stable before beta before alpha, newer before older."""
    found = _VERSION.match(version)
    if not found:
        return (3, 0, 0)
    stage = {None: 0, "beta": 1, "alpha": 2}[found[2]]
    return (stage, -int(found[1]), -int(found[3] or 0))


def _unknown(served: Sequence[Resource], word: str) -> str:
    names = {name for one in served for name in (one.plural, one.kind.lower(), *one.short)}
    near = get_close_matches(word.lower().partition(".")[0], sorted(names), 3, 0.6)
    rest = f" Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return f"This cluster serves no kind called `{word}`.{rest}"
