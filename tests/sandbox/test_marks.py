"""Pins, reactions, bookmarks and files."""

import pytest

from tests.sandbox.conftest import ENGINEERING, INCIDENTS


@pytest.fixture
async def ts(client):
    return (await client.chat_postMessage(channel=INCIDENTS, text="x"))["ts"]


async def test_a_message_is_pinned_once(client, refused, ts):
    await client.pins_add(channel=INCIDENTS, timestamp=ts)
    assert (await refused(client.pins_add(channel=INCIDENTS, timestamp=ts)))["error"] == "already_pinned"
    items = (await client.pins_list(channel=INCIDENTS))["items"]
    assert [(i["type"], i["message"]["ts"], i["message"]["pinned_to"]) for i in items] == [
        ("message", ts, [INCIDENTS])
    ]
    await client.pins_remove(channel=INCIDENTS, timestamp=ts)
    assert (await refused(client.pins_remove(channel=INCIDENTS, timestamp=ts)))["error"] == "no_pin"


@pytest.mark.parametrize(
    ("timestamp", "error"),
    [("", "no_item_specified"), ("soon", "bad_timestamp"), ("1.000001", "message_not_found")],
)
async def test_a_mark_needs_its_message(client, refused, timestamp, error):
    assert (await refused(client.pins_add(channel=INCIDENTS, timestamp=timestamp)))["error"] == error


async def test_a_reaction_counts_once_a_person(client, drive, refused, ts):
    await client.reactions_add(channel=INCIDENTS, timestamp=ts, name="eyes")
    await drive("people/mira/react", channel=INCIDENTS, ts=ts, name=":eyes:")
    again = client.reactions_add(channel=INCIDENTS, timestamp=ts, name="eyes")
    assert (await refused(again))["error"] == "already_reacted"
    shown = (await client.reactions_get(channel=INCIDENTS, timestamp=ts))["message"]["reactions"]
    assert shown == [{"name": "eyes", "users": ["U0TOCSIN01", "U0MIRA0001"], "count": 2}]
    await client.reactions_remove(channel=INCIDENTS, timestamp=ts, name="eyes")
    gone = client.reactions_remove(channel=INCIDENTS, timestamp=ts, name="eyes")
    assert (await refused(gone))["error"] == "no_reaction"
    odd = client.reactions_add(channel=INCIDENTS, timestamp=ts, name="not an emoji")
    assert (await refused(odd))["error"] == "invalid_name"


async def test_bookmarks_are_added_changed_listed_and_removed(client, refused):
    link = {"title": "Board", "type": "link", "link": "https://example.com/board"}
    made = (await client.bookmarks_add(channel_id=INCIDENTS, emoji=":link:", **link))["bookmark"]
    assert made["id"].startswith("Bk")
    changed = await client.bookmarks_edit(channel_id=INCIDENTS, bookmark_id=made["id"], title="New")
    assert (changed["bookmark"]["title"], changed["bookmark"]["link"]) == ("New", link["link"])
    assert (await client.bookmarks_list(channel_id=INCIDENTS))["bookmarks"] == [changed["bookmark"]]
    await client.bookmarks_remove(channel_id=INCIDENTS, bookmark_id=made["id"])
    gone = client.bookmarks_remove(channel_id=INCIDENTS, bookmark_id=made["id"])
    assert (await refused(gone))["error"] == "not_found"
    for change, error in (
        ({"link": "board"}, "invalid_link"),
        ({"emoji": "link"}, "invalid_emoji"),
        ({"type": "folder"}, "invalid_bookmark_type"),
    ):
        body = await refused(client.bookmarks_add(channel_id=INCIDENTS, **{**link, **change}))
        assert body["error"] == error
    body = await refused(client.bookmarks_add(channel_id=ENGINEERING, **link))
    assert body["error"] == "permission_denied"


async def test_a_file_goes_up_in_three_steps_and_down_with_the_token(client, sandbox, session, drive):
    parent = (await client.chat_postMessage(channel=INCIDENTS, text="x"))["ts"]
    sent = await client.files_upload_v2(
        channel=INCIDENTS,
        content="# Postmortem",
        filename="inc-1.md",
        title="Postmortem",
        initial_comment="The draft",
        thread_ts=parent,
    )
    reply = (await client.conversations_replies(channel=INCIDENTS, ts=parent))["messages"][1]
    assert (reply["subtype"], reply["text"], reply["files"][0]["title"]) == (
        "file_share", "The draft", "Postmortem",
    )  # fmt: skip
    paper = (await client.files_info(file=sent["file"]["id"]))["file"]
    assert paper["shares"]["public"][INCIDENTS][0]["ts"] == reply["ts"]
    head = {"Authorization": f"Bearer {sandbox.facts()['bot_token']}"}
    async with session.get(paper["url_private"], headers=head) as answer:
        assert await answer.text() == "# Postmortem"
    async with session.get(paper["url_private"], allow_redirects=False) as answer:
        assert answer.status == 302
    assert (await drive.get(f"files/{paper['id']}"))["content"] == "# Postmortem"


async def test_an_upload_is_refused_out_of_order(client, session, refused):
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3, alt_txt="three letters")
    complete = {"files": [{"id": announced["file_id"], "title": "A"}], "channel_id": INCIDENTS}
    early = client.files_completeUploadExternal(**complete)
    assert (await refused(early))["error"] == "file_not_found"
    assert (await refused(client.files_info(file=announced["file_id"])))["error"] == "file_not_found"
    for _ in range(2):
        async with session.post(announced["upload_url"], data=b"abc") as answer:
            assert answer.status == 200
    done = (await client.files_completeUploadExternal(**complete))["files"][0]
    assert (done["size"], done["alt_txt"]) == (3, "three letters")
    again = client.files_completeUploadExternal(**complete)
    assert (await refused(again))["error"] == "file_not_found"
    async with session.post(announced["upload_url"], data=b"abc") as answer:
        assert answer.status == 404
    await client.files_delete(file=announced["file_id"])
    assert (await refused(client.files_info(file=announced["file_id"])))["error"] == "file_deleted"
    long = client.files_getUploadURLExternal(filename="a", length=1, alt_txt="x" * 1001)
    assert (await refused(long))["error"] == "alt_txt_too_large"
