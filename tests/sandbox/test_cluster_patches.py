"""The three patches, dry runs and the scale: what they do to an object, and how they are refused."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.test_cluster import APPS, BACKEND, JSON_PATCH, MERGE, NS, STRATEGIC, Api, standing

GENERIC = "the server rejected our request due to an error in our request"
CONTAINERS = "/spec/template/spec/containers"


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with standing() as made:
        yield made


def pods_with(*containers):
    return {"spec": {"template": {"spec": {"containers": list(containers)}}}}


def containers_of(thing):
    return thing["spec"]["template"]["spec"]["containers"]


def env_of(thing):
    return [variable["name"] for variable in containers_of(thing)[0].get("env", [])]


async def test_every_operation_of_a_json_patch_works(api):
    status, after = await api.patch(
        BACKEND,
        [
            {"op": "test", "path": "/spec/replicas", "value": 3},
            {"op": "add", "path": "/metadata/annotations", "value": {"a~b/c": "1", "gone": "x"}},
            {"op": "replace", "path": "/metadata/annotations/a~0b~1c", "value": "2"},
            {"op": "copy", "from": "/metadata/name", "path": "/metadata/annotations/copied"},
            {"op": "move", "from": "/metadata/annotations/gone", "path": "/metadata/annotations/moved"},
            {"op": "add", "path": f"{CONTAINERS}/-", "value": {"name": "last", "image": "x"}},
            {"op": "add", "path": f"{CONTAINERS}/0", "value": {"name": "first", "image": "x"}},
            {"op": "remove", "path": f"{CONTAINERS}/1/env/0"},
        ],
        JSON_PATCH,
    )
    assert status == 422
    assert 'metadata.annotations: Invalid value: "a~b/c"' in after["message"]
    patch = [
        {"op": "copy", "from": "/metadata/name", "path": "/metadata/labels/copied"},
        {"op": "move", "from": "/metadata/labels/copied", "path": "/metadata/labels/moved"},
        {"op": "add", "path": f"{CONTAINERS}/-", "value": {"name": "last", "image": "x"}},
        {"op": "add", "path": f"{CONTAINERS}/0", "value": {"name": "first", "image": "x"}},
        {"op": "remove", "path": f"{CONTAINERS}/1/env/0"},
    ]
    status, after = await api.patch(f"{BACKEND}?dryRun=All", patch, JSON_PATCH)
    assert (status, after["metadata"]["labels"]) == (200, {"app": "backend", "moved": "backend"})
    assert [c["name"] for c in containers_of(after)] == ["first", "backend", "last"]
    assert len(containers_of(after)[1]["env"]) == 2


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/metadata/uid", "value": "another"},
        {"op": "test", "path": "/spec/replicas", "value": "3"},
        {"op": "test", "path": "/spec/paused", "value": False},
        {"op": "replace", "path": "/spec/nowhere/at/all", "value": 1},
        {"op": "remove", "path": "/spec/nowhere"},
        {"op": "add", "path": f"{CONTAINERS}/9", "value": {}},
        {"op": "explode", "path": "/spec"},
    ],
)
async def test_a_json_patch_that_does_not_apply_says_nothing_of_why(api, operation):
    status, body = await api.patch(BACKEND, [operation], JSON_PATCH)
    assert (status, body["reason"], body["message"], body["details"]) == (422, "Invalid", GENERIC, {})


async def test_a_missing_leaf_reads_as_null_and_can_be_replaced(api):
    patch = [
        {"op": "test", "path": "/spec/paused", "value": None},
        {"op": "replace", "path": "/spec/paused", "value": True},
    ]
    status, after = await api.patch(BACKEND, patch, JSON_PATCH)
    assert (status, after["spec"]["paused"]) == (200, True)


@pytest.mark.parametrize(
    ("content_type", "body", "status", "said"),
    [
        (JSON_PATCH, b"[{", 400, "unexpected end of JSON input"),
        (JSON_PATCH, b"{}", 400, "json: cannot unmarshal object into Go value of type jsonpatch.Patch"),
        (MERGE, b"{", 500, "Invalid JSON Patch"),
        (STRATEGIC, b"{", 400, "unexpected EOF"),
        (STRATEGIC, b"[]", 400, "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("application/json", b"{}", 415, "415: Unsupported Media Type"),
    ],
)
async def test_what_is_no_patch_is_refused_each_in_its_way(api, content_type, body, status, said):
    assert (await api("PATCH", BACKEND, body, content_type))[0] == status
    assert (await api("PATCH", BACKEND, body, content_type))[1]["message"] == said


async def test_server_side_apply_is_not_done(api):
    status, body = await api("PATCH", f"{BACKEND}?fieldManager=me", b"{}", "application/apply-patch+yaml")
    assert (status, body["reason"]) == (501, "NotImplemented")
    status, body = await api("PATCH", BACKEND, b"{}", "application/apply-patch+yaml")
    assert (status, body["details"]["causes"][0]["field"]) == (422, "fieldManager")


async def test_a_merge_patch_wipes_what_stands_beside_and_a_strategic_one_keeps_it(api):
    change = pods_with({"name": "backend", "image": "registry.example/backend:813"})
    merged = (await api.patch(f"{BACKEND}?dryRun=All", change, MERGE))[1]
    kept = (await api.patch(f"{BACKEND}?dryRun=All", change, STRATEGIC))[1]
    assert (env_of(merged), len(env_of(kept))) == ([], 3)
    assert containers_of(merged)[0]["image"] == containers_of(kept)[0]["image"]


async def test_a_mistyped_container_in_a_strategic_patch_is_a_new_one_in_front(api):
    change = pods_with({"name": "bakcend", "image": "x:1"})
    status, after = await api.patch(f"{BACKEND}?dryRun=All", change, STRATEGIC)
    assert (status, [c["name"] for c in containers_of(after)]) == (200, ["bakcend", "backend"])


async def test_strategic_lists_are_merged_by_their_keys(api):
    change = pods_with(
        {
            "name": "backend",
            "env": [{"name": "LOG_LEVEL", "$patch": "delete"}, {"name": "NEW", "value": "1"}],
            "ports": [{"containerPort": 8080, "name": "http"}, {"containerPort": 9090}],
            "resources": {"limits": {"cpu": None}},
        }
    )
    change["spec"]["template"]["spec"]["volumes"] = [{"name": "cache", "emptyDir": {}}]
    change["metadata"] = {"labels": {"app": None, "team": "core"}}
    container = containers_of(after := (await api.patch(f"{BACKEND}?dryRun=All", change, STRATEGIC))[1])[0]
    assert env_of(after) == ["NEW", "DATABASE_HOST", "DATABASE_PASSWORD"]
    assert container["ports"] == [
        {"containerPort": 8080, "name": "http", "protocol": "TCP"},
        {"containerPort": 9090, "protocol": "TCP"},
    ]
    assert container["resources"]["limits"] == {"memory": "512Mi"}
    assert (after["metadata"]["labels"], len(after["spec"]["template"]["spec"]["volumes"])) == (
        {"team": "core"},
        1,
    )


async def test_strategic_directives_replace_and_delete(api):
    replace = pods_with({"$patch": "replace"}, {"name": "only", "image": "x:1"})
    after = (await api.patch(f"{BACKEND}?dryRun=All", replace, STRATEGIC))[1]
    assert [c["name"] for c in containers_of(after)] == ["only"]
    order = pods_with({"name": "a", "image": "x:1"})
    order["spec"]["template"]["spec"]["$setElementOrder/containers"] = [{"name": "backend"}, {"name": "a"}]
    after = (await api.patch(f"{BACKEND}?dryRun=All", order, STRATEGIC))[1]
    assert [c["name"] for c in containers_of(after)] == ["backend", "a"]
    labels = {"metadata": {"labels": {"$patch": "replace", "x": "y"}}}
    assert (await api.patch(f"{BACKEND}?dryRun=All", labels, STRATEGIC))[1]["metadata"]["labels"] == {
        "x": "y"
    }


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (pods_with({"image": "b"}), 500, "map: map[image:b] does not contain declared merge key: name"),
        ({"spec": {"$patch": "x"}}, 500, "unknown patch type: x in map: map[$patch:x]"),
        ({"spec": {"strategy": {"$retainKeys": ["type"]}}}, 501, None),
        ({"metadata": {"$deleteFromPrimitiveList/finalizers": ["x"]}}, 501, None),
    ],
)
async def test_strategic_patches_that_make_no_sense_or_go_further(api, change, status, said):
    answered, body = await api.patch(BACKEND, change, STRATEGIC)
    assert answered == status
    assert said in (body["message"], None)


@pytest.mark.parametrize("content_type", [MERGE, STRATEGIC])
async def test_a_version_in_the_patch_is_a_condition(api, content_type):
    status, body = await api.patch(BACKEND, {"metadata": {"resourceVersion": "1"}}, content_type)
    assert (status, body["reason"]) == (409, "Conflict")
    now = (await api.get(BACKEND))["metadata"]["resourceVersion"]
    assert (await api.patch(BACKEND, {"metadata": {"resourceVersion": now}}, content_type))[0] == 200


async def test_names_uids_and_selectors_cannot_be_patched(api):
    status, body = await api.patch(BACKEND, {"metadata": {"name": "x"}})
    assert (status, body["message"]) == (
        400, "the name of the object (x) does not match the name on the URL (backend)",
    )  # fmt: skip
    status, body = await api.patch(BACKEND, {"metadata": {"uid": "x"}})
    assert 'metadata.uid: Invalid value: "x": field is immutable' in body["message"]
    change = {"spec": {"selector": {"matchLabels": {"app": "z"}},
                       "template": {"metadata": {"labels": {"app": "z"}}}}}  # fmt: skip
    status, body = await api.patch(BACKEND, change)
    assert (status, body["details"]["causes"][0]["field"]) == (422, "spec.selector")
    status, body = await api.patch(f"{APPS}/statefulsets/postgresql", {"spec": {"serviceName": "x"}})
    assert (status, body["details"]["causes"][0]["reason"]) == (422, "FieldValueForbidden")
    assert (await api.patch(f"{APPS}/deployments/none", {}))[0] == 404


async def test_a_wrong_type_in_a_patch_is_invalid(api):
    status, body = await api.patch(BACKEND, {"spec": {"replicas": "five"}})
    assert (status, body["details"]["causes"][0]["field"]) == (422, "patch")
    assert body["message"].startswith(' "" is invalid: patch: Invalid value: ')


async def test_a_dry_run_shows_the_object_that_would_be_and_changes_nothing(api):
    before = await api.get(BACKEND)
    status, after = await api.patch(f"{BACKEND}?dryRun=All", {"spec": {"replicas": 5}})
    assert (status, after["spec"]["replicas"]) == (200, 5)
    assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1
    assert after["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]
    assert await api.get(BACKEND) == before
    assert (await api.patch(f"{BACKEND}?dryRun=All", {"spec": {"replicas": -5}}))[0] == 422


async def test_the_generation_counts_changes_of_the_spec_and_of_annotations_of_deployments(api):
    async def change(body):
        return (await api.patch(BACKEND, body))[1]["metadata"]["generation"]

    start = (await api.get(BACKEND))["metadata"]["generation"]
    assert await change({"metadata": {"labels": {"a": "b"}}}) == start
    assert await change({"metadata": {"annotations": {"a": "b"}}}) == start + 1
    assert await change({"spec": {"replicas": 4}}) == start + 2
    bare = pods_with({"name": "backend", "image": "registry.example/backend:812"})
    assert [await change(bare), await change(bare)] == [start + 3, start + 3]


async def test_a_patch_may_lose_leaves_silently(api):
    path = f"/apis/autoscaling/v1/namespaces/{NS}/horizontalpodautoscalers/backend"
    status, after = await api.patch(f"{path}?dryRun=All", {"spec": {"metrics": [{"type": "Resource"}]}})
    assert (status, "metrics" in after["spec"]) == (200, False)
    status, body = await api.patch(path, {"spec": {"minReplicas": 9}})
    assert body["details"]["causes"][0]["message"] == (
        "Invalid value: 6: must be greater than or equal to `minReplicas`"
    )


async def test_a_scale_is_an_object_of_its_own(api):
    scale = await api.get(f"{BACKEND}/scale")
    assert (scale["kind"], scale["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert (scale["spec"], scale["status"]) == ({"replicas": 3}, {"replicas": 3, "selector": "app=backend"})
    patch = [{"op": "test", "path": "/spec/replicas", "value": 3},
             {"op": "replace", "path": "/spec/replicas", "value": 4}]  # fmt: skip
    dry = (await api.patch(f"{BACKEND}/scale?dryRun=All", patch, JSON_PATCH))[1]
    assert (dry["spec"]["replicas"], (await api.get(BACKEND))["spec"]["replicas"]) == (4, 3)
    assert (await api.patch(f"{BACKEND}/scale", patch, JSON_PATCH))[0] == 200
    assert (await api.get(BACKEND))["spec"]["replicas"] == 4
    status, body = await api.patch(f"{BACKEND}/scale", patch, JSON_PATCH)
    assert (status, body["message"]) == (422, GENERIC)
    status, body = await api.patch(f"{BACKEND}/scale", {"spec": {"replicas": -7}})
    assert body["message"].startswith(
        'Scale.autoscaling "backend" is invalid: spec.replicas: Invalid value: -7'
    )


async def test_a_scale_can_be_put_and_minds_versions(api):
    old = {"metadata": {"name": "backend", "resourceVersion": "1"}, "spec": {"replicas": 2}}
    assert (await api("PUT", f"{BACKEND}/scale", old))[1]["reason"] == "Conflict"
    body = {"metadata": {"name": "backend"}, "spec": {"replicas": 2}}
    assert (await api("PUT", f"{BACKEND}/scale", body))[0] == 200
    assert (await api.patch(f"{APPS}/statefulsets/postgresql/scale", {"spec": {"replicas": 2}}))[0] == 200
    status, missing = await api("GET", f"{APPS}/deployments/none/scale")
    assert (status, missing["message"]) == (404, 'deployments/scale.apps "none" not found')
    assert (await api("GET", f"{APPS}/daemonsets/node-exporter/scale"))[0] == 404
