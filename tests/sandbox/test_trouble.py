"""Faults, latency, rate limits, the clock, the record of calls and the reset."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.clock import Clock
from sandbox.slack.rates import Rates, Tier
from tests.sandbox.conftest import ENGINEERING, INCIDENTS


async def texts(drive):
    shown = await drive.get(f"channels/{INCIDENTS}/messages")
    return [m["text"] for m in shown["messages"]]


def post(client, text="x", channel=INCIDENTS):
    return client.chat_postMessage(channel=channel, text=text)


async def test_a_fault_is_met_as_often_as_ordered_and_by_its_method_only(client, drive):
    await drive("faults", method="chat.postMessage", kind="500", count=2)
    assert (await client.auth_test())["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await post(client)
        assert caught.value.response.status_code == 500
    await post(client, "after")
    assert await texts(drive) == ["after"]


async def test_a_fault_may_let_some_calls_pass_first(client, drive, refused):
    await drive("faults", method="*", kind="429", seconds=7, after=1)
    await post(client, "first")
    with pytest.raises(SlackApiError) as caught:
        await post(client, "second")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert caught.value.response["error"] == "ratelimited"


@pytest.mark.parametrize(("kind", "said"), [("reset_before", []), ("reset_after", ["x"])])
async def test_a_cut_connection_loses_the_call_or_only_its_answer(client, drive, kind, said):
    await drive("faults", method="chat.postMessage", kind=kind)
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert await texts(drive) == said
    call = (await drive.get("calls"))["calls"][-1]
    assert (call["method"], call["status"], call["ok"]) == ("chat.postMessage", 0, bool(said))


@pytest.mark.parametrize(("kind", "meanwhile"), [("hold", []), ("hold_after", ["x"])])
async def test_a_held_call_is_done_before_or_after_it_is_let_go(client, drive, kind, meanwhile):
    await drive("faults", method="chat.postMessage", kind=kind)
    pending = asyncio.create_task(post(client))
    await asyncio.sleep(0.1)
    assert (await drive.get("faults"))["held"] == 1
    assert await texts(drive) == meanwhile
    assert (await drive.get("calls"))["calls"][-1]["ended"] is None or kind == "hold_after"
    assert await drive("faults/release") == {"released": 1}
    assert (await pending)["ok"]
    assert await texts(drive) == ["x"]


async def test_a_held_call_goes_on_by_itself_when_its_time_is_up(client, drive):
    await drive("faults", method="chat.postMessage", kind="hold", seconds=0.1)
    assert (await post(client))["ok"]


async def test_a_call_whose_caller_died_while_held_is_not_done(sandbox, drive):
    await drive("faults", method="chat.postMessage", kind="hold")
    head = {"Authorization": f"Bearer {sandbox.facts()['bot_token']}"}
    body = {"channel": INCIDENTS, "text": "ghost"}
    with pytest.raises(TimeoutError):
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as caller:
            await caller.post(f"{sandbox.url}/api/chat.postMessage", json=body, headers=head)
    await asyncio.sleep(0.05)
    await drive("faults/release")
    await asyncio.sleep(0.05)
    assert await texts(drive) == []
    assert (await drive.get("calls"))["calls"][-1]["error"] == "abandoned"


async def test_slow_and_latency_take_real_time(client, drive):
    await drive("latency", seconds=0.1)
    await drive("faults", method="auth.test", kind="slow", seconds=0.1)
    started = time.perf_counter()
    await client.auth_test()
    assert time.perf_counter() - started >= 0.2
    call = (await drive.get("calls"))["calls"][-1]
    assert call["ended"] - call["started"] >= 0.19


async def test_down_refuses_everything_for_a_while(client, drive, lines):
    line = await lines()
    await drive("faults", kind="down", seconds=0.2)
    with pytest.raises(aiohttp.ClientError):
        await client.auth_test()
    assert (await line.ws.receive(timeout=2)).type is not aiohttp.WSMsgType.TEXT
    assert (await drive.get("faults"))["down"] is True
    await asyncio.sleep(0.25)
    assert (await client.auth_test())["ok"]


async def test_the_upload_address_has_faults_of_its_own(client, session, drive):
    announced = await client.files_getUploadURLExternal(filename="a", length=1)
    await drive("faults", method="upload", kind="reset_after")
    with pytest.raises(aiohttp.ClientError):
        await session.post(announced["upload_url"], data=b"a")
    assert (await drive.get(f"files/{announced['file_id']}"))["content"] == "a"


async def test_an_unknown_fault_is_refused(drive):
    assert (await drive("faults", kind="earthquake"))["error"] == "invalid_fault"
    assert (await drive("faults", method="x"))["detail"] == "kind is needed"


async def test_posting_is_one_a_second_a_channel_after_a_short_burst(client, drive):
    for _ in range(5):
        await post(client)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await post(client, channel=ENGINEERING)
    await drive("clock", speed=1000)
    await asyncio.sleep(0.01)
    await post(client)


async def test_limits_can_be_switched_off(client, drive):
    await drive("limits", enabled=False)
    for _ in range(20):
        await post(client)


@pytest.mark.parametrize(("tier", "a_minute"), [(Tier.TWO, 20), (Tier.THREE, 50), (Tier.FOUR, 100)])
async def test_a_tier_lets_its_number_through_and_then_says_how_long_to_wait(tier, a_minute):
    clock = Clock()
    rates = Rates(clock)
    waits = [rates.wait_for("m", tier.value) for _ in range(a_minute + 1)]
    assert waits == [0] * a_minute + [max(1, round(60 / a_minute + 0.49))]
    clock.aim(time.time(), clock.now() + waits[-1], 1)
    assert rates.wait_for("m", tier.value) == 0


async def test_the_clock_runs_faster_jumps_forward_and_never_goes_back(drive, sandbox):
    before = sandbox.clock.now()
    jumped = await drive("clock", virtual=before + 3600, speed=60)
    assert jumped["speed"] == 60
    assert jumped["now"] >= before + 3600
    back = await drive("clock", virtual=before, speed=1)
    assert back["now"] >= jumped["now"]
    assert (await drive("clock", speed=0))["error"] == "invalid_clock"
    assert (await drive("clock", speed="fast"))["error"] == "not_a_number"


async def test_stamps_follow_the_clock_and_stay_in_order(client, drive, sandbox):
    first = (await post(client))["ts"]
    await drive("clock", virtual=sandbox.clock.now() + 86_400)
    second = (await post(client))["ts"]
    await drive("clock", virtual=float(first))
    third = (await post(client))["ts"]
    assert float(second) - float(first) >= 86_400
    assert third > second


async def test_calls_are_recorded_without_their_token(client, drive, sandbox):
    await post(client, "x")
    since = (await drive.get("calls"))["calls"][-1]["n"]
    await client.api_call("conversations.info", params={"channel": INCIDENTS})
    (call,) = (await drive.get(f"calls?since={since}"))["calls"]
    assert (call["n"], call["method"], call["args"]) == (
        since + 1,
        "conversations.info",
        {"channel": INCIDENTS},
    )
    assert (call["ok"], call["status"], call["error"]) == (True, 200, None)
    assert sandbox.facts()["bot_token"] not in str(await drive.get("calls"))


async def test_a_reset_is_the_first_morning_with_the_people_and_sockets_of_now(client, drive, lines):
    line = await lines()
    await drive("people", name="newcomer", tz="Asia/Tokyo")
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await drive("faults", method="*", kind="500", count=9)
    await drive("reset")
    assert (await drive.get("calls"))["calls"] == []
    channels = (await drive.get("channels"))["channels"]
    assert [c["name"] for c in channels] == ["general", "incidents", "incident-smartcloudops", "engineering"]
    assert (await client.conversations_create(name="inc-1"))["channel"]["id"] == room
    assert "newcomer" in [p["name"] for p in (await drive.get("people"))["people"]]
    assert (await drive.get("sockets"))["open"] == 1
    while (await line.next())["payload"]["event"]["type"] != "member_joined_channel":
        pass
