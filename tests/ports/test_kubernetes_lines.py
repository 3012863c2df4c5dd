"""Connections: nothing is sent twice, nothing is read without end, all are closed."""

import asyncio
import gzip
import json

import aiohttp
import pytest
from aiohttp import web

from bot.domain.action import Request
from bot.domain.operations import Identity
from bot.errors import Permanent, Temporary
from bot.ports.kubernetes import line, open_clusters

POD = "/api/v1/namespaces/web/pods/api-1"
ALICE = Identity("alice@example.com", ("sre",))


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "PATCH", "POST"])
async def test_nothing_is_sent_twice_when_the_connection_drops(api, cluster, clusters, method):
    kube = clusters.reach(cluster)
    await kube.resources()  # the connection is a used one, as those are that drop
    await kube.send(Request("PUT", POD, {}), "t")
    api.seen.clear()
    api.answers["*"] = drop
    with pytest.raises(Temporary) as caught:
        await (kube.get(POD) if method == "GET" else kube.send(Request(method, POD, {}), "t"))
    assert [seen.method for seen in api.seen] == [method]
    assert caught.value.outage
    assert ("not known" in str(caught.value)) is (method != "GET")


async def test_aiohttp_alone_would_send_a_deletion_twice(api):
    """What the test before guards against; when this fails, it has become unnecessary."""
    api.answers["*"] = drop
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.delete(f"{api.url}{POD}")
    assert len(api.seen) == 2


async def test_a_log_is_read_no_further_than_its_limit(api, cluster, clusters):
    sent = 0

    async def log(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(500):
            await response.write(b"\xffx" * 50_000)
            sent += 100_000
        return response

    api.answers["*"] = log
    text = await clusters.reach(cluster).text(f"{POD}/log", {"container": "api"}, 1_000_001)
    assert text == b"\xffx" * 500_000 + b"\xff"
    assert sent < 25_000_000


async def test_a_log_shorter_than_its_limit_comes_whole(api, cluster, clusters):
    async def log(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b'{"not": "json"')

    api.answers["*"] = log
    assert await clusters.reach(cluster).text(f"{POD}/log", None, 1000) == b'{"not": "json"'
    assert await clusters.reach(cluster).text(f"{POD}/log", None, 14) == b'{"not": "json"'


async def test_an_answer_that_would_fill_the_memory_is_refused(api, cluster, clusters, monkeypatch):
    monkeypatch.setattr(line, "MOST_JSON", 2**20)
    bomb = gzip.compress(json.dumps({"items": "x" * 2**21}).encode())
    assert len(bomb) < 10_000

    async def large(request: web.Request) -> web.StreamResponse:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"}, content_type="application/json")

    api.answers["*"] = large
    with pytest.raises(Permanent, match=r"more than 1 MB.*a limit") as caught:
        await clusters.reach(cluster).get("/api/v1/pods")
    assert caught.value.code == "TooLarge"


async def test_lines_longest_unused_are_closed_and_their_kubes_go_on_working(api, cluster):
    async with open_clusters(keep=3) as clusters:
        kubes = [clusters.reach(cluster, Identity(f"user-{number}")) for number in range(8)]
        for _ in range(2):
            for kube in kubes:
                await kube.get("/api")
        assert len(clusters._lines) == 3
        await asyncio.gather(*(kube.get("/api") for kube in kubes * 3))
        assert len(clusters._lines) == 3
    assert [seen.lines("Impersonate-User")[0] for seen in api.seen[:8]] == [f"user-{n}" for n in range(8)]


async def test_a_line_with_a_call_on_it_is_not_closed(api, cluster):
    async def slowly(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.3)
        return web.json_response({"slow": True})

    api.answers["/slow"] = slowly
    async with open_clusters(keep=1) as clusters:
        slow = asyncio.create_task(clusters.reach(cluster, ALICE).get("/slow"))
        await asyncio.sleep(0.1)
        for number in range(5):
            await clusters.reach(cluster, Identity(f"user-{number}")).get("/api")
        assert await slow == {"slow": True}


async def test_after_the_end_nothing_is_sent_any_more(api, cluster):
    async with open_clusters() as clusters:
        kube, hasty = clusters.reach(cluster), clusters.reach(cluster, ALICE)
        await kube.get("/api")
        late = asyncio.create_task(hasty.get("/late"))
        await asyncio.sleep(0)
    for call in (kube.get("/again"), late):
        with pytest.raises(Temporary, match="stopping"):
            await call
    assert [seen.path for seen in api.seen] == ["/api"]
