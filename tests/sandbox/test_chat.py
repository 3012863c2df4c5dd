"""chat.*: what is posted, whispered, edited, deleted, planned, and what is refused."""

import pytest

from tests.sandbox.conftest import ENGINEERING, GUS, INCIDENTS, MIRA, OLGA

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
NOTE = {"event_type": "tocsin", "event_payload": {"key": "k1"}}


async def test_a_message_has_a_stamp_of_its_own(client):
    stamps = [(await client.chat_postMessage(channel=INCIDENTS, text=str(n)))["ts"] for n in range(4)]
    assert len(set(stamps)) == 4
    assert stamps == sorted(stamps)
    assert all(len(ts.split(".")[1]) == 6 for ts in stamps)


async def test_posting_reaches_public_channels_by_id_or_name_without_membership(client):
    assert (await client.chat_postMessage(channel="#engineering", text="hi"))["channel"] == ENGINEERING
    assert (await client.chat_postMessage(channel=ENGINEERING, text="hi"))["ok"]


async def test_posting_to_a_person_opens_the_conversation_with_them(client):
    posted = await client.chat_postMessage(channel=MIRA, text="hi")
    assert posted["channel"].startswith("D")
    opened = await client.conversations_open(users=MIRA)
    assert opened["channel"]["id"] == posted["channel"]
    assert opened["already_open"] is True


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": OLGA, "text": "x"}, "channel_not_found"),
        ({"channel": INCIDENTS, "text": "  "}, "no_text"),
        ({"channel": INCIDENTS, "blocks": []}, "no_text"),
        ({"channel": INCIDENTS, "blocks": "{nonsense"}, "invalid_blocks_format"),
        ({"channel": INCIDENTS, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": INCIDENTS, "text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"channel": INCIDENTS, "text": "x", "metadata": {"event_type": 3}}, "invalid_metadata_format"),
        ({"channel": INCIDENTS, "text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        (
            {"channel": INCIDENTS, "text": "x", "metadata": {**NOTE, "event_payload": {"k": "v" * 9000}}},
            "metadata_too_large",
        ),
        (
            {"channel": INCIDENTS, "blocks": [{"type": "markdown", "text": "x" * 7000}] * 2},
            "msg_blocks_too_long",
        ),
    ],
)
async def test_a_post_is_refused_in_slacks_words(client, refused, documented, arguments, error):
    body = await refused(client.api_call("chat.postMessage", json=arguments))
    assert body["error"] == error
    assert error in documented["chat.postMessage"]["errors"]


async def test_text_beyond_forty_thousand_is_cut(client):
    posted = await client.chat_postMessage(channel=INCIDENTS, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000


async def test_bad_blocks_are_reported_with_pointers(client, refused):
    body = await refused(client.chat_postMessage(channel=INCIDENTS, text="x", blocks=[SECTION] * 51))
    problem = "no more than 50 items allowed [json-pointer:/blocks]"
    assert body == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [problem],
        "response_metadata": {"messages": [f"[ERROR] {problem}"]},
    }


async def test_an_update_keeps_what_it_does_not_mention_except_metadata(client):
    posted = await client.chat_postMessage(channel=INCIDENTS, text="a", blocks=[SECTION], metadata=NOTE)
    assert posted["message"]["metadata"] == NOTE
    updated = await client.chat_update(channel=INCIDENTS, ts=posted["ts"], text="b")
    assert updated["message"]["blocks"] == posted["message"]["blocks"]
    assert updated["text"] == "b"
    assert "metadata" not in updated["message"]
    assert updated["message"]["edited"]["user"] == "U0TOCSIN01"


async def test_an_update_is_refused_where_slack_refuses(client, drive, refused):
    posted = await client.chat_postMessage(channel=INCIDENTS, text="a")
    ts = posted["ts"]
    long = client.chat_update(channel=INCIDENTS, ts=ts, text="x" * 4001)
    assert (await refused(long))["error"] == "msg_too_long"
    gone = client.chat_update(channel=INCIDENTS, ts="1.000001", text="x")
    assert (await refused(gone))["error"] == "message_not_found"
    other = await drive("people/mira/message", channel=INCIDENTS, text="mine")
    theirs = client.chat_update(channel=INCIDENTS, ts=other["ts"], text="x")
    assert (await refused(theirs))["error"] == "cant_update_message"
    theirs = client.chat_delete(channel=INCIDENTS, ts=other["ts"])
    assert (await refused(theirs))["error"] == "cant_delete_message"
    whispered = await client.chat_postEphemeral(channel=INCIDENTS, user=MIRA, text="psst")
    again = client.chat_update(channel=INCIDENTS, ts=whispered["message_ts"], text="x")
    assert (await refused(again))["error"] == "message_not_found"


