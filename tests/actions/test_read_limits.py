"""What a cluster seldom does: lists that go stale, logs without end, logs that are no text, no metrics.

`Scripted` answers as an API server would; what is rare there cannot be waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions.kit import Output, Scene
from bot.actions.reading import READS
from bot.actions.reading.finish import finished
from bot.actions.reading.lists import objects_of, table_of
from bot.domain.action import Call, Request
from bot.domain.operations import Operations
from bot.errors import Permanent, Refused
from bot.ports import Access, Resource

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PODS = Resource("", "v1", "pods", "Pod", True, "pod", ("po",))
WIDGETS = Resource("example.org", "v1", "widgets", "Widget", True)
Query = Mapping[str, str | int]


@dataclass
class Scripted:
    """A cluster that answers every path by `answer(path, query)`."""

    answer: Callable[[str, Query], Any]
    kinds: tuple[Resource, ...] = (PODS, WIDGETS)
    asked: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    user: str = "somebody"

    async def get(self, path: str, query: Query | None = None) -> Any:
        self.asked.append((path, dict(query or {})))
        found = self.answer(path, query or {})
        if isinstance(found, Permanent):
            raise found
        return found

    async def table(self, path: str, query: Query | None = None) -> Any:
        return await self.get(path, query)

    async def text(self, path: str, query: Query | None, limit: int) -> bytes:
        found: bytes = await self.get(path, query)
        return found[:limit]

    async def resources(self) -> Sequence[Resource]:
        return self.kinds

    async def send(self, request: Request, manager: str, dry_run: bool = False) -> Any:
        raise AssertionError("a read sends nothing")

    async def allowed(
        self, verb: str, resource: Resource, namespace: str, name: str = "", sub: str = ""
    ) -> Access:
        return Access(verb == "get", "by RoleBinding x")


async def read(kube: Scripted, action: str, **args: Any) -> Output:
    found = next(one for one in READS if one.spec.name == action)
    assert found.read is not None
    return await found.read(Scene(Call(action, args, "test", "shop"), kube, None, Operations(), NOW))


def pod(name: str = "web-1", **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": "shop", "uid": name, "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {
        "metadata": meta,
        "spec": {"containers": [{"name": "web", **spec}]},
        "status": {"phase": "Running"},
    }


def table(names: Sequence[str], following: str = "") -> dict[str, Any]:
    rows = [{"cells": [name]} for name in names]
    heads = [{"name": "Name", "format": "name"}]
    return {"kind": "Table", "metadata": {"continue": following}, "columnDefinitions": heads, "rows": rows}


async def test_a_long_list_comes_in_pieces():
    pieces = {"": table(["a"], "1"), "1": table(["b"], "2"), "2": table(["c"])}
    kube = Scripted(lambda path, query: pieces[str(query.get("continue", ""))])
    found = await table_of(kube, "/api/v1/pods", {}, NOW)
    assert [row.cells[0] for row in found.rows] == ["a", "b", "c"]
    assert {query["limit"] for _, query in kube.asked} == {500}


async def test_a_list_that_went_stale_is_asked_for_whole():
    def answer(path: str, query: Query) -> Any:
        if "continue" in query:
            return Permanent("too old", "Expired")
        return table(["a"], "1") if "limit" in query else table(["a", "b"])

    found = await table_of(Scripted(answer), "/api/v1/pods", {}, NOW)
    assert [row.cells[0] for row in found.rows] == ["a", "b"]


async def test_objects_of_a_list_get_the_kind_their_list_has():
    kube = Scripted(lambda path, query: {"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {}}]})
    assert (await objects_of(kube, "/api/v1/pods", {}))[0]["kind"] == "Pod"


async def test_an_api_without_tables_shows_names_and_ages():
    item = {"metadata": {"name": "x", "namespace": "shop", "creationTimestamp": "2026-01-02T03:00:00Z"}}
    found = await read(Scripted(lambda path, query: {"items": [item]}), "get", resources=["widgets"])
    assert found.text == "NAME   AGE\nx      4m5s\n"


def logged(raw: Callable[[Query], bytes], **spec: Any) -> Scripted:
    return Scripted(lambda path, query: raw(query) if path.endswith("/log") else pod(**spec))


async def test_of_a_log_without_end_the_end_is_shown():
    lines = [f"{number} {'x' * (number // 1000)}\n".encode() for number in range(100_000)]

    def raw(query: Query) -> bytes:
        return b"".join(lines[-int(query.get("tailLines", len(lines))) :])[: int(query["limitBytes"])]

    found = await read(logged(raw), "logs", target=["web-1"])
    assert found.text.splitlines()[-1].startswith("99999 ")
    assert 1_000_000 < len(found.text) <= 2_000_000
    assert "the log is longer than 2 MB" in found.summary
    assert f"the last {len(found.text.splitlines()):,} lines" in found.summary


async def test_a_binary_log_is_said_rather_than_shown():
    with pytest.raises(Refused, match=r"not text \(2,560 bytes\)"):
        await read(logged(lambda query: bytes(range(256)) * 10), "logs", target=["web-1"])


async def test_a_pod_that_goes_away_while_it_is_read_is_said():
    def answer(path: str, query: Query) -> Any:
        return Permanent("gone", "NotFound") if path.endswith("/log") else pod()

    with pytest.raises(Refused, match="went away while its log was read"):
        await read(Scripted(answer), "logs", target=["web-1"])
    assert (await read(Scripted(answer), "logs", target=["web-1"], follow=True)).over


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('previous terminated container "web" in pod "web-1" not found', "has not restarted"),
        ('container "web" in pod "web-1" is waiting to start: ImagePullBackOff', r"\(ImagePullBackOff\)"),
    ],
)
async def test_a_log_that_cannot_be_there_says_why(message, said):
    kube = Scripted(lambda path, query: Permanent(message, "BadRequest") if path.endswith("/log") else pod())
    with pytest.raises(Refused, match=said):
        await read(kube, "logs", target=["web-1"])


async def test_secrets_of_the_pods_own_settings_are_masked_in_its_log():
    env = [{"name": "DB_PASSWORD", "value": "plain-looking"}]
    found = await read(logged(lambda query: b"using plain-looking\n", env=env), "logs", target=["web-1"])
    assert "plain-looking" not in found.text
    assert found.masked == 1


async def test_the_annotated_container_is_taken_and_said():
    def answer(path: str, query: Query) -> Any:
        if path.endswith("/log"):
            return f"of {query['container']}\n".encode()
        found = pod()
        found["spec"]["containers"].append({"name": "app"})
        found["metadata"]["annotations"] = {"kubectl.kubernetes.io/default-container": "app"}
        return found

    found = await read(Scripted(answer), "logs", target=["web-1"])
    assert found.text == "of app\n"
    assert 'Defaulted container "app" out of: web, app' in found.summary


async def test_of_many_pods_twenty_are_read_and_the_rest_is_said():
    pods = {"kind": "PodList", "items": [pod(f"web-{number}") for number in range(30)]}
    kube = Scripted(lambda path, query: b"x\n" if path.endswith("/log") else pods)
    found = await read(kube, "logs", selector="app=web")
    assert len(found.text.splitlines()) == 20
    assert "the first 20 of 30 pods" in found.summary


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
