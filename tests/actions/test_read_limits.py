"""What a cluster seldom does: lists that go stale, kinds without tables, no metrics, no rights."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.kit import Scene
from bot.actions.reading import READS
from bot.actions.reading.finish import finished
from bot.actions.reading.lists import objects_of, table_of
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Permanent, Refused
from tests.actions.read_script import NOW, Query, Scripted, pod, read, table_json


async def test_a_long_list_comes_in_pieces():
    pieces = {"": table_json(["a"], "1"), "1": table_json(["b"], "2"), "2": table_json(["c"])}
    kube = Scripted(lambda path, query: pieces[str(query.get("continue", ""))])
    found = await table_of(kube, "/api/v1/pods", {}, NOW)
    assert [row.cells[0] for row in found.rows] == ["a", "b", "c"]
    assert {query["limit"] for _, query in kube.asked} == {500}


async def test_a_list_that_went_stale_is_asked_for_whole():
    def answer(path: str, query: Query) -> Any:
        if "continue" in query:
            return Permanent("too old", "Expired")
        return table_json(["a"], "1") if "limit" in query else table_json(["a", "b"])

    found = await table_of(Scripted(answer), "/api/v1/pods", {}, NOW)
    assert [row.cells[0] for row in found.rows] == ["a", "b"]


async def test_objects_of_a_list_get_the_kind_their_list_has():
    kube = Scripted(lambda path, query: {"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {}}]})
    assert (await objects_of(kube, "/api/v1/pods", {}))[0]["kind"] == "Pod"


async def test_an_api_without_tables_shows_names_and_ages():
    item = {"metadata": {"name": "x", "namespace": "shop", "creationTimestamp": "2026-01-02T03:00:00Z"}}
    found = await read(Scripted(lambda path, query: {"items": [item]}), "get", resources=["widgets"])
    assert found.text == "NAME   AGE\nx      4m5s\n"


async def test_without_a_metrics_api_top_says_so():
    with pytest.raises(Refused, match="no metrics API"):
        await read(Scripted(lambda path, query: {}), "top", what="pods")


async def test_events_that_may_not_be_read_do_not_spoil_the_description():
    def answer(path: str, query: Query) -> Any:
        return Permanent("events is forbidden", "Forbidden") if path.endswith("/events") else pod()

    found = await read(Scripted(answer), "describe", resources=["pod", "web-1"])
    assert "Events:  not readable: events is forbidden" in found.text


async def test_five_megabytes_are_the_most_and_the_cut_is_at_a_line_and_said():
    found = await finished("big", "0123456789\n" * 600_000)
    assert len(found.text) <= 5_000_000
    assert found.text.endswith("9\n")
    assert found.summary == "big; cut: the first 454,545 of 600,000 lines"


async def test_what_happened_to_a_pod_stands_in_its_description():
    ended = {"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-01-02T03:00:00Z"}}
    one = pod()
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    status = {"name": "web", "restartCount": 7, "ready": False, "state": waiting, "lastState": ended}
    one["status"] |= {"containerStatuses": [status], "reason": "Evicted", "message": "out of disk"}
    kube = Scripted(lambda path, query: {"items": []} if path.endswith("/events") else one)
    text = (await read(kube, "describe", resources=["pod", "web-1"])).text
    for fact in (
        "CrashLoopBackOff",
        "OOMKilled",
        "137",
        "Restart Count:  7",
        "Evicted",
        "out of disk",
        "(4m5s ago)",
    ):
        assert fact in text


async def test_a_no_of_the_cluster_is_a_no_with_what_it_said():
    found = await read(Scripted(lambda path, query: {}), "can-i", verb="delete", resource="pods/web-1")
    assert found.text.startswith("no: somebody may not delete pod/web-1 in shop\nby RoleBinding x\n")


async def test_a_beginning_that_many_names_have_describes_twenty_and_says_so():
    def answer(path: str, query: Query) -> Any:
        name = path.rpartition("/")[2]
        if name == "events":
            return {"items": []}
        if name == "pods":
            return table_json([f"web-{number}" for number in range(25)])
        return pod(name) if name != "web" else Permanent("not found", "NotFound")

    kube = Scripted(answer)
    found = await read(kube, "describe", resources=["pod", "web"])
    assert found.summary.startswith("25 objects; the first 20 are described")
    assert found.text.count("Service Account:") == 20


@pytest.mark.parametrize(
    ("action", "args"),
    [("logs", {"target": ["web-1"]}), ("rollout.status", {"workload": "web"})],
)
async def test_what_is_in_one_namespace_is_not_looked_for_in_all(action, args):
    found = next(one for one in READS if one.spec.name == action)
    assert found.read is not None
    kube = Scripted(lambda path, query: {})
    with pytest.raises(Refused, match="in one namespace"):
        await found.read(Scene(Call(action, args, "test", "", True), kube, None, Operations(), NOW))
