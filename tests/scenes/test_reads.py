"""What people look up: in the card's thread, escaped and masked, whole in a file when it is long."""

from __future__ import annotations

import pytest

from bot.domain import events as e
from tests.clusters import Ground, workload
from tests.scenes.operating import JONAS, MIRA, Ops
from tests.slack_driver import eventually, shown


async def _answer(ops: Ops, person: str, text: str, containing: str) -> str:
    seen = await ops.types(person, text)
    assert seen["acked"], seen
    message = await ops.people.message(ops.channel, containing)
    assert message.get("thread_ts"), message
    return shown(message)


async def test_a_table_as_the_cluster_prints_it_stands_below_the_card(ops: Ops, ground: Ground):
    said = await _answer(ops, MIRA, "get deployments", "UP-TO-DATE")
    assert "backend" in said
    card = (await ops.stream()).anchor
    assert card is not None
    answered = await eventually(lambda: ops.events(e.ReadAnswered), "the answer in the timeline")
    assert answered[0].number == 1


async def test_a_log_line_pings_nobody_and_breaks_out_of_nothing(ops: Ops, ground: Ground):
    body = workload("loud", "loud:1", 1)
    hostile = "hello <!channel> <@U0JONAS001>\n``` *bold* `x`\npassword=hunter2hunter2"
    body["spec"]["template"]["metadata"]["annotations"] = {"tocsin.test/log": hostile}
    await ground.call("POST", ground.apps("deployments"), body)
    await eventually(lambda: ground.settled("loud"), "a pod", 30.0)
    said = await _answer(ops, MIRA, "logs deployment/loud --tail=20", "hello")
    assert "<!channel>" not in said
    assert "hunter2" not in said
    assert "masked" in said


@pytest.mark.long
async def test_a_long_answer_is_whole_in_a_file(ops: Ops, ground: Ground):
    body = workload("chatty", "chatty:1", 1)
    lines = "\n".join(f"line {n} of the long story" for n in range(2000))
    body["spec"]["template"]["metadata"]["annotations"] = {"tocsin.test/log": lines}
    await ground.call("POST", ground.apps("deployments"), body)
    await eventually(lambda: ground.settled("chatty"), "a pod", 30.0)
    await ops.types(MIRA, "logs deployment/chatty --tail=2000")

    async def file() -> str:
        for message in await ops.people.messages(ops.channel):
            for one in message.get("files") or []:
                if "read" in one["name"]:
                    found = await ops.people.get(f"files/{one['id']}")
                    return str(found.get("file", found).get("content", ""))
        return ""

    content = await eventually(file, "the file")
    assert "line 0 of the long story" in content
    assert "line 1999 of the long story" in content


@pytest.mark.long
async def test_a_followed_read_is_edited_in_place_until_somebody_stops_it(ops: Ops, ground: Ground):
    await ops.types(MIRA, "get pods -w")

    async def post() -> str:
        found = (await ops.stream()).posts.get("read-1")
        return found.ts if found else ""

    ts = await eventually(post, "the followed read")
    assert (await ops.stream()).following
    seen = await ops.people.click(JONAS, ops.channel, ts, "stop_following")
    assert seen["acked"]

    async def without_button() -> bool:
        messages = await ops.people.messages(ops.channel)
        return all("stop_following" not in str(m) for m in messages)

    await eventually(without_button, "no Stop button any more")
    assert (await ops.stream()).following == ()
    messages = [m for m in await ops.people.messages(ops.channel) if m["ts"] == ts]
    assert len(messages) == 1


async def test_what_the_cluster_refuses_is_a_sentence(ops: Ops, ground: Ground):
    for text, words in (
        ("logs no-such-pod", "no-such-pod"),
        ("get nonsenses", "nonsenses"),
        ("describe deployment/absent", "absent"),
    ):
        await ops.types(MIRA, text)
        message = await ops.people.message(ops.channel, words)
        assert "Traceback" not in shown(message)
    assert len(await ops.events(e.ReadFailed)) == 3


@pytest.mark.long
async def test_the_incidents_service_is_what_is_meant_when_nothing_is_named(ops: Ops, ground: Ground):
    await ops.people.type(MIRA, "/incident declare p1 backend is slow --service backend --drill", "general")
    # The first incident's title begins with the service, so it has it already.
    incident = await ops.stream()
    assert getattr(incident, "service", None) == "backend"
    seen = await ops.types(MIRA, "rollout status")
    assert "deployment/backend" in str(seen["text"])
