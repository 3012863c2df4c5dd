"""What goes over the wire to an API server, and what never does."""

import pytest

from bot.domain.action import Request
from bot.errors import Permanent
from bot.ports import Resource

POD = "/api/v1/namespaces/web/pods/api-1"
PATCH = "application/merge-patch+json"


async def test_a_change_names_its_manager_and_a_dry_run_says_so(api, cluster, clusters):
    kube = clusters.reach(cluster)
    await kube.send(Request("PATCH", POD, {"a": None}, PATCH), "tocsin/INC-7")
    await kube.send(
        Request("PATCH", POD, [{"op": "remove", "path": "/a"}], "application/json-patch+json"), "t", True
    )
    real, dry = api.of("PATCH")
    assert (real.query, real.body) == ({"fieldManager": "tocsin/INC-7"}, {"a": None})
    assert dry.query == {"fieldManager": "t", "dryRun": "All"}
    assert [seen.lines("Content-Type") for seen in (real, dry)] == [[PATCH], ["application/json-patch+json"]]


async def test_a_deletion_with_options_is_made_dry_in_its_body_where_the_server_looks(api, cluster, clusters):
    kube = clusters.reach(cluster)
    frozen = Request("DELETE", POD, {"preconditions": {"uid": "u1"}})
    await kube.send(frozen, "t", dry_run=True)
    await kube.send(frozen, "t")
    await kube.send(Request("DELETE", POD), "t", dry_run=True)
    dry, real, bare = api.of("DELETE")
    assert (dry.query, dry.body) == ({}, {"preconditions": {"uid": "u1"}, "dryRun": ["All"]})
    assert (real.query, real.body) == ({}, {"preconditions": {"uid": "u1"}})
    assert (bare.query, bare.body) == ({"dryRun": "All"}, None)


@pytest.mark.parametrize(
    ("version", "strict"),
    [
        ({"major": "1", "minor": "25"}, True),
        ({"major": "1", "minor": "31+"}, True),
        ({"major": "", "minor": "", "gitVersion": "v1.30.2-eks"}, True),
        ({"major": "1", "minor": "24"}, False),
        ({"gitVersion": "v0.0.0-master"}, False),
        ({}, False),
        ("nonsense", False),
    ],
)
async def test_fields_are_validated_strictly_where_the_server_can(api, cluster, clusters, version, strict):
    api.answers["/version"] = version
    for _ in range(2):
        await clusters.reach(cluster).send(Request("PUT", POD, {}), "t")
    assert [seen.query.get("fieldValidation") for seen in api.of("PUT")] == ["Strict" if strict else None] * 2
    assert [seen.path for seen in api.of("GET")] == ["/version"]


async def test_a_server_that_tells_its_version_to_nobody_is_written_to_all_the_same(
    api, cluster, clusters, refuses
):
    api.answers["/version"] = refuses(403, "Forbidden", "no")
    await clusters.reach(cluster).send(Request("PUT", POD, {}), "t")
    assert "fieldValidation" not in api.of("PUT")[0].query


async def test_selectors_arrive_as_they_were_written(api, cluster, clusters):
    query = {"labelSelector": "a in (b,c),d!=e+f&g", "limit": 3, "previous": True, "pretty": "50%25"}
    await clusters.reach(cluster).get("/api/v1/pods", query)
    assert api.seen[0].query == query | {"limit": "3", "previous": "true"}


async def test_a_table_is_asked_for_as_kubectl_does(api, cluster, clusters):
    await clusters.reach(cluster).table("/api/v1/pods")
    assert api.seen[0].lines("Accept")[0].startswith("application/json;as=Table;v=v1;g=meta.k8s.io")


@pytest.mark.parametrize(
    "path",
    ["api/v1/pods", "@evil.example/api", "//evil.example/x", "/api/v1/../../x", "/api/v1/pods?x=y", "/a b",
     "/api/v1/pods/%2e%2e/secrets", "/api/v1/pods#x", "", "/api/v1/namespaces//pods", "/api/v1/pods\n"],
)  # fmt: skip
async def test_a_path_that_leads_elsewhere_is_not_sent(api, cluster, clusters, path):
    with pytest.raises(Permanent, match="Not sent"):
        await clusters.reach(cluster).get(path)
    assert not api.seen


@pytest.mark.parametrize(
    "request_",
    [
        Request("DELETE", "/api/v1/namespaces/web/pods"),
        Request("DELETE", "/apis/apps/v1/namespaces/web/deployments", {"propagationPolicy": "Background"}),
        Request("DELETE", "/api/v1/nodes"),
        Request("DELETE", POD, "text"),
        Request("PATCH", POD, {"spec": {}}, "application/json-patch+json"),
        Request("GET", POD),
        Request("CONNECT", POD),
    ],
)
async def test_a_change_that_cannot_be_meant_is_not_sent(api, cluster, clusters, request_):
    with pytest.raises(Permanent, match="Not sent"):
        await clusters.reach(cluster).send(request_, "t")
    assert not api.seen


@pytest.mark.parametrize(
    "path", ["/api/v1/namespaces/web", "/apis/apps/v1/namespaces/web/deployments/api", POD]
)
async def test_one_object_can_be_deleted(api, cluster, clusters, path):
    await clusters.reach(cluster).send(Request("DELETE", path), "t")
    assert [seen.path for seen in api.seen] == [path]


async def test_an_access_review_asks_for_exactly_the_thing(api, cluster, clusters):
    api.answers["*"] = {"status": {"allowed": True, "reason": "by RoleBinding sre"}}
    found = await clusters.reach(cluster).allowed(
        "patch", Resource("apps", "v1", "deployments", "Deployment", True), "web", "api", "scale"
    )
    assert (found.allowed, found.reason) == (True, "by RoleBinding sre")
    assert api.seen[0].body["spec"]["resourceAttributes"] == {
        "verb": "patch", "group": "apps", "version": "v1", "resource": "deployments", "subresource": "scale",
        "namespace": "web", "name": "api",
    }  # fmt: skip
    api.answers["*"] = {"status": {"allowed": False}}
    node = Resource("", "v1", "nodes", "Node", False)
    assert not (await clusters.reach(cluster).allowed("patch", node, "web")).allowed
    assert "namespace" not in api.seen[1].body["spec"]["resourceAttributes"]
