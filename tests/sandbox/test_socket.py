"""Socket Mode: tickets, who gets an envelope, acks, and what is sent again when."""

import asyncio
import time

import aiohttp
import pytest

from sandbox.slack import socket
from sandbox.slack.socket import SocketMode
from tests.sandbox.conftest import INCIDENTS


@pytest.fixture
def hasty(monkeypatch):
    """A Slack that waits a fifth of a second for acks, so that the tests need not wait three."""
    monkeypatch.setattr(socket, "ACK_SECONDS", 0.2)


async def say(drive, text="x"):
    return (await drive("people/mira/message", channel=INCIDENTS, text=text))["ts"]


async def test_a_ticket_opens_one_connection(sandbox, session):
    url = sandbox.team.link.new_url()
    assert f"app_id={'A0TOCSIN01'}" in url
    async with session.ws_connect(url) as ws:
        hello = await ws.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_connection_is_sent_away(sandbox, session, lines):
    for _ in range(10):
        await lines()
    async with session.ws_connect(sandbox.team.link.new_url()) as ws:
        frame = await ws.receive_json()
        assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")


async def test_an_event_arrives_wrapped_as_slack_wraps_it(drive, lines):
    line = await lines()
    ts = await say(drive, "hello")
    envelope = await line.next()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    payload = envelope["payload"]
    assert payload["type"] == "event_callback"
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"][0]["user_id"] == "U0TOCSIN01"
    assert (payload["event"]["ts"], payload["event"]["channel_type"]) == (ts, "channel")


async def test_an_acked_event_is_not_sent_again(drive, lines, hasty):
    line = await lines()
    await say(drive)
    await line.ack(await line.next())
    assert await line.silent(0.4)


async def test_an_ack_counts_over_any_socket_of_the_app(drive, lines, hasty):
    first, second = await lines(), await lines()
    await say(drive)
    await second.ack(await first.next())
    assert await first.silent(0.3)


async def test_an_event_nobody_acks_is_sent_three_times_more_on_the_sandbox_clock(
    drive, lines, hasty, sandbox
):
    line = await lines()
    await say(drive)
    attempts = [await line.next(), await line.next()]
    for minutes in (1, 5):
        await asyncio.sleep(0.25)
        assert await line.silent(0.1)
        await drive("clock", virtual=sandbox.clock.now() + minutes * 60)
        attempts.append(await line.next())
    assert [a["retry_attempt"] for a in attempts] == [0, 1, 2, 3]
    assert [a["retry_reason"] for a in attempts] == ["", "timeout", "timeout", "timeout"]
    assert len({a["payload"]["event_id"] for a in attempts}) == 1
    await asyncio.sleep(0.25)
    assert (await drive.get("sockets"))["lost"] == 1


async def test_what_happened_while_no_socket_was_open_comes_as_a_retry(drive, lines):
    await say(drive, "while you were out")
    line = await lines()
    envelope = await line.next()
    assert (envelope["retry_attempt"], envelope["payload"]["event"]["text"]) == (1, "while you were out")
    await line.ack(envelope)


async def test_with_nobody_there_an_event_is_lost_after_its_last_retry(drive, lines, sandbox):
    await say(drive)
    for _ in range(3):
        await drive("clock", virtual=sandbox.clock.now() + 301)
        await asyncio.sleep(0.01)
    line = await lines()
    assert await line.silent()
    assert (await drive.get("sockets"))["lost"] == 1


async def test_a_command_is_never_sent_again(drive, lines, hasty):
    line = await lines()
    answer = await drive("people/mira/command", channel=INCIDENTS, text="/incident help")
    assert (answer["acked"], answer["error"]) == (False, "operation_timeout")
    assert (await line.next())["type"] == "slash_commands"
    assert await line.silent(0.4)


async def test_without_a_socket_a_command_fails_at_once(drive):
    started = time.perf_counter()
    answer = await drive("people/mira/command", channel=INCIDENTS, text="/incident help")
    assert answer["error"] == "dispatch_failed"
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("policy", "expected"), [("round_robin", {1: 3, 2: 3}), ("newest", {2: 6}), ("random", None)]
)
async def test_who_gets_an_envelope_is_a_policy(drive, sandbox, lines, policy, expected):
    opened = {1: await lines(), 2: await lines()}
    assert (await drive("sockets", policy=policy))["policy"] == policy
    for n in range(6):
        await say(drive, str(n))
    counts = dict.fromkeys(opened, 0)
    for n, line in opened.items():
        while not await _quiet(line):
            counts[n] += 1
    assert sum(counts.values()) == 6
    assert expected is None or {n: c for n, c in counts.items() if c} == expected


async def _quiet(line) -> bool:
    try:
        await line.ack(await line.next(0.1))
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_sockets_can_be_asked_to_leave(drive, lines, reason):
    line = await lines()
    await drive("sockets", disconnect=reason)
    assert (await line.next())["reason"] == reason
    await say(drive, "until it is closed, it delivers")
    assert (await line.next())["type"] == "events_api"


async def test_a_cut_socket_ends_without_a_word(drive, lines):
    line = await lines()
    await drive("faults", kind="drop_socket")
    message = await line.ws.receive(timeout=2)
    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)
    assert (await drive.get("sockets"))["open"] == 0


async def test_a_delivery_can_be_repeated(drive, lines):
    line = await lines()
    await say(drive)
    first = await line.next()
    await line.ack(first)
    sent = (await drive.get("events"))["events"]
    await drive("redeliver", n=sent[-1]["n"])
    again = await line.next()
    assert again["payload"] == first["payload"]
    assert again["envelope_id"] != first["envelope_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert (await drive("redeliver", n=999))["error"] == "not_delivered"


async def test_a_frame_may_be_of_any_size(drive, lines):
    line = await lines()
    await drive("people/mira/message", channel=INCIDENTS, text="x" * 40_000)
    envelope = await line.next()
    await line.ws.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "y" * 5_000_000}})
    await line.ws.send_str("not json")
    assert await line.silent()


async def test_pings_come_by_themselves(sandbox, session, monkeypatch):
    monkeypatch.setattr("sandbox.slack.link.PING_SECONDS", 0.05)
    async with session.ws_connect(sandbox.team.link.new_url(), autoping=False) as ws:
        await ws.receive_json()
        ping = await ws.receive(timeout=2)
        assert ping.type is aiohttp.WSMsgType.PING
        assert ping.data.startswith(b"Ping from")


def test_the_url_is_a_websocket_one(sandbox):
    assert isinstance(sandbox.team.link, SocketMode)
    assert sandbox.team.link.new_url().startswith("ws://127.0.0.1:")
