"""What an API server refuses, in words for a tired person."""

import traceback

import pytest
from aiohttp import web

from bot.domain.action import Request
from bot.domain.operations import Identity
from bot.errors import Permanent, Problem, Temporary

POD = "/api/v1/namespaces/web/pods/api-1"
METRICS = "/apis/metrics.k8s.io/v1beta1/pods"


async def problem(call) -> Problem:
    with pytest.raises(Problem) as caught:
        await call
    shown = "".join(traceback.format_exception(caught.value))
    assert "the-token" not in shown
    assert len(str(caught.value)) < 900
    return caught.value


async def test_a_403_says_who_may_not_do_what_where(api, cluster, clusters, refuses):
    said = (
        'deployments.apps "api" is forbidden: User "bob" cannot patch resource "deployments" in API group '
        '"apps" in the namespace "web"'
    )
    api.answers[POD] = refuses(403, "Forbidden", said)
    found = await problem(clusters.reach(cluster, Identity("bob")).get(POD))
    assert isinstance(found, Permanent)
    assert found.code == "Forbidden"
    assert str(found).startswith(f"The cluster prod: {said}. Ask whoever keeps")


async def test_a_403_of_the_impersonation_itself_says_what_to_allow(api, cluster, clusters, refuses):
    said = 'groups "sre" is forbidden: User "bot" cannot impersonate resource "groups" in API group ""'
    api.answers[POD] = refuses(403, "Forbidden", said)
    found = await problem(clusters.reach(cluster, Identity("bob", ("sre",))).get(POD))
    assert "does not let Tocsin's own account act as bob" in str(found)
    assert "tocsin-impersonate" in str(found)


async def test_a_404_names_the_object_and_its_namespace(api, cluster, clusters, refuses):
    api.answers[POD] = refuses(404, "NotFound", 'pods "api-1" not found', {"name": "api-1"})
    found = await problem(clusters.reach(cluster).get(POD))
    assert str(found).startswith('The cluster prod: pods "api-1" not found in the namespace web.')
    api.answers["/apis/x/v1/y"] = refuses(404, "NotFound", "the server could not find the requested resource")
    found = await problem(clusters.reach(cluster).get("/apis/x/v1/y"))
    assert "does not serve /apis/x/v1/y" in str(found)


async def test_a_422_carries_its_message_and_the_causes_it_leaves_out(api, cluster, clusters, refuses):
    causes = [
        {"field": "spec.replicas", "message": "must be greater than or equal to 0"},
        {"field": "spec.x", "message": "y" * 500},
        *({"field": f"f{number}", "message": "z"} for number in range(100)),
    ]
    api.answers[POD] = refuses(422, "Invalid", "Deployment is invalid", {"causes": causes})
    found = await problem(clusters.reach(cluster).send(Request("PUT", POD, {}), "t"))
    assert "Deployment is invalid; spec.replicas: must be greater than or equal to 0; spec.x: yyy" in str(
        found
    )
    assert "f2: z" in str(found)
    assert "f3: z" not in str(found)
    assert isinstance(found, Permanent)
    assert found.code == "Invalid"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "BadRequest"), (405, "MethodNotAllowed"), (409, "Conflict"), (410, "Gone"), (418, "HTTP418"),
     (413, "RequestEntityTooLarge"), (415, "UnsupportedMediaType"), (422, "Invalid")],
)  # fmt: skip
async def test_a_refusal_without_a_status_has_the_code_of_its_number(api, cluster, clusters, status, code):
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>secret</html>", content_type="text/html", status=status)

    api.answers[POD] = refuse
    found = await problem(clusters.reach(cluster).get(POD))
    assert isinstance(found, Permanent)
    assert found.code == code
    assert f"HTTP {status}" in str(found)
    assert "secret" not in str(found)


async def test_the_servers_own_reason_is_the_code(api, cluster, clusters, refuses):
    api.answers[POD] = refuses(409, "AlreadyExists", 'jobs.batch "x" already exists')
    found = await problem(clusters.reach(cluster).send(Request("PUT", POD, {}), "t"))
    assert isinstance(found, Permanent)
    assert found.code == "AlreadyExists"


async def test_a_long_message_is_cut(api, cluster, clusters, refuses):
    api.answers[POD] = refuses(400, "BadRequest", "long \n " * 1000)
    found = await problem(clusters.reach(cluster).get(POD))
    assert "long long" in str(found)
    assert len(str(found)) < 400


@pytest.mark.parametrize(
    ("path", "status", "reason", "message", "after", "outage"),
    [
        (POD, 429, "TooManyRequests", "too many requests", 7.0, True),
        (POD, 500, "InternalError", 'failed calling webhook "x"', 7.0, False),
        (POD, 500, "", "etcdserver: leader changed", 7.0, True),
        (POD, 503, "ServiceUnavailable", "apiserver is shutting down", 7.0, True),
        (POD, 504, "Timeout", "the server was unable to return a response in time", 7.0, False),
        (METRICS, 503, "ServiceUnavailable", "the server is currently unable", 7.0, False),
        ("/apis/keda.sh/v1/x", 503, "", "no endpoints", 7.0, False),
        ("/apis/networking.k8s.io/v1/x", 503, "", "shutting down", 7.0, True),
    ],
)
async def test_what_may_pass_is_temporary_and_an_outage_only_when_nobody_is_served(
    api, cluster, clusters, refuses, path, status, reason, message, after, outage
):
    headers = {"Retry-After": "7"}
    api.answers[path] = refuses(status, reason, message, None, **headers)
    found = await problem(clusters.reach(cluster).get(path))
    assert isinstance(found, Temporary)
    assert (found.after, found.outage) == (after, outage)
    assert message in str(found)


async def test_a_gateway_that_answers_for_the_server_is_an_outage(api, cluster, clusters):
    async def gateway(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<h1>Bad Gateway</h1>", content_type="text/html", status=502)

    api.answers[POD] = gateway
    found = await problem(clusters.reach(cluster).get(POD))
    assert isinstance(found, Temporary)
    assert (found.after, found.outage) == (None, True)


async def test_an_eviction_that_a_budget_forbids_is_no_outage(api, cluster, clusters, refuses):
    details = {"causes": [{"reason": "DisruptionBudget", "message": "The budget web needs 2 healthy pods"}]}
    message = "Cannot evict pod as it would violate the pod's disruption budget."
    api.answers[f"{POD}/eviction"] = refuses(429, "TooManyRequests", message, details)
    found = await problem(clusters.reach(cluster).send(Request("POST", f"{POD}/eviction", {}), "t"))
    assert isinstance(found, Temporary)
    assert (found.after, found.outage) == (5.0, False)
    assert "The budget web needs 2 healthy pods" in str(found)
