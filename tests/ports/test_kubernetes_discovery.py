"""What a cluster serves: all of it, in the order to choose from, whatever part is broken."""

import asyncio

import pytest
from aiohttp import web

from bot.domain.operations import Identity
from bot.errors import Permanent, Temporary
from bot.ports.kubernetes import open_clusters
from bot.ports.kubernetes.discovery import parse_kinds, parse_version


def group(name, *versions, preferred=""):
    served = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": served, "preferredVersion": {"groupVersion": f"{name}/{preferred}"}}


def kind(plural, name, namespaced=True, **more):
    return {"name": plural, "kind": name, "namespaced": namespaced, "verbs": ["get", "list"], **more}


@pytest.fixture
def serving(api):
    api.answers |= {
        "/api/v1": {
            "resources": [
                kind("pods", "Pod", shortNames=["po"], singularName="pod"),
                kind("pods/log", "Pod"),
                kind("nodes", "Node", namespaced=False),
            ]
        },
        "/apis": {
            "groups": [
                group("metrics.k8s.io", "v1beta1", preferred="v1beta1"),
                group("autoscaling", "v1", "v2", preferred="v2"),
            ]
        },
        "/apis/autoscaling/v1": {"resources": [kind("horizontalpodautoscalers", "HorizontalPodAutoscaler")]},
        "/apis/autoscaling/v2": {
            "resources": [
                kind("horizontalpodautoscalers", "HorizontalPodAutoscaler", shortNames=["hpa"]),
                kind("horizontalpodautoscalers/status", "HorizontalPodAutoscaler"),
            ]
        },
        "/apis/metrics.k8s.io/v1beta1": {"resources": [kind("pods", "PodMetrics")]},
    }
    return api


def names(kinds):
    return [f"{one.group}/{one.version}/{one.plural}" for one in kinds]


async def test_core_comes_first_and_a_groups_preferred_version_before_its_others(serving, cluster, clusters):
    kinds = await clusters.reach(cluster).resources()
    assert names(kinds) == [
        "/v1/pods",
        "/v1/nodes",
        "metrics.k8s.io/v1beta1/pods",
        "autoscaling/v2/horizontalpodautoscalers",
        "autoscaling/v1/horizontalpodautoscalers",
    ]
    pods, nodes, hpa = kinds[0], kinds[1], kinds[3]
    assert (pods.short, pods.singular, pods.subresources, pods.verbs) == (
        ("po",),
        "pod",
        ("log",),
        ("get", "list"),
    )
    assert (nodes.namespaced, nodes.singular) == (False, "node")
    assert hpa.subresources == ("status",)
    assert hpa.path("web", "api", "status").startswith("/apis/autoscaling/v2/namespaces/web/")


async def test_it_is_asked_once_for_everybody_and_again_after_ten_minutes(serving, cluster):
    now = [0.0]
    async with open_clusters(now=lambda: now[0]) as clusters:
        own, alice = clusters.reach(cluster), clusters.reach(cluster, Identity("alice"))
        first, second = await asyncio.gather(alice.resources(), own.resources())
        assert first == second
        assert len(serving.seen) == 5
        now[0] = 601
        await own.resources()
        assert len(serving.seen) == 10


@pytest.mark.parametrize("broken", [503, 404, 403, "nonsense"])
async def test_a_group_that_is_broken_is_left_out_and_asked_again_soon(serving, cluster, refuses, broken):
    async def nonsense(request: web.Request) -> web.StreamResponse:
        return web.Response(text="service unavailable")

    whole = serving.answers["/apis/metrics.k8s.io/v1beta1"]
    serving.answers["/apis/metrics.k8s.io/v1beta1"] = (
        nonsense if broken == "nonsense" else refuses(broken, "", "the server is currently unable")
    )
    now = [0.0]
    async with open_clusters(now=lambda: now[0]) as clusters:
        kube = clusters.reach(cluster)
        assert len(await kube.resources()) == 4
        serving.answers["/apis/metrics.k8s.io/v1beta1"] = whole
        now[0] = 59
        assert len(await kube.resources()) == 4
        now[0] = 61
        assert len(await kube.resources()) == 5


async def test_a_server_that_answers_nothing_is_a_problem_and_not_kept(serving, cluster, clusters, refuses):
    kube = clusters.reach(cluster)
    for path in ("/api/v1", "/apis"):
        answer = serving.answers[path]
        serving.answers[path] = refuses(503, "ServiceUnavailable", "shutting down")
        with pytest.raises(Temporary):
            await kube.resources()
        serving.answers[path] = refuses(403, "Forbidden", "no")
        with pytest.raises(Permanent):
            await kube.resources()
        serving.answers[path] = answer
    assert len(await kube.resources()) == 5


@pytest.mark.parametrize("listed", [None, [], {}, {"resources": None}, {"resources": ["x", None, {}]}, "x"])
def test_a_list_of_kinds_that_is_none_holds_none(listed):
    assert list(parse_kinds("apps/v1", listed)) == []


@pytest.mark.parametrize("said", [None, [], {"major": None, "minor": "x"}, {"gitVersion": "unknown"}])
def test_a_version_that_is_none_is_before_all_others(said):
    assert parse_version(said) == (0, 0)
