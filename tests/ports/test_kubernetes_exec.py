"""A command in a container: its two streams, its exit code, its bounds, and who runs it."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import WSMsgType, web

from bot.domain.action import Request
from bot.domain.operations import Identity
from bot.errors import Permanent, Temporary
from bot.ports import Kube, Ran

EXEC = "/api/v1/namespaces/web/pods/api-1/exec"
ALICE = Identity("alice@example.com", ("sre", "on call"))
SUCCESS = {"metadata": {}, "status": "Success"}
V4, V5 = "v4.channel.k8s.io", "v5.channel.k8s.io"
real = [
    pytest.mark.cluster,
    pytest.mark.skipif(not os.environ.get("KUBECONFIG"), reason="KUBECONFIG names no cluster"),
]


def speaking(*messages: bytes, protocols: tuple[str, ...] = (V4,), ends: bool = True):
    """The answer of a kubelet that says these messages and closes, or with `ends` False stays silent."""

    async def answer(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=protocols)
        await socket.prepare(request)
        for message in messages:
            await socket.send_bytes(message)
        if not ends:
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING):
                pass
        await socket.close()
        return socket

    return answer


def status(**said: object) -> bytes:
    return b"\x03" + json.dumps(said).encode()


async def run(kube: Kube, *argv: str, path: str = EXEC, timeout: float = 10.0, limit: int = 100_000) -> Ran:
    return await kube.exec(path, argv or ("true",), "main", timeout, limit)


async def test_both_streams_come_apart_and_the_code_from_the_status(api, cluster, clusters):
    ended = {"reason": "NonZeroExitCode", "details": {"causes": [{"reason": "ExitCode", "message": "3"}]}}
    said = (b"\x01one ", b"\x02wrong", b"\x01\xff two", b"\x01", status(status="Failure", **ended))
    api.answers[EXEC] = speaking(*said)
    assert await run(clusters.reach(cluster)) == Ran(3, b"one \xff two", b"wrong")


async def test_it_is_asked_for_as_the_person_without_terminal_and_input(api, cluster, clusters):
    api.answers[EXEC] = speaking(status(**SUCCESS))
    argv = ("psql", "-c", "SELECT 'a+b&c=%20;#ü'\n", "", "x y", "../etc")
    assert (await run(clusters.reach(cluster, ALICE), *argv)).code == 0
    (seen,) = api.seen
    assert (seen.method, seen.path) == ("GET", EXEC)
    assert set(seen.query) == {"container", "stdout", "stderr", "command"}
    assert seen.lines("Impersonate-User") == ["alice@example.com"]
    assert seen.lines("Impersonate-Group") == ["sre", "on call"]
    assert seen.lines("Authorization") == ["Bearer the-token"]
    assert "v5.channel.k8s.io" in seen.lines("Sec-WebSocket-Protocol")[0]


async def test_every_word_arrives_as_it_is(api, cluster, clusters):
    heard: list[list[str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        heard.append(request.query.getall("command"))
        answered: web.StreamResponse = await speaking(status(**SUCCESS), protocols=(V5, V4))(request)
        return answered

    api.answers[EXEC] = answer
    argv = ["psql", "a+b&c=d", "%20", "%2F..", "", " ", "ü\n#?;", "\"'"]
    await run(clusters.reach(cluster), *argv)
    assert heard == [argv]


async def test_a_command_that_goes_on_is_left_when_time_is_up(api, cluster, clusters):
    api.answers[EXEC] = speaking(b"\x01begun", ends=False)
    began = time.monotonic()
    assert await run(clusters.reach(cluster), timeout=0.3) == Ran(None, b"begun", b"")
    assert time.monotonic() - began < 3


async def test_one_that_says_too_much_is_left_with_what_fits(api, cluster, clusters):
    api.answers[EXEC] = speaking(b"\x01" + b"x" * 60, b"\x02" + b"y" * 60, b"\x01z", ends=False)
    assert await run(clusters.reach(cluster), limit=100) == Ran(None, b"x" * 60, b"y" * 40, cut=True)


async def test_one_that_fits_exactly_is_whole(api, cluster, clusters):
    api.answers[EXEC] = speaking(b"\x01" + b"x" * 100, status(**SUCCESS))
    assert await run(clusters.reach(cluster), limit=100) == Ran(0, b"x" * 100, b"")


async def test_what_breaks_off_is_not_told_as_an_end(api, cluster, clusters):
    api.answers[EXEC] = speaking(b"\x01half")
    with pytest.raises(Temporary, match="Whether it went on is not known"):
        await run(clusters.reach(cluster))


async def test_a_program_that_is_not_there_has_no_exit_code(api, cluster, clusters):
    why = 'exec: "psql": executable file not found in $PATH: unknown'
    api.answers[EXEC] = speaking(status(status="Failure", reason="InternalError", message=why))
    with pytest.raises(Permanent, match="executable file not found") as caught:
        await run(clusters.reach(cluster))
    assert caught.value.code == "InternalError"


@pytest.mark.parametrize(
    "said", [b"\x03", b"\x03[]", b"\x03{}", b"\x03{", status(details={"causes": [None]})]
)
async def test_a_status_that_says_nothing_is_no_success(api, cluster, clusters, said):
    api.answers[EXEC] = speaking(said)
    with pytest.raises(Permanent, match="could not run the command"):
        await run(clusters.reach(cluster))


async def test_a_protocol_that_nobody_knows_is_not_listened_to(api, cluster, clusters):
    api.answers[EXEC] = speaking(b"\x01x", protocols=("v1.other",))
    with pytest.raises(Permanent, match=r"v5\.channel"):
        await run(clusters.reach(cluster))


async def test_a_refusal_has_the_servers_own_words(api, cluster, clusters, refuses):
    said = 'pods "api-1" is forbidden: User "alice" cannot get resource "pods/exec"'
    api.answers[EXEC] = refuses(403, "Forbidden", said)
    with pytest.raises(Permanent, match="cannot get resource") as caught:
        await run(clusters.reach(cluster, ALICE))
    assert caught.value.code == "Forbidden"
    api.answers[EXEC] = refuses(500, "InternalError", "error dialing backend: no route to host")
    with pytest.raises(Temporary, match="no route to host"):
        await run(clusters.reach(cluster))


async def test_what_is_no_websocket_and_no_answer_is_said_without_the_token(api, cluster, clusters):
    api.answers[EXEC] = {}
    with pytest.raises(Temporary) as caught:
        await run(clusters.reach(cluster))
    assert "the-token" not in f"{caught.value!r}{caught.value.__cause__!r}"
    assert "not known" in str(caught.value)


@pytest.mark.parametrize("path", ["/api/v1/namespaces/web/pods/../x/exec", "/api/v1/pods/a?b/exec"])
async def test_a_path_that_is_none_is_not_sent(api, cluster, clusters, path):
    with pytest.raises(Permanent, match="Not sent"):
        await run(clusters.reach(cluster), path=path)
    with pytest.raises(Permanent, match="Not sent"):
        await clusters.reach(cluster).exec(EXEC, (), "main", 1.0, 1)
    assert not api.seen


@pytest.fixture
async def pod(admin: Kube) -> AsyncIterator[str]:
    """The path of the exec of a running pod, in a namespace of its own."""
    name = f"exec-{uuid4().hex[:8]}"
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    await admin.send(Request("POST", "/api/v1/namespaces", body), "t")
    path = f"/api/v1/namespaces/{name}/pods"
    spec = {"containers": [{"name": "main", "image": "shop/web:1"}], "terminationGracePeriodSeconds": 0}
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1"}, "spec": spec}
    await admin.send(Request("POST", path, made), "t")
    for _ in range(100):
        if (await admin.get(f"{path}/web-1"))["status"].get("phase") == "Running":
            break
        await asyncio.sleep(0.1)
    yield f"{path}/web-1/exec"
    await admin.send(Request("DELETE", f"/api/v1/namespaces/{name}"), "t")


class TestReal:
    """Against the control plane of KUBECONFIG."""

    pytestmark = real

    async def test_streams_code_and_words(self, admin, pod):
        assert await run(admin, "echo", "a+b %20", "ü", path=pod) == Ran(0, "a+b %20 ü\n".encode(), b"")
        failed = await run(admin, "psql", "-c", "broken", path=pod)
        assert (failed.code, failed.out) == (1, b"")
        assert b"syntax error" in failed.err
        assert (await run(admin, "false", path=pod)).code == 1
        assert (await run(admin, "nothing-such", path=pod)).code in (126, 127)

    async def test_time_and_size_are_bounded(self, admin, pod):
        began = time.monotonic()
        assert await run(admin, "sleep", "3", path=pod, timeout=0.5) == Ran(None, b"", b"")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        much = await run(admin, "head", "-c", "1000000000", "/dev/zero", path=pod, limit=1_000_000)
        assert (much.code, much.cut, len(much.out)) == (None, True, 1_000_000)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
        assert time.monotonic() - began < 5

    async def test_the_cluster_knows_who_it_was(self, admin, rig, clusters, pod):
        log = Path(os.environ["KUBECONFIG"]).with_name("audit.log")
        if not log.exists():
            pytest.skip("no audit log beside the kubeconfig")
        start = log.stat().st_size
        bob = clusters.reach(rig, Identity("bob", ("dev",)))
        with pytest.raises(Permanent) as caught:
            await run(bob, "echo", "x", path=pod)
        assert caught.value.code == "Forbidden"
        master = clusters.reach(rig, Identity("root-of-the-test", ("system:masters",)))
        assert (await run(master, "echo", "x", path=pod)).out == b"x\n"
        with log.open() as lines:
            lines.seek(start)
            found = [json.loads(line) for line in lines if pod in line]
        who = [(one["impersonatedUser"]["username"], one["responseStatus"]["code"]) for one in found]
        assert ("bob", 403) in who
        assert ("root-of-the-test", 101) in who
        assert all(one["user"]["username"] == "admin" for one in found)

    async def test_a_pod_that_is_not_there_says_so(self, admin, pod):
        with pytest.raises(Permanent) as caught:
            await run(admin, "echo", path=pod.replace("web-1", "web-2"))
        assert caught.value.code == "NotFound"
