"""Two looks at a small cluster, with something done in between: what is news and what is not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.actions.changed.watching import Found, Look
from bot.domain.action import Request
from bot.errors import Permanent
from bot.ports import Access
from tests.actions.test_changed import JSON, NOON, entry, meta, spec


class Small:
    """A cluster of one deployment, its autoscalers and its config maps, in memory."""

    user = "the bot"

    def __init__(self) -> None:
        self.live: JSON | None = {
            "metadata": {**meta("web", 0, entry("kubectl-create", 0, "spec.template")), "generation": 1},
            "spec": spec(),
        }
        self.scalers: list[JSON] = []
        self.maps: list[JSON] | None = [meta("settings", 0, entry("kubectl-create", 0))]

    async def get(self, path: str, query: Any = None) -> Any:
        if path.endswith("horizontalpodautoscalers"):
            return {"items": self.scalers}
        if self.live is None:
            raise Permanent("gone", "NotFound")
        return copy.deepcopy(self.live)

    async def table(self, path: str, query: Any = None) -> Any:
        if self.maps is None:
            raise Permanent("no", "Forbidden")
        rows = [{"cells": [], "object": {"metadata": copy.deepcopy(one)}} for one in self.maps]
        return {"kind": "Table", "columnDefinitions": [], "rows": rows}

    def edit(self, *entries: JSON, **more: Any) -> None:
        """A write of the deployment's spec, noted as `entries`."""
        assert self.live is not None
        self.live["metadata"]["managedFields"] += entries
        self.live["metadata"]["generation"] += 1
        self.live["spec"] = spec(**more)

    async def text(self, path: str, query: Any, limit: int) -> bytes:
        raise NotImplementedError

    async def send(self, request: Request, manager: str, dry_run: bool = False) -> Any:
        raise NotImplementedError

    async def resources(self) -> Any:
        raise NotImplementedError

    async def allowed(
        self, verb: str, resource: Any, namespace: str, name: str = "", sub: str = ""
    ) -> Access:
        raise NotImplementedError


async def look(cluster: Any, known: JSON, *scaled: str) -> tuple[list[Found], JSON]:
    one = Look(cluster, "shop", NOON, scaled)
    after = await one.at([("Deployment", "web")], known)
    return one.found, after


async def test_the_first_look_finds_nothing_and_the_next_only_what_is_new():
    cluster = Small()
    found, known = await look(cluster, {})
    assert found == []
    cluster.edit(entry("kubectl-edit", 9, "spec.template"), image="web:2")
    found, known = await look(cluster, known)
    assert [(one.object, one.what, one.who) for one in found] == [
        ("deployment/web", "web web:1 -> web:2", "kubectl-edit")
    ]
    assert found[0].key == "uid-web:2"
    found, known = await look(cluster, known)
    assert found == []


@pytest.mark.parametrize(
    "entries",
    [
        (entry("tocsin-Ab", 9, "spec.template"),),
        (entry("kube-controller-manager", 9, "spec.replicas", subresource="scale"),),
    ],
)
async def test_what_tocsin_and_controllers_write_is_no_news(entries: tuple[JSON, ...]):
    cluster = Small()
    _, known = await look(cluster, {})
    cluster.edit(*entries, replicas=5)
    found, _ = await look(cluster, known)
    assert found == []


async def test_a_scale_that_nobody_is_noted_for_is_somebodys_unless_it_is_ours_or_an_autoscalers():
    status = entry("kube-controller-manager", 9, "status.replicas")
    cluster = Small()
    _, known = await look(cluster, {})
    cluster.edit(status, replicas=5)
    found, _ = await look(cluster, known)
    assert [(one.what, one.who) for one in found] == [("replicas 2 -> 5", "")]
    assert (await look(cluster, known, "deployment/web"))[0] == []
    cluster.scalers = [{"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}}}]
    assert (await look(cluster, known))[0] == []


async def test_a_status_alone_is_no_news():
    cluster = Small()
    _, known = await look(cluster, {})
    assert cluster.live is not None
    cluster.live["metadata"]["resourceVersion"] = "7"
    cluster.live["metadata"]["managedFields"].append(entry("kubectl", 9, "status.replicas"))
    assert (await look(cluster, known))[0] == []


async def test_an_object_that_goes_and_comes_is_told_both_times():
    cluster = Small()
    live = cluster.live
    _, known = await look(cluster, {})
    cluster.live = None
    found, known = await look(cluster, known)
    assert [one.what for one in found] == ["deleted"]
    cluster.live = live
    found, _ = await look(cluster, known)
    assert [(one.what, one.who) for one in found] == [("made", "kubectl-create")]


async def test_config_maps_that_cannot_be_read_for_a_while_are_not_taken_for_deleted():
    cluster = Small()
    maps = cluster.maps
    _, known = await look(cluster, {})
    cluster.maps = None
    found, known = await look(cluster, known)
    assert found == []
    cluster.maps = maps
    assert (await look(cluster, known))[0] == []