async def test_an_archived_channel_takes_nothing(client, drive, refused):
    posted = await client.chat_postMessage(channel=INCIDENTS, text="a")
    await drive(f"channels/{INCIDENTS}/archive", by="mira")
    assert (await refused(client.chat_postMessage(channel=INCIDENTS, text="b")))["error"] == "is_archived"
    edited = client.chat_update(channel=INCIDENTS, ts=posted["ts"], text="b")
    assert (await refused(edited))["error"] == "is_inactive"
    whisper = client.chat_postEphemeral(channel=INCIDENTS, user=MIRA, text="b")
    assert (await refused(whisper))["error"] == "is_archived"


async def test_a_whisper_reaches_one_member_and_no_history(client, drive, refused):
    before = (await client.conversations_history(channel=INCIDENTS))["messages"]
    await client.chat_postEphemeral(channel=INCIDENTS, user=MIRA, text="only you")
    assert (await client.conversations_history(channel=INCIDENTS))["messages"] == before
    seen = await drive.get(f"channels/{INCIDENTS}/messages?as=mira")
    assert [m["text"] for m in seen["messages"] if m.get("is_ephemeral")] == ["only you"]
    assert not (await drive.get(f"channels/{INCIDENTS}/messages?as=priya"))["messages"]
    outsider = client.chat_postEphemeral(channel=ENGINEERING, user=GUS, text="x")
    assert (await refused(outsider))["error"] == "user_not_in_channel"
    away = client.chat_postEphemeral(channel=ENGINEERING, user=MIRA, text="x")
    assert (await refused(away))["error"] == "not_in_channel"


async def test_threads_count_their_replies_and_stay_out_of_the_channel(client):
    parent = (await client.chat_postMessage(channel=INCIDENTS, text="parent"))["ts"]
    reply = (await client.chat_postMessage(channel=INCIDENTS, text="one", thread_ts=parent))["ts"]
    nested = await client.chat_postMessage(channel=INCIDENTS, text="two", thread_ts=reply)
    assert nested["message"]["thread_ts"] == parent
    loud = await client.chat_postMessage(
        channel=INCIDENTS, text="three", thread_ts=parent, reply_broadcast=True
    )
    shown = (await client.conversations_history(channel=INCIDENTS))["messages"]
    assert [m["ts"] for m in shown] == [loud["ts"], parent]
    assert (shown[1]["reply_count"], shown[1]["latest_reply"]) == (3, loud["ts"])
    thread = await client.conversations_replies(channel=INCIDENTS, ts=parent)
    assert [m["text"] for m in thread["messages"]] == ["parent", "one", "two", "three"]


async def test_a_deleted_parent_leaves_a_tombstone_and_a_deleted_reply_nothing(client):
    parent = (await client.chat_postMessage(channel=INCIDENTS, text="parent"))["ts"]
    first = (await client.chat_postMessage(channel=INCIDENTS, text="one", thread_ts=parent))["ts"]
    await client.chat_postMessage(channel=INCIDENTS, text="two", thread_ts=parent)
    await client.chat_delete(channel=INCIDENTS, ts=first)
    await client.chat_delete(channel=INCIDENTS, ts=parent)
    thread = (await client.conversations_replies(channel=INCIDENTS, ts=parent))["messages"]
    assert [m.get("subtype", m["text"]) for m in thread] == ["tombstone", "two"]


async def test_a_permalink_names_channel_message_and_thread(client, sandbox, refused):
    parent = (await client.chat_postMessage(channel=INCIDENTS, text="parent"))["ts"]
    reply = (await client.chat_postMessage(channel=INCIDENTS, text="one", thread_ts=parent))["ts"]
    link = (await client.chat_getPermalink(channel=INCIDENTS, message_ts=reply))["permalink"]
    stamp = reply.replace(".", "")
    assert link == f"{sandbox.url}/archives/{INCIDENTS}/p{stamp}?thread_ts={parent}&cid={INCIDENTS}"
    missing = client.chat_getPermalink(channel=INCIDENTS, message_ts="1.000001")
    assert (await refused(missing))["error"] == "message_not_found"


async def test_a_scheduled_message_comes_when_its_time_has_come(client, sandbox, drive, refused):
    now = int(sandbox.clock.now())
    for post_at, error in ((now - 5, "time_in_past"), (now + 121 * 86_400, "time_too_far")):
        body = await refused(client.chat_scheduleMessage(channel=INCIDENTS, post_at=post_at, text="x"))
        assert body["error"] == error
    planned = await client.chat_scheduleMessage(channel=INCIDENTS, post_at=now + 600, text="later")
    assert planned["scheduled_message_id"].startswith("Q")
    dropped = await client.chat_scheduleMessage(channel=INCIDENTS, post_at=now + 700, text="never")
    id_ = dropped["scheduled_message_id"]
    await client.chat_deleteScheduledMessage(channel=INCIDENTS, scheduled_message_id=id_)
    listed = (await client.chat_scheduledMessages_list())["scheduled_messages"]
    assert [s["id"] for s in listed] == [planned["scheduled_message_id"]]
    await drive("clock", virtual=now + 701)
    await client.auth_test()
    shown = (await client.conversations_history(channel=INCIDENTS))["messages"]
    assert [m["text"] for m in shown] == ["later"]
