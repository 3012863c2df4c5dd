"""`logs` against a control plane, beside kubectl's."""

from __future__ import annotations

import pytest

from bot.errors import Refused
from tests.actions.read_bench import SECRET, Bench


async def test_logs_of_a_pod_are_kubectls_without_colours_and_without_its_secrets(bench: Bench):
    found = await bench.read("logs", target=["noisy"])
    theirs = await bench.kubectl("logs", "noisy")
    clean = theirs.replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert found.text == clean.replace(SECRET, "***")
    assert found.masked == 1


async def test_logs_tail_and_previous_are_kubectls(bench: Bench):
    if bench.plane.sandboxed:
        with pytest.raises(Refused, match="has not restarted"):
            await bench.read("logs", target=["pod/noisy"], previous=True)
    else:
        await bench.same("logs noisy --previous", "logs", target=["pod/noisy"], previous=True)
    assert await bench.same("logs noisy --tail=1", "logs", target=["noisy"], tail=1)


async def test_logs_since_are_about_as_many_lines_as_kubectls(bench: Bench):
    ours = (await bench.read("logs", target=["deploy/web"], since=5)).text.splitlines()
    theirs = (await bench.kubectl("logs", "deploy/web", "--since=5s")).splitlines()
    assert abs(len(ours) - len(theirs)) <= 1
    assert ours


async def test_logs_of_a_deployment_say_which_pod_and_container_were_taken(bench: Bench):
    found = await bench.read("logs", target=["deploy/web"], tail=2)
    assert "Found 2 pods, using pod/web-" in found.summary
    assert 'Defaulted container "web" out of: web, side' in found.summary
    assert len(found.text.splitlines()) == 2


async def test_logs_by_label_take_ten_lines_of_each_pod_and_say_whose(bench: Bench):
    found = await bench.read("logs", selector="app=web")
    lines = found.text.splitlines()
    assert len(lines) == 20
    assert {line.split()[0].count("/") for line in lines} == {2}
    assert len((await bench.kubectl("logs", "-l", "app=web")).splitlines()) == 20
    assert "--tail" in found.summary


async def test_logs_of_all_containers_of_all_pods(bench: Bench):
    found = await bench.read("logs", target=["deploy/web"], all_pods=True, all_containers=True, tail=1)
    assert len({line.split()[0] for line in found.text.splitlines()}) == 4


async def test_followed_logs_show_the_last_lines_and_end_with_the_pod(bench: Bench):
    found = await bench.read("logs", target=["deploy/web"], follow=True)
    assert 1 < len(found.text.splitlines()) <= 30
    assert not found.over
    assert (await bench.read("logs", target=["web-gone"], follow=True)).over


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"target": ["deploy/web"], "container": "nope"}, "It has: web, side"),
        ({"selector": "app=nobody"}, "No pod in .* has the labels"),
        ({"target": ["cm/settings"]}, "no pods of its own"),
        ({}, "Say whose log"),
        ({"target": ["noisy"], "selector": "a=b"}, "either a name or"),
    ],
)
async def test_logs_refuse_in_words(bench: Bench, args, said):
    with pytest.raises(Refused, match=said):
        await bench.read("logs", **args)
