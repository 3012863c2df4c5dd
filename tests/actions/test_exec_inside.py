"""`exec` on a real control plane: planned, run once as the person, in the very pods it was planned for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.actions import applying, rights
from bot.domain.action import EACH, EXEC
from bot.errors import Permanent, Refused
from tests.actions.conftest import BOB, a_manager
from tests.actions.exec_ground import inside

pytestmark = pytest.mark.cluster
FIXTURES = (inside,)
SQL = "VACUUM ANALYZE;"


async def test_a_plan_shows_the_words_the_pod_and_that_nothing_can_be_rehearsed(inside):
    first, *_ = await inside.pods()
    draft = await inside.plan("exec", target=[first], container="side", argv=["psql", "-c", SQL], tty=True)
    plan, uid = draft.plan, (await inside.seen(f"pod/{first}"))["metadata"]["uid"]
    assert f"$ psql -c '{SQL}'" in plan.diff
    assert f"pod/{first}, container side (uid {uid})" in plan.diff
    assert any("cannot be rehearsed" in one for one in plan.warnings)
    assert any("there is no terminal" in one for one in plan.warnings)
    assert (plan.risk, plan.watched, plan.undo) == ("change", False, None)
    assert 'RoleBinding "sre-inside' in plan.binding
    assert draft.request.method == EXEC
    assert draft.request.body == {
        "argv": ["psql", "-c", SQL], "container": "side", "preconditions": {"uid": uid}, "timeout": 60,
    }  # fmt: skip
    assert (await rights.review(inside.person(), draft.request)).allowed
    assert not (await rights.review(inside.person(BOB), draft.request)).allowed


async def test_a_secret_in_the_command_is_not_shown_and_that_is_said(inside):
    argv = ["psql", "postgres://app:hunter2@db/shop", "-c", SQL]
    plan = (await inside.plan("exec", target=["deployment/web"], argv=argv)).plan
    assert "hunter2" not in plan.diff
    assert plan.masked == 1
    assert any("not shown, and is run as it was typed" in one for one in plan.warnings)


async def test_it_runs_and_both_streams_and_the_code_are_told(inside):
    done = await inside.run("psql", "-c", SQL)
    assert done.kind is applying.APPLIED
    assert done.said.endswith("exit code 0.")
    assert done.output.text == "VACUUM\n"
    failed = await inside.run("psql", "-c", "broken")
    assert failed.kind is applying.APPLIED
    assert failed.said.endswith("exit code 1.")
    assert failed.output.text.startswith("stderr:\nERROR:")
    assert "exit code 1; 0 lines, and 1 line on stderr" in failed.output.summary


async def test_what_is_secret_in_the_pods_settings_is_not_printed(inside):
    done = await inside.run("echo", "it is the-value-of-the-token and password=hunter2hunter2")
    assert "the-value" not in done.output.text
    assert "hunter2" not in done.output.text
    assert done.output.masked == 2


async def test_time_and_size_are_bounded_and_the_end_is_then_unknown(inside):
    late = await inside.run("sleep", "4", timeout=1)
    assert late.kind is applying.UNKNOWN
    assert "left after 1s, it may be running still" in late.said
    much = await inside.run("head", "-c", "40000000", "/dev/zero")
    assert much.kind is applying.UNKNOWN
    assert "left after 2 MB of output" in much.said
    assert "bytes that are no text" in much.output.text


async def test_a_selector_is_frozen_to_the_pods_that_were_found(inside):
    names, manager = await inside.pods(), a_manager()
    args = {"selector": "app=web", "container": "side", "argv": ["psql", "-c", SQL]}
    draft = await inside.plan("exec", manager=manager, **args)
    assert draft.request.method == EACH
    assert [part.path.split("/")[-2] for part in draft.request.parts] == names
    assert all(name in draft.plan.diff for name in names)
    assert "2 pods with app=web" in draft.plan.title
    await inside.kubectl("delete", "pod", names[0], "--now")
    outcome = await inside.carry_out(draft, manager)
    assert outcome.kind is applying.APPLIED
    assert "1 of 2 done" in outcome.said
    assert f"pod/{names[0]} is gone" in outcome.said


async def test_after_a_crash_it_is_unknown_and_never_run_again(inside):
    log = Path(os.environ["KUBECONFIG"]).with_name("audit.log")
    if not log.exists():
        pytest.skip("no audit log beside the kubeconfig")
    manager = a_manager()
    draft = await inside.plan("exec", manager=manager, target=["deployment/web"], argv=["psql", "-c", SQL])
    start = log.stat().st_size
    outcome = await inside.carry_out(draft, manager, repeat=True)
    assert outcome.kind is applying.UNKNOWN
    assert "not run again" in outcome.said
    assert draft.request.path not in log.read_text()[start:]
    await inside.carry_out(draft, manager)
    with log.open() as lines:
        lines.seek(start)
        events = [json.loads(line) for line in lines if draft.request.path in line]
    (ran, *_) = events
    assert len({one["auditID"] for one in events}) == 1
    assert ran["impersonatedUser"]["username"] == "alice"
    assert "command=psql&command=-c&command=VACUUM%20ANALYZE" in ran["requestURI"]


async def test_another_pod_of_the_same_name_is_not_meant(inside):
    await inside.kubectl("run", "alone", "--image=web:1", "--restart=Never")
    await inside.kubectl("wait", "pod/alone", "--for=condition=Ready", "--timeout=20s")
    manager = a_manager()
    draft = await inside.plan("exec", manager=manager, target=["alone"], argv=["psql", "-c", SQL])
    await inside.kubectl("delete", "pod", "alone", "--now")
    assert (await inside.carry_out(draft, manager)).kind is applying.DRIFTED
    await inside.kubectl("run", "alone", "--image=web:1", "--restart=Never")
    outcome = await inside.carry_out(draft, manager)
    assert outcome.kind is applying.DRIFTED
    assert "made anew, so nothing was run" in outcome.said


async def test_who_may_not_is_told_which_right_is_missing(inside):
    with pytest.raises(Refused, match="bob may not get pods/exec in the namespace"):
        await inside.plan("exec", BOB, target=["deployment/web"], argv=["psql", "-c", SQL])
    with pytest.raises(Refused, match="pods/exec"):
        await inside.read(BOB, target=["deployment/web"], argv=["pg_isready"])


async def test_what_only_reads_runs_at_once_and_nothing_else_does(inside):
    name = (await inside.pods())[0]
    said = await inside.read(target=[name], container="main", argv=["pg_isready"])
    assert f"pg_isready in pod/{name} (main): exit code 0" in said.summary
    assert "accepting connections" in said.text
    every = await inside.read(selector="app=web", container="main", argv=["echo", "hello"])
    assert "exit code 0 in 2 of them" in every.summary
    assert f"[pod/{name}] hello\n" in every.text
    with pytest.raises(Refused, match="not declared to read"):
        await inside.read(target=[name], argv=["psql", "-c", SQL])
    assert (await inside.plan("exec", target=[name], argv=["pg_isready"])).plan.risk == "read"
    assert (await inside.plan("exec", target=[name], argv=["cat", "/x"])).plan.risk == "danger"


async def test_where_nothing_runs_nothing_is_planned(inside):
    argv = ["psql", "-c", SQL]
    for args, said in (
        ({"target": ["nobody"]}, "not found"),
        ({"selector": "app=nobody"}, "No pod in"),
        ({"target": ["web"], "selector": "app=web"}, "one of them"),
        ({"target": []}, "Say where"),
        ({"target": ["deployment/web"], "container": "other"}, "no container `other`"),
    ):
        with pytest.raises(Refused, match=said):
            await inside.plan("exec", argv=argv, **args)


async def test_a_rehearsal_of_a_command_sends_nothing(inside):
    draft = await inside.plan("exec", selector="app=web", argv=["sleep", "5"])
    assert await inside.person().send(draft.request, "t", dry_run=True) == [None, None]
    with pytest.raises(Permanent, match="no method"):
        await inside.person().send(draft.request, "t")
