"""The cluster's edge: who gets in, what is found out first, the first morning, the record, trouble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox, start

JSON = dict[str, Any]
NS = "smartcloudops"
CORE, APPS = f"/api/v1/namespaces/{NS}", f"/apis/apps/v1/namespaces/{NS}"
BACKEND = f"{APPS}/deployments/backend"
JSON_PATCH, MERGE = "application/json-patch+json", "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


class Api:
    """One cluster over HTTP: `await api("GET", path)` answers (status, body)."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, name: str = "production") -> None:
        self.sandbox, self.session = sandbox, session
        self.server = sandbox.facts()["clusters"][name]["server"]
        self.headers: Any = {}

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        content_type: str = "application/json",
        token: str | None = "admin-token",
        headers: Any = (),
    ) -> tuple[int, Any]:
        lines = [("Content-Type", content_type), *headers]
        if token:
            lines.append(("Authorization", f"Bearer {token}"))
        options: JSON = {"data": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        async with self.session.request(method, self.server + path, headers=lines, **options) as answer:
            self.headers = answer.headers
            if "json" in answer.headers["Content-Type"]:
                return answer.status, await answer.json()
            return answer.status, (await answer.read()).decode("utf-8", "replace")

    async def get(self, path: str, **more: Any) -> Any:
        """What is there; AssertionError unless it is."""
        status, body = await self("GET", path, **more)
        assert status == 200, (status, body)
        return body

    async def patch(self, path: str, body: Any, content_type: str = MERGE, **more: Any) -> tuple[int, Any]:
        return await self("PATCH", path, body, content_type, **more)

    async def table(self, path: str, **more: Any) -> list[list[Any]]:
        shown = await self.get(path, headers=[("Accept", TABLE)], **more)
        return [row["cells"] for row in shown["rows"]]

    async def drive(self, path: str, method: str = "POST", **body: Any) -> Any:
        address = f"{self.sandbox.url}/_sandbox/{path}"
        async with self.session.request(method, address, json=body) as answer:
            return await answer.json()

    async def later(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        await self.drive("clock", virtual=self.sandbox.clock.now() + seconds, speed=0.001)


@asynccontextmanager
async def standing(name: str = "production") -> AsyncIterator[Api]:
    """A sandbox whose time stands still unless a test lets it pass."""
    sandbox = await start(database_url="", speed=0.001)
    async with aiohttp.ClientSession() as session:
        yield Api(sandbox, session, name)
    await sandbox.stop()


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with standing() as made:
        yield made


def image(workload: JSON) -> str:
    found: str = workload["spec"]["template"]["spec"]["containers"][0]["image"]
    return found


async def test_a_token_is_needed_and_a_wrong_one_is_refused(api):
    status, body = await api("GET", f"{CORE}/pods", token="stolen")
    assert (status, body["kind"], body["reason"], body["message"]) == (
        401, "Status", "Unauthorized", "Unauthorized",
    )  # fmt: skip
    status, body = await api("GET", f"{CORE}/pods", token=None)
    assert status == 403
    assert body["message"].startswith(
        'pods is forbidden: User "system:anonymous" cannot list resource "pods"'
    )
    assert (await api("GET", "/readyz", token=None)) == (200, "ok")


async def test_discovery_says_what_there_is_as_a_real_server_does(api):
    core = {r["name"]: r for r in (await api.get("/api/v1", token="bob-token"))["resources"]}
    assert core["pods"]["shortNames"] == ["po"]
    assert core["pods/log"] == {
        "name": "pods/log", "singularName": "", "namespaced": True, "kind": "Pod", "verbs": ["get"],
    }  # fmt: skip
    apps = {r["name"]: r for r in (await api.get("/apis/apps/v1"))["resources"]}
    assert apps["deployments/scale"]["verbs"] == ["get", "patch", "update"]
    assert (apps["deployments/scale"]["group"], apps["deployments/scale"]["kind"]) == ("autoscaling", "Scale")
    groups = [g["name"] for g in (await api.get("/apis"))["groups"]]
    assert {"apps", "autoscaling", "policy", "rbac.authorization.k8s.io", "metrics.k8s.io"} <= set(groups)
    assert (await api.get("/version"))["minor"] == "20"


async def test_what_it_does_not_do_is_501_and_what_nobody_knows_is_404(api):
    for path in ("/apis/batch/v1", f"/apis/batch/v1/namespaces/{NS}/jobs", f"{CORE}/persistentvolumeclaims",
                 f"{CORE}/pods?watch=true", "/openapi/v2"):  # fmt: skip
        status, body = await api("GET", path)
        assert (status, body["reason"]) == (501, "NotImplemented"), path
    assert (await api("POST", f"{CORE}/pods/postgresql-0/eviction", {}))[0] == 501
    assert (await api("GET", "/apis/nope/v1")) == (404, "404 page not found\n")
    status, body = await api("GET", f"{CORE}/nopes")
    assert (status, body["message"]) == (404, "the server could not find the requested resource")
    assert (await api("PUT", f"{APPS}/deployments", {}))[0] == 405


async def test_the_first_morning_has_a_backend_at_its_second_revision(api):
    assert await api.table(f"{APPS}/deployments?includeObject=None") == [
        ["backend", "3/3", 3, 3, "2d", "backend", "registry.example/backend:812", "app=backend"],
        ["frontend", "2/2", 2, 2, "2d", "frontend", "registry.example/frontend:204", "app=frontend"],
    ]
    sets = (await api.get(f"{APPS}/replicasets?labelSelector=app%3Dbackend"))["items"]
    key = "deployment.kubernetes.io/revision"
    images = {
        rs["metadata"]["annotations"][key]: rs["spec"]["template"]["spec"]["containers"][0]["image"]
        for rs in sets
    }
    assert images == {"1": "registry.example/backend:811", "2": "registry.example/backend:812"}
    assert [row[2] for row in await api.table(f"{CORE}/pods")] == ["Running"] * 8
    scaler = (await api.get(f"/apis/autoscaling/v1/namespaces/{NS}/horizontalpodautoscalers/backend"))["spec"]
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (2, 6)


async def test_the_second_cluster_has_nodes_and_users_and_nothing_that_runs():
    async with standing("second") as api:
        assert [row[:2] for row in await api.table("/api/v1/nodes")] == [
            ["node-a", "Ready"],
            ["node-b", "Ready"],
        ]
        assert (await api.get("/api/v1/pods"))["items"] == []
        assert (await api("GET", "/api/v1/pods", token="alice-token"))[0] == 403
        await api("POST", "/api/v1/namespaces", {"metadata": {"name": "here"}})
        production = Api(api.sandbox, api.session)
        assert (await production("GET", "/api/v1/namespaces/here"))[0] == 404


async def test_every_request_is_on_record_with_who_asked_as_whom(api):
    since = (await api.drive("cluster/requests", "GET"))["requests"][-1:]
    headers = [("Impersonate-User", "alice"), ("Impersonate-Group", "sre"), ("Impersonate-Group", "dev"),
               ("Impersonate-Extra-Incident", "INC-7")]  # fmt: skip
    patch = [{"op": "test", "path": "/spec/replicas", "value": 3}]
    await api.patch(f"{BACKEND}/scale?dryRun=All", patch, JSON_PATCH, token="bot-token", headers=headers)
    shown = await api.drive(f"cluster/requests?since={since[0]['n'] if since else 0}", "GET")
    (entry,) = shown["requests"]
    expected = {
        "user": "bot",
        "impersonated_user": "alice",
        "impersonated_groups": ["sre", "dev"],
        "impersonated_extra": {"incident": ["INC-7"]},
        "verb": "patch", "group": "apps", "resource": "deployments", "subresource": "scale",
        "namespace": NS, "name": "backend", "dry_run": True, "code": 200, "body": patch,
        "content_type": JSON_PATCH, "query": {"dryRun": ["All"]}, "done": True,
    }  # fmt: skip
    assert expected.items() <= entry.items()
    assert "bot-token" not in str(shown)


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [("401", 401, "Unauthorized"), ("403", 403, "Forbidden"), ("404", 404, "NotFound"),
     ("409", 409, "Conflict"), ("422", 422, "Invalid"), ("500", 500, None),
     ("503", 503, "ServiceUnavailable")],
)  # fmt: skip
async def test_a_fault_is_met_by_its_verb_and_resource_as_often_as_ordered(api, kind, status, reason):
    await api.drive("cluster/faults", kind=kind, verb="patch", resource="deployments", count=2)
    await api.get(BACKEND)
    for _ in range(2):
        answered, body = await api.patch(BACKEND, {"spec": {"replicas": 9}})
        assert (answered, body.get("reason")) == (status, reason)
    assert (await api.get(BACKEND))["spec"]["replicas"] == 3
    assert (await api.patch(BACKEND, {"spec": {"replicas": 9}}))[0] == 200


async def test_too_many_requests_says_when_to_come_again(api):
    await api.drive("cluster/faults", kind="429", seconds=7)
    assert (await api("GET", BACKEND))[0] == 429
    assert api.headers["Retry-After"] == "7"


async def test_a_webhook_may_refuse_dry_runs_and_let_the_real_thing_pass(api):
    await api.drive("cluster/faults", kind="nodryrun", count=9)
    status, body = await api.patch(f"{BACKEND}?dryRun=All", {"spec": {"replicas": 4}})
    assert (status, body["reason"]) == (400, "BadRequest")
    assert "does not support dry run" in body["message"]
    assert (await api("DELETE", f"{CORE}/pods/postgresql-0", {"dryRun": ["All"]}))[0] == 400
    assert (await api.patch(BACKEND, {"spec": {"replicas": 4}}))[0] == 200


@pytest.mark.parametrize(("kind", "replicas", "done"), [("reset_before", 3, False), ("reset_after", 4, True)])
async def test_a_cut_connection_loses_the_request_or_only_its_answer(api, kind, replicas, done):
    await api.drive("cluster/faults", kind=kind, verb="patch")
    with pytest.raises(aiohttp.ClientError):
        await api.patch(BACKEND, {"spec": {"replicas": 4}})
    assert (await api.get(BACKEND))["spec"]["replicas"] == replicas
    entry = (await api.drive("cluster/requests", "GET"))["requests"][0]
    assert (entry["code"], entry["done"]) == (0, done)


@pytest.mark.parametrize(("kind", "meanwhile"), [("hold", 3), ("hold_after", 4)])
async def test_a_held_request_is_done_before_or_after_it_is_let_go(api, kind, meanwhile):
    await api.drive("cluster/faults", kind=kind, verb="patch", resource="deployments")
    pending = asyncio.create_task(api.patch(BACKEND, {"spec": {"replicas": 4}}))
    await asyncio.sleep(0.05)
    assert (await api.drive("cluster/faults", "GET"))["held"] == 1
    assert (await api.get(BACKEND))["spec"]["replicas"] == meanwhile
    assert await api.drive("cluster/faults/release") == {"released": 1}
    assert (await pending)[0] == 200
    assert (await api.get(BACKEND))["spec"]["replicas"] == 4


async def test_faults_can_be_slow_be_taken_back_and_be_wrong(api):
    await api.drive("cluster/faults", kind="slow", seconds=0.01)
    assert (await api("GET", BACKEND))[0] == 200
    await api.drive("cluster/faults", kind="500", count=9)
    await api.drive("cluster/faults", "DELETE")
    assert (await api("GET", BACKEND))[0] == 200
    assert (await api.drive("cluster/faults", kind="earthquake"))["error"] == "invalid_fault"
    assert (await api.drive("cluster/faults?cluster=third", kind="500"))["error"] == "cluster_not_found"


async def test_objects_can_be_put_there_by_hand_in_either_cluster(api):
    made = await api.drive("cluster/apply?cluster=second", objects=[
        {"kind": "Namespace", "metadata": {"name": "shop"}},
        {"kind": "ConfigMap", "metadata": {"name": "m", "namespace": "shop"}, "data": {"a": "1"}},
        {"kind": "ConfigMap", "metadata": {"name": "m", "namespace": "shop"}, "data": {"a": "2"}},
    ])  # fmt: skip
    assert [thing["kind"] for thing in made["objects"]] == ["Namespace", "ConfigMap", "ConfigMap"]
    second = Api(api.sandbox, api.session, "second")
    assert (await second.get("/api/v1/namespaces/shop/configmaps/m"))["data"] == {"a": "2"}
    wrong = await api.drive("cluster/apply", objects=[{"kind": "Job", "metadata": {"name": "x"}}])
    assert wrong["error"] == "invalid_object"
    missing = await api.drive("cluster/apply", objects=[{"kind": "Pod", "metadata": {"name": "x"}}])
    assert "spec.containers: Required value" in missing["detail"]


async def test_a_reset_is_the_first_morning_again(api):
    uid = (await api.get(BACKEND))["metadata"]["uid"]
    await api("DELETE", BACKEND)
    await api.drive("cluster/faults", kind="500", count=9)
    await api.drive("reset")
    assert (await api.get(BACKEND))["metadata"]["uid"] == uid
    assert len((await api.drive("cluster/requests", "GET"))["requests"]) == 1
