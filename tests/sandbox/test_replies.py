"""response_urls: how often, how long, and what they may replace or delete."""

import asyncio

import pytest

from tests.sandbox.conftest import INCIDENTS


@pytest.fixture
async def url(drive, lines):
    """The response_url of a command Mira typed."""
    line = await lines()
    typing = asyncio.create_task(drive("people/mira/command", channel=INCIDENTS, text="/incident", wait=0))
    envelope = await line.next()
    await line.ack(envelope, {"text": "first"})
    await typing
    return envelope["payload"]["response_url"]


@pytest.fixture
def reply(session, url):
    async def send(**body):
        async with session.post(url, json=body) as answer:
            return answer.status, await answer.text()

    return send


async def seen(drive):
    shown = await drive.get(f"channels/{INCIDENTS}/messages?as=mira")
    return [(m["text"], m.get("is_ephemeral", False)) for m in shown["messages"]]


async def test_a_reply_is_for_one_unless_it_says_in_channel(drive, reply):
    assert await reply(text="you") == (200, "ok")
    await reply(text="all", response_type="in_channel")
    assert await seen(drive) == [("first", True), ("you", True), ("all", False)]


async def test_a_reply_may_replace_the_commands_own_answer_but_not_delete_it(drive, reply):
    await reply(text="second", replace_original=True)
    assert await seen(drive) == [("second", True)]
    status, text = await reply(delete_original=True)
    assert (status, "message_not_found" in text) == (400, True)


async def test_a_url_takes_five_posts(reply):
    assert [(await reply(text=str(n)))[0] for n in range(6)] == [200] * 5 + [404]


async def test_a_url_lives_half_an_hour(drive, reply, sandbox):
    await drive("clock", virtual=sandbox.clock.now() + 1795)
    assert (await reply(text="x"))[0] == 200
    await drive("clock", virtual=sandbox.clock.now() + 10)
    status, text = await reply(text="x")
    assert (status, "expired_url" in text) == (404, True)


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "no_text"), ({"blocks": [{"type": "x"}]}, "invalid_blocks"), ({"text": 5}, "invalid_payload")],
)
async def test_a_bad_reply_is_refused(reply, body, error):
    status, text = await reply(**body)
    assert (status, error in text) == (400, True)


async def test_a_button_may_replace_or_delete_the_message_it_stands_in(client, drive, lines, session):
    line = await lines()
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = (await client.chat_postMessage(channel=INCIDENTS, text="card", blocks=blocks))["ts"]
    await line.ack(await line.next())
    for body in ({"text": "done", "blocks": blocks, "replace_original": True}, {"delete_original": True}):
        press = drive("people/mira/click", channel=INCIDENTS, ts=ts, action_id="go", wait=0)
        pressing = asyncio.create_task(press)
        envelope = await line.next()
        while envelope["type"] != "interactive":
            await line.ack(envelope)
            envelope = await line.next()
        await line.ack(envelope)
        await pressing
        async with session.post(envelope["payload"]["response_url"], json=body) as answer:
            assert answer.status == 200
        shown = (await drive.get(f"channels/{INCIDENTS}/messages"))["messages"]
        assert [m["text"] for m in shown] == (["done"] if "text" in body else [])
