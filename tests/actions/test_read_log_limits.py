"""Logs without end, logs that are no text, and logs that are not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.errors import Permanent, Refused
from tests.actions.read_script import Query, Scripted, pod, read


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


async def test_a_workload_in_two_words_is_no_pod_with_a_container():
    def answer(path: str, query: Query) -> Any:
        if path.endswith("/log"):
            return b"hello\n"
        return pod("web") if path.endswith("/pods/web") else Permanent("not found", "NotFound")

    assert (await read(Scripted(answer), "logs", target=["pod", "web"])).text == "hello\n"
