"""Events, usage, rollouts and rights against a control plane, beside kubectl's answers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import yaml

from bot.actions.revisions import revisions
from bot.errors import Refused
from tests.actions.read_bench import SECRET, Bench, workload


async def test_events_are_the_namespaces_and_those_of_one_object(bench: Bench):
    every = await bench.read("events")
    theirs = await bench.kubectl("get", "events", "--no-headers")
    assert abs(len(every.text.splitlines()) - 1 - len(theirs.splitlines())) <= 2
    about: dict[str, Any] = {"for": "deployment/web"}
    one = await bench.read("events", **about)
    assert {line.split()[3] for line in one.text.splitlines()[1:]} == {"deployment/web"}
    assert (await bench.read("events", types="Warning", **about)).text == ""
    with pytest.raises(Refused, match="only Normal and Warning"):
        await bench.read("events", types="Scary")


@pytest.mark.parametrize(
    ("words", "args"),
    [
        ("top pods", {"what": "pods"}),
        ("top pods --containers", {"what": "po", "containers": True}),
        ("top pods -l app=web", {"what": "pods", "selector": "app=web"}),
        ("top nodes", {"what": "nodes"}),
    ],
)
async def test_top_prints_what_kubectl_prints(bench: Bench, words, args):
    ours = [line.split() for line in (await bench.read("top", **args)).text.splitlines()]
    assert ours == [line.split() for line in (await bench.kubectl(*words.split())).splitlines()]


async def test_top_of_one_that_is_there_but_not_measured_says_so(bench: Bench):
    sick = (await bench.kubectl("get", "pods", "-l", "app=sick", "-o", "name")).strip().partition("/")[2]
    with pytest.raises(Refused, match="nothing was measured yet"):
        await bench.read("top", what="pods", name=sick)


@pytest.mark.parametrize("which", ["deployment/web", "statefulset/db", "daemonset/agent"])
async def test_rollout_status_says_kubectls_sentence(bench: Bench, which):
    found = await bench.read("rollout.status", workload=which)
    theirs = await bench.kubectl("rollout", "status", which)
    assert found.text.splitlines()[0] == theirs.splitlines()[-1]
    assert found.over


async def test_a_rollout_that_hangs_is_not_over_and_names_the_pod(bench: Bench):
    found = await bench.read("rollout.status", workload="sick", watch=True)
    assert not found.over
    assert "not ready: sick-" in found.text
    assert found.text.splitlines()[0] in await bench.kubectl(
        "rollout", "status", "deploy/sick", "--watch=false"
    )


@pytest.mark.parametrize("which", ["deployment/web", "statefulset/db", "daemonset/agent"])
async def test_rollout_history_has_kubectls_revisions_and_says_what_changed(bench: Bench, which):
    found = await bench.read("rollout.history", workload=which)
    theirs = await bench.kubectl("rollout", "history", which)
    numbers = [line.split()[0] for line in theirs.splitlines() if line[:1].isdigit()]
    assert [line.split()[0] for line in found.text.splitlines()[1:-1]] == numbers
    if which != "daemonset/agent":
        assert " -> " in found.text


async def test_one_revision_shows_its_template_without_secrets(bench: Bench):
    found = await bench.read("rollout.history", workload="deployment/web", revision=1)
    assert yaml.safe_load(found.text)["spec"]["containers"][0]["image"] == "nginx:1.24"
    assert SECRET not in found.text
    assert found.masked
    with pytest.raises(Refused, match="It keeps 1, 2"):
        await bench.read("rollout.history", workload="deployment/web", revision=9)


async def test_an_undone_rollout_is_a_new_number_that_knows_its_first(bench: Bench):
    name = f"turn-{uuid.uuid4().hex[:4]}"
    one = workload("Deployment", name, "a:1", replicas=1)
    one["metadata"]["namespace"] = bench.namespace
    await bench.plane.make(one)
    await bench.kubectl("rollout", "status", f"deploy/{name}", "--timeout=30s")
    await bench.kubectl("set", "image", f"deploy/{name}", f"{name}=a:2")
    await bench.kubectl("rollout", "status", f"deploy/{name}", "--timeout=30s")
    await bench.kubectl("rollout", "undo", f"deploy/{name}")
    await bench.kubectl("rollout", "status", f"deploy/{name}", "--timeout=30s")
    found = await revisions(bench.plane.admin, "Deployment", bench.namespace, name)
    assert [(one.number, one.first, one.current, one.images[0]) for one in found] == [
        (2, 2, False, "a:2"),
        (3, 1, True, "a:1"),
    ]
    assert "3 (again 1) *" in (await bench.read("rollout.history", workload=name)).text


async def test_can_i_answers_for_whom_it_asked(bench: Bench):
    mine = await bench.read("can-i", verb="delete", resource="deployment/web")
    assert mine.text.startswith("yes: ")
    assert "own account" in mine.text
    if not bench.plane.sandboxed:
        theirs = await bench.read(
            "can-i", person=bench.plane.bot, verb="patch", resource="deploy", sub="scale"
        )
        assert theirs.text.startswith("no: ")
    with pytest.raises(Refused, match="no kind called"):
        await bench.read("can-i", verb="get", resource="unicorns")
