"""`run`: a pod of its own for one command, on a real control plane. Its kubelet never ends a pod: we do."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.actions import applying
from bot.domain.action import Request
from bot.errors import Permanent, Refused
from tests.actions.conftest import BOB, a_manager
from tests.actions.exec_ground import inside

pytestmark = pytest.mark.cluster
FIXTURES = (inside,)
CURL = {
    "name": "debug",
    "image": "curlimages/curl:8.9.1",
    "argv": ["curl", "-sS", "http://web/health"],
    "rm": True,
}
MERGE = "application/merge-patch+json"


async def started(inside, **args):
    """(draft, manager, path) of a pod that was made."""
    manager = a_manager()
    draft = await inside.plan("run", manager=manager, **(CURL | args))
    assert (await inside.carry_out(draft, manager)).kind is applying.APPLIED
    return draft, manager, f"{draft.request.path}/{draft.request.body['metadata']['name']}"


async def end(inside, path, code, log="one\ntwo password=hunter2hunter2"):
    await inside.kubectl("wait", f"pod/{path.split('/')[-1]}", "--for=condition=Ready", "--timeout=20s")
    await inside.bot.send(
        Request("PATCH", path, {"metadata": {"annotations": {"tocsin.test/log": log}}}, MERGE), "t"
    )
    state = {"terminated": {"exitCode": code}}
    container = {
        "name": "main",
        "image": "i",
        "imageID": "",
        "ready": False,
        "restartCount": 0,
        "state": state,
    }
    status = {"phase": "Failed" if code else "Succeeded", "containerStatuses": [container]}
    await inside.bot.send(Request("PATCH", f"{path}/status", {"status": status}, MERGE), "t")


async def gone(inside, path):
    try:
        return "deletionTimestamp" in (await inside.bot.get(path))["metadata"]
    except Permanent as error:
        return error.code == "NotFound"


async def test_the_plan_is_the_pod_that_will_be_made(inside):
    draft = await inside.plan("run", manager="m", **CURL)
    pod, plan = draft.request.body, draft.plan
    assert pod == (await inside.plan("run", manager="m", **CURL)).request.body
    assert pod["metadata"]["name"] != (await inside.plan("run", manager="n", **CURL)).plan.target.name
    assert pod["metadata"]["labels"]["tocsin/run"] == "debug"
    assert pod["spec"]["restartPolicy"] == "Never"
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert pod["spec"]["containers"][0]["args"] == CURL["argv"]
    assert "args: curl -sS http://web/health" in plan.diff
    assert (plan.risk, plan.watched) == ("change", True)
    assert json.loads(await inside.kubectl("get", "pods", "-l", "tocsin/run", "-o", "json"))["items"] == []


async def test_an_image_that_nobody_vouched_for_is_a_danger(inside):
    draft = await inside.plan("run", **(CURL | {"image": "evil/curlimages/curl"}))
    assert draft.plan.risk == "danger"
    assert any("nobody has vouched" in one for one in draft.plan.warnings)
    with pytest.raises(Refused, match="Do this by hand"):
        await inside.plan("run", **(CURL | {"argv": ["sh", "-c", "id"]}))
    with pytest.raises(Refused, match="--image"):
        await inside.plan("run", name="x")
    with pytest.raises(Refused, match="bob may not create pods"):
        await inside.plan("run", BOB, **CURL)


@pytest.mark.parametrize("code", [0, 3])
async def test_it_is_waited_for_tells_what_it_printed_and_is_deleted(inside, code):
    draft, manager, path = await started(inside)
    again = await inside.carry_out(draft, manager, repeat=True)
    assert (again.kind, again.again) == (applying.APPLIED, True)
    first = await inside.look(draft, manager)
    assert not first.done
    assert not first.failed
    await end(inside, path, code)
    last = await inside.look(draft, manager)
    assert last.done
    assert f"exit code {code}. It printed (2 lines):\none\ntwo password=***\n It is deleted." in last.said
    assert await gone(inside, path)


async def test_one_that_cannot_begin_is_deleted_and_said(inside):
    draft, manager, path = await started(inside, image="broken/image")
    for _ in range(100):
        progress = await inside.look(draft, manager)
        if progress.failed:
            break
    assert "did not begin: ImagePullBackOff. It is deleted." in progress.failed
    assert await gone(inside, path)
    after = await inside.look(draft, manager)
    assert "gone" in after.failed or "deleted" in after.failed


async def test_one_that_is_looked_after_by_nobody_is_ended_in_time(inside):
    draft, manager, path = await started(inside)
    late = await inside.look(draft, manager, now=datetime(2100, 1, 1, tzinfo=UTC))
    assert "did not begin" in late.failed
    assert await gone(inside, path)


async def test_a_pod_that_may_not_be_deleted_is_said_to_stand(inside):
    draft, manager, path = await started(inside)
    await end(inside, path, 0)
    told = await inside.look(draft, manager, runner=inside.person(BOB))
    assert told.done
    assert "It was not deleted" in told.said
    assert not await gone(inside, path)
