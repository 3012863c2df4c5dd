"""Create a job from a CronJob, a namespace that is named, and a Secret that nobody sees."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from bot.actions import applying, rights
from bot.actions.registry import specs
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Refused
from bot.runbooks.calls import canonical
from tests.actions.conftest import BOB
from tests.actions.objects_ground import kubeconfig, plot, real_kubeconfig, real_plot

GROUND = (kubeconfig, plot, real_kubeconfig, real_plot)


def cron(name: str, **spec) -> dict:
    container = {"name": "main", "image": "task:1", "env": [{"name": "API_TOKEN", "value": "hunter2-long"}]}
    template = {"spec": {"containers": [container], "restartPolicy": "Never"}}
    jobs = {"metadata": {"labels": {"task": name}, "annotations": {"a": "b"}}, "spec": {"template": template}}
    return {
        "apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": name},
        "spec": {"schedule": "0 0 1 1 *", "jobTemplate": jobs, **spec},
    }  # fmt: skip


@pytest.mark.cluster
async def test_a_job_is_made_of_what_the_cronjob_would_run(real_plot):
    plot = real_plot
    await plot.make(cron("warm", concurrencyPolicy="Forbid", suspend=True))
    draft = await plot.change("create-job", name="warm-now", source="cronjob/warm")
    ours, cronjob = await plot.seen("job/warm-now"), await plot.seen("cronjob/warm")
    meta, wanted = ours["metadata"], cronjob["spec"]["jobTemplate"]
    assert meta["annotations"] == {"a": "b", "cronjob.kubernetes.io/instantiate": "manual"}
    assert meta["labels"]["task"] == "warm"
    assert meta["ownerReferences"] == [{
        "apiVersion": "batch/v1beta1", "kind": "CronJob", "name": "warm", "controller": True,
        "uid": cronjob["metadata"]["uid"],
    }]  # fmt: skip
    assert ours["spec"]["template"]["spec"] == wanted["spec"]["template"]["spec"]
    assert "hunter2" not in str(draft.plan)
    assert draft.plan.watched
    said = " ".join(draft.plan.warnings)
    assert "concurrencyPolicy Forbid" in said
    assert "cronjob/warm is suspended" in said
    assert "no time to live" in said


@pytest.mark.cluster
async def test_a_job_is_watched_to_its_end_and_taken_back_by_a_deletion(real_plot):
    plot = real_plot
    await plot.make(cron("warm"))
    draft = await plot.change("create-job", name="warm-now", source="cronjob/warm")
    running = await plot.look(draft, "create-job", "tocsin-x")
    assert not running.done
    assert running.said.startswith("0 of 1 complete")
    await plot.undone(draft)
    assert await plot.names("jobs") == []
    gone = await plot.look(draft, "create-job", "tocsin-x")
    assert gone.failed == "job/warm-now is gone."


@pytest.mark.cluster
async def test_a_name_that_is_taken_is_refused_and_a_replay_makes_no_second_one(real_plot):
    plot = real_plot
    await plot.make(cron("warm"))
    draft = await plot.plan("create-job", manager="tocsin-j", name="now", source="warm")
    first = await plot.carry_out(draft, "tocsin-j")
    again = await plot.carry_out(draft, "tocsin-j", repeat=True)
    assert (first.kind, again.kind, again.again) == (applying.APPLIED, applying.APPLIED, True)
    assert (await plot.carry_out(draft, "tocsin-j")).kind is applying.DRIFTED
    other = await plot.carry_out(draft, "tocsin-other", repeat=True)
    assert other.kind is applying.UNKNOWN
    with pytest.raises(Refused, match="already exists"):
        await plot.plan("create-job", name="now", source="cronjob/warm")
    with pytest.raises(Refused, match="not found"):
        await plot.plan("create-job", name="x", source="cronjob/nobody")
    with pytest.raises(Refused, match="made from a CronJob"):
        await plot.plan("create-job", name="x", source="deployment/web")


async def test_only_namespaces_of_the_system_file_are_made(plot):
    name = f"{plot.namespace}-dr"
    with pytest.raises(Refused, match="is not under `namespaces:`"):
        await plot.plan("create-namespace", name=name)
    named = replace(plot, policy=Operations(namespaces=(name,)))
    with pytest.raises(Refused, match="bob may not create namespaces of prod"):
        await named.plan("create-namespace", BOB, name=name)
    draft = await named.change("create-namespace", name=name)
    assert (draft.plan.risk, draft.plan.undo, draft.plan.target.namespace) == ("danger", None, "")
    assert name in await plot.names("namespaces")
    assert rights.denied(plot.person(BOB), draft.request) == "bob may not create namespaces"
    await plot.kubectl("delete", "namespace", name, "--wait=false")


async def test_a_generated_value_is_in_the_cluster_and_in_the_sealed_request_alone(plot):
    literals = {"api-key": "generated:32", "plain": "typed-by-hand"}
    draft = await plot.change("create-secret", name="keys", literals=literals)
    data = json.loads(await plot.kubectl("get", "secret", "keys", "-o", "json"))["data"]
    value = base64.b64decode(data["api-key"]).decode()
    assert len(value) == 32
    assert value.isalnum()
    assert base64.b64decode(data["plain"]) == b"typed-by-hand"
    for word in (value, data["api-key"], "typed-by-hand", data["plain"]):
        assert word not in repr(draft.plan)
    assert "api-key: *** (generated, 32 characters)" in draft.plan.diff
    assert any("plain: typed into a chat" in one for one in draft.plan.warnings)
    other = await plot.plan("create-secret", name="other", literals=literals)
    assert other.request.body["data"]["api-key"] != data["api-key"]
    await plot.undone(draft)
    assert "keys" not in await plot.names("secrets")


def test_the_line_that_everybody_sees_says_no_value():
    spec = specs().named("create-secret")
    assert spec is not None
    call = Call("create-secret", {"name": "keys", "literals": {"colour": "blue", "k": "generated:32"}})
    assert canonical(call, spec) == "create secret generic keys --from-literal='colour=***,k=generated:32'"


@pytest.mark.parametrize(
    ("literals", "why"),
    [
        ({"k": "$(openssl rand -hex 32)"}, "a command of a shell"),
        ({"k": "generated:4"}, "16 to 1024"),
        ({"k": None}, "has no value"),
        ({"a/b": "c"}, "cannot be a key"),
        ({}, "what is in it"),
    ],
)
async def test_what_makes_no_secret_is_refused(plot, literals, why):
    with pytest.raises(Refused, match=why):
        await plot.plan("create-secret", name="keys", literals=literals)
