"""Whether an account may make a frozen request itself: the cluster's own access review. For votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from bot.domain.action import EXEC, Request
from bot.errors import Permanent
from bot.ports import Access, Kube, Resource

VERBS = {
    "PATCH": "patch", "PUT": "update", "POST": "create", "DELETE": "delete", "GET": "get", EXEC: "create",
}  # fmt: skip
NAMED = 5
"""So many objects are asked about by name."""

Question: TypeAlias = tuple[str, Resource, str, str, str]


async def review(kube: Kube, request: Request) -> Access:
    """What the cluster says about all of `request` for the account of `kube`; a grant names its binding.

    Of several parts the first that is denied is the answer. Many of one kind are asked once.
    """
    access, _ = await judged(kube, request)
    return access


async def judged(kube: Kube, request: Request) -> tuple[Access, str]:
    """`review`, and what is denied in words (`delete pods in namespace shop`); empty for a grant."""
    resources, granted = await kube.resources(), Access(False)
    for question in dict.fromkeys(_asked(resources, request)):
        verb, resource, namespace, name, sub = question
        granted = await kube.allowed(verb, resource, namespace, name, sub)
        if not granted.allowed:
            return granted, _spoken(question)
    return granted, ""


def denied(kube: Kube, request: Request) -> str:
    """The sentence for somebody whom the review denies it."""
    first = request.parts[0]
    verb, (_, _, place) = VERBS[first.method], first.path.partition("/namespaces/")
    where = place.split("/")
    if len(where) < 2:
        return f"{kube.user} may not {verb} {'/'.join(_parts(first.path)[2][:1])}"
    return f"{kube.user} may not {verb} {'/'.join(where[1:2] + where[3:])} in namespace {where[0]}"


def _spoken(question: Question) -> str:
    verb, resource, namespace, _, sub = question
    plural = "/".join(filter(None, (resource.plural, sub)))
    group = f" (API group {resource.group})" if resource.group else ""
    return f"{verb} {plural}{group}" + (f" in namespace {namespace}" if namespace else "")


def _asked(resources: Sequence[Resource], request: Request) -> Iterator[Question]:
    """One question for each part; where there are many, one for all of their kind."""
    parts = request.parts
    for part in parts:
        resource, namespace, name, sub = _meant(resources, part.path)
        yield VERBS[part.method], resource, namespace, name if len(parts) <= NAMED else "", sub


def _meant(resources: Sequence[Resource], path: str) -> tuple[Resource, str, str, str]:
    """(resource, namespace, name, subresource) of a path of the API."""
    group, version, rest = _parts(path)
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    plural, name, sub = (*rest, "", "", "")[:3]
    for one in resources:
        if (one.group, one.version, one.plural) == (group, version, plural):
            return one, namespace, name, sub
    raise Permanent(f"the cluster does not serve {plural} any more", "NotFound")


def _parts(path: str) -> tuple[str, str, list[str]]:
    """(group, version, the rest) of a path of the API."""
    parts = path.strip("/").split("/")
    return ("", parts[1], parts[2:]) if parts[0] == "api" else (parts[1], parts[2], parts[3:])
