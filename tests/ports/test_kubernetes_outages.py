"""What is wrong with the way to an API server, or with what comes back, in words for a tired person."""

import asyncio
import socket
import traceback
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from bot.domain.action import Request
from bot.errors import Permanent, Problem, Temporary
from bot.ports.kubernetes import problems
from bot.ports.kubernetes.ask import Ask

POD = "/api/v1/namespaces/web/pods/api-1"


async def problem(call) -> Problem:
    with pytest.raises(Problem) as caught:
        await call
    shown = "".join(traceback.format_exception(caught.value))
    assert "the-token" not in shown
    assert len(str(caught.value)) < 900
    return caught.value


async def test_a_server_too_slow_is_an_outage_and_of_a_change_it_is_said_that_nobody_knows(
    api, cluster, clusters, monkeypatch
):
    async def slowly(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    api.answers[POD] = slowly
    found = await problem(clusters.reach(cluster).text(POD, {}, 10, timeout=0.1))
    assert isinstance(found, Temporary)
    assert found.outage
    assert str(found) == "The cluster prod did not answer within 0.1 s."
    change = problems.unreachable(cluster, Ask("PATCH", POD, body={}), TimeoutError())
    assert str(change).endswith("Whether the change was made is not known: look before you do it again.")


async def test_a_body_that_breaks_off_is_an_outage(api, cluster, clusters):
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"items": [')
        assert request.transport is not None
        request.transport.close()
        return response

    api.answers[POD] = half
    found = await problem(clusters.reach(cluster).get(POD))
    assert isinstance(found, Temporary)
    assert found.outage


@pytest.mark.parametrize("body", [b"<html>login</html>", b'{"items": [', b'"\xff\xfe"', b"[" * 100_000])
async def test_an_answer_that_is_no_json_is_said_to_be_none(api, cluster, clusters, body):
    async def nonsense(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body)

    api.answers[POD] = nonsense
    found = await problem(clusters.reach(cluster).get(POD))
    assert isinstance(found, Temporary)
    assert not found.outage
    assert "not JSON" in str(found)


async def test_a_redirect_is_not_followed_with_our_credentials(api, cluster, clusters):
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"{api.url}/login")

    api.answers[POD] = elsewhere
    found = await problem(clusters.reach(cluster).get(POD))
    assert isinstance(found, Permanent)
    assert found.code == "Redirected"
    assert [seen.path for seen in api.seen] == [POD]


async def test_a_server_that_speaks_no_http_is_an_outage(cluster, clusters, kubeconfig):
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        path = kubeconfig(f"http://127.0.0.1:{port}", {"token": "the-token"})
        found = await problem(clusters.reach(replace(cluster, kubeconfig=path)).get(POD))
    assert isinstance(found, Temporary)
    assert found.outage


async def test_a_server_without_tls_is_not_spoken_to_in_the_clear(api, cluster, clusters, kubeconfig):
    path = kubeconfig(api.url.replace("http:", "https:"), {"token": "the-token"})
    found = await problem(clusters.reach(replace(cluster, kubeconfig=path)).get(POD))
    assert isinstance(found, Temporary)
    assert str(found).startswith("The cluster prod is not reachable: no TLS with it (")
    assert not api.seen


async def test_a_server_that_is_not_there_is_an_outage(cluster, clusters, kubeconfig):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        path = kubeconfig(f"http://127.0.0.1:{taken.getsockname()[1]}", {"token": "the-token"})
        found = await problem(
            clusters.reach(replace(cluster, kubeconfig=path)).send(Request("DELETE", POD), "t")
        )
    assert isinstance(found, Temporary)
    assert found.outage
    assert str(found) == "The cluster prod is not reachable: connection refused."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (aiohttp.ConnectionTimeoutError(), "no connection in time"),
        (aiohttp.ServerDisconnectedError(), "broke (ServerDisconnectedError)"),
        (aiohttp.InvalidURL("http://[x"), "Mend `server`"),
        (OSError(24, "Too many open files"), "broke (OSError)"),
    ],
)
async def test_every_other_way_to_fail_has_its_words(cluster, error, words):
    assert words in str(problems.unreachable(cluster, Ask("GET", POD), error))
