"""A call made for a person says so, whatever makes it; one that could not is not made."""

import asyncio

import aiohttp
import pytest

from bot.domain.action import Request
from bot.domain.operations import Identity
from bot.errors import Permanent
from bot.ports import Clusters, Kube, Resource
from bot.ports.kubernetes import line
from bot.ports.kubernetes.credentials import Credentials

ALICE = Identity("alice@example.com", ("sre", "on call", "sre", "system:authenticated"))
PODS = Resource("", "v1", "pods", "Pod", True)
POD = "/api/v1/namespaces/web/pods/api-1"
PATCH = "application/merge-patch+json"


async def every_call(kube: Kube) -> None:
    await kube.get(POD, {"limit": 5})
    await kube.table("/api/v1/pods")
    await kube.text(f"{POD}/log", {}, 10)
    await kube.send(Request("PATCH", POD, {"a": 1}, PATCH), "tocsin")
    await kube.send(Request("PATCH", POD, {"a": 1}, PATCH), "tocsin", dry_run=True)
    await kube.send(Request("POST", "/api/v1/namespaces/web/pods", {"a": 1}), "tocsin")
    await kube.send(Request("PUT", POD, {"a": 1}), "tocsin")
    await kube.send(Request("DELETE", POD), "tocsin")
    await kube.resources()
    await kube.allowed("delete", PODS, "web", "api-1")


async def test_every_call_of_a_person_carries_the_user_and_each_group_as_its_own_line(api, cluster, clusters):
    await every_call(clusters.reach(cluster, ALICE))
    assert {seen.method for seen in api.seen} == {"GET", "PATCH", "POST", "PUT", "DELETE"}
    for seen in api.seen:
        assert seen.lines("Impersonate-User") == ["alice@example.com"], seen
        assert seen.lines("Impersonate-Group") == ["sre", "on call"], seen
        assert seen.lines("Authorization") == ["Bearer the-token"], seen


async def test_our_own_account_impersonates_nobody_also_beside_a_persons(api, cluster, clusters):
    own, alice = clusters.reach(cluster), clusters.reach(cluster, ALICE)
    await asyncio.gather(*(kube.get(f"/api/v1/nodes/{kube.user[0]}") for kube in [own, alice] * 20))
    for seen in api.seen:
        expected = ["alice@example.com"] if seen.path.endswith("/a") else []
        assert seen.lines("Impersonate-User") == expected


async def test_whatever_uses_a_persons_session_is_the_person(api, cluster):
    """Also a WebSocket, and a call with impersonation headers of its own."""
    credentials = Credentials(cluster, lambda: 0.0)
    alice = line.Line(cluster, ALICE, credentials)
    rest = await alice._open(await credentials.configuration())
    await rest.request("GET", f"{api.url}/api", {"Impersonate-User": "root", "impersonate-uid": "0"})
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await rest.pool_manager.ws_connect(f"{api.url}/exec")
    await alice.close()
    assert [seen.lines("Impersonate-User") for seen in api.seen] == [["alice@example.com"]] * 2
    assert [seen.lines("Impersonate-Uid") for seen in api.seen] == [[], []]


@pytest.mark.parametrize(
    "identity",
    [
        Identity("alice\r\nImpersonate-Group: system:masters"),
        Identity("alice", ("sre\nX: y",)),
        Identity("alice", ("sre", "")),
        Identity(" alice"),
        Identity("ali\x00ce"),
        Identity(""),
    ],
)
async def test_a_name_that_would_not_arrive_as_it_is_written_is_refused(api, cluster, clusters, identity):
    with pytest.raises(Permanent, match="identities"):
        clusters.reach(cluster, identity)
    assert not api.seen


async def test_the_lines_to_clusters_are_what_the_workers_need(cluster, clusters):
    way: Clusters = clusters
    assert way.reach(cluster, ALICE).user == "alice@example.com"
    assert way.reach(cluster).user == "Tocsin's own account"
