"""Who keeps an object, and who finds it by its labels: controllers and services.

Used by `label` and `delete`. Read as Tocsin's own account; what cannot be seen is left out, since nothing
rests on it but a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.actions.changing.choosing import together
from bot.actions.changing.subjects import Subject
from bot.actions.kit import Scene
from bot.errors import Permanent
from bot.ports import Resource

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Owner:
    """The controller of an object. `live` is empty where it cannot be seen."""

    title: str
    live: Object = field(default_factory=dict)

    @property
    def wanted(self) -> int | None:
        """How many pods it keeps, where it says so."""
        found = (self.live.get("spec") or {}).get("replicas")
        return found if isinstance(found, int) else None


def controller(live: Object) -> Object | None:
    """The reference to the one that keeps `live`; None for what stands alone."""
    owners = live["metadata"].get("ownerReferences") or []
    return next((one for one in owners if one.get("controller")), None)


async def owners(scene: Scene, subjects: Sequence[Subject]) -> dict[str, Owner]:
    """The controllers of `subjects`, by uid."""
    found = (controller(one.live) for one in subjects)
    references = {str(one["uid"]): one for one in found if one is not None}
    served = await scene.bot.resources()

    async def look(reference: Object) -> Owner:
        title = f"{str(reference['kind']).lower()}/{reference['name']}"
        resource = _kind(served, reference)
        if resource is None:
            return Owner(title)
        try:
            return Owner(
                title, await scene.bot.get(resource.path(scene.call.namespace, str(reference["name"])))
            )
        except Permanent:
            return Owner(title)

    looked = await together(look, references.values())
    return dict(zip(references, looked, strict=True))


async def selecting(scene: Scene, subjects: Sequence[Subject], keys: set[str]) -> list[str]:
    """A sentence for each controller and service that finds one of `subjects` by one of the labels `keys`."""
    pods = [one for one in subjects if one.kind == "Pod"]
    if not pods:
        return []
    said = []
    for owner in (await owners(scene, pods)).values():
        selector = (owner.live.get("spec") or {}).get("selector") or {}
        for key in sorted(keys & set(_keys(selector))):
            said.append(
                f"{owner.title} finds its pods by the label {key}: one that no longer has it is let go, and "
                "another is made in its place."
            )
    try:
        services = (await scene.bot.get(f"/api/v1/namespaces/{scene.call.namespace}/services")).get("items")
    except Permanent:
        return [*said, "Which services find these pods by their labels could not be seen."]
    for service in services or []:
        selector = (service.get("spec") or {}).get("selector") or {}
        for key in sorted(keys & set(selector)):
            said.append(f"service/{service['metadata']['name']} finds its pods by the label {key}.")
    return said


def _keys(selector: Object) -> Iterator[str]:
    """The labels that a selector asks for; a ReplicationController has a plain map."""
    labels = selector.get("matchLabels", selector if "matchExpressions" not in selector else {})
    yield from labels or ()
    yield from (str(rule.get("key")) for rule in selector.get("matchExpressions") or [])


def _kind(served: Sequence[Resource], reference: Object) -> Resource | None:
    group, _, version = str(reference.get("apiVersion") or "").rpartition("/")
    return next(
        (r for r in served if (r.group, r.version, r.kind) == (group, version, reference["kind"])), None
    )
