"""What the app is told of what happens: which events, with which keys, and which not."""

import pytest

from tests.sandbox.conftest import BOT, INCIDENTS, MIRA

WRAPPER = {
    "token", "team_id", "enterprise_id", "api_app_id", "event", "type", "event_id", "event_time",
    "authorizations", "is_ext_shared_channel", "event_context", "context_team_id", "context_enterprise_id",
}  # fmt: skip
MESSAGE = {
    "type", "subtype", "channel", "user", "text", "ts", "event_ts", "channel_type", "team", "client_msg_id",
    "blocks", "thread_ts", "parent_user_id", "bot_id", "bot_profile", "app_id", "edited", "files", "metadata",
    "upload", "hidden", "message", "previous_message", "deleted_ts", "topic", "purpose", "inviter", "members",
    "old_name", "name",
}  # fmt: skip
KEYS = {
    "message": MESSAGE,
    "app_mention": {"type", "user", "text", "ts", "channel", "event_ts", "team", "blocks", "client_msg_id",
                    "thread_ts"},
    "reaction_added": {"type", "user", "item", "reaction", "item_user", "event_ts"},
    "reaction_removed": {"type", "user", "item", "reaction", "item_user", "event_ts"},
    "pin_added": {"type", "user", "channel_id", "item", "item_user", "pin_count", "pinned_info", "event_ts"},
    "pin_removed": {"type", "user", "channel_id", "item", "item_user", "pin_count", "pinned_info", "event_ts",
                    "has_pins"},
    "member_joined_channel": {"type", "user", "channel", "channel_type", "team", "event_ts", "inviter"},
    "member_left_channel": {"type", "user", "channel", "channel_type", "team", "event_ts"},
    "channel_rename": {"type", "channel", "event_ts"},
    "channel_archive": {"type", "channel", "user", "event_ts"},
    "channel_unarchive": {"type", "channel", "user", "event_ts"},
    "group_rename": {"type", "channel", "event_ts"},
    "group_archive": {"type", "channel", "user", "event_ts"},
    "user_change": {"type", "user", "cache_ts", "event_ts"},
    "subteam_members_changed": {"type", "subteam_id", "team_id", "date_previous_update", "date_update",
                                "added_users", "added_users_count", "removed_users", "removed_users_count",
                                "event_ts"},
    "app_home_opened": {"type", "user", "channel", "tab", "event_ts", "view"},
}  # fmt: skip


@pytest.fixture
def told(sandbox, drive, lines):
    """Do something; answer the events it caused, in order."""
    state = {"seen": 0}

    async def after(doing):
        if not sandbox.team.link.sockets:
            await lines()
        await doing
        sent = (await drive.get(f"events?since={state['seen']}"))["events"]
        state["seen"] = sent[-1]["n"] if sent else state["seen"]
        for envelope in sent:
            event = envelope["payload"]["event"]
            assert set(envelope["payload"]) <= WRAPPER
            assert set(event) <= KEYS[event["type"]], event
        return [e["payload"]["event"] for e in sent]

    return after


def kinds(events):
    return [e.get("subtype", e["type"]) for e in events]


async def test_what_a_person_says_is_told_and_a_mention_twice(drive, told):
    (said,) = await told(drive("people/mira/message", channel=INCIDENTS, text="see https://x.y/?a=1&b=2"))
    assert said["text"] == "see <https://x.y/?a=1&amp;b=2>"
    assert said["blocks"][0]["type"] == "rich_text"
    assert kinds(await told(drive("people/mira/message", channel=INCIDENTS, text="hey @tocsin"))) == [
        "message",
        "app_mention",
    ]
    assert await told(drive("people/mira/message", channel="engineering", text="hey @tocsin")) == []


async def test_the_bots_own_words_come_back_to_it(client, told):
    (echo,) = await told(client.chat_postMessage(channel=INCIDENTS, text=f"I am <@{BOT}>"))
    assert (echo["user"], echo["bot_id"]) == (BOT, "B0TOCSIN01")


async def test_edits_and_deletions_show_before_and_after(drive, told):
    (said,) = await told(drive("people/mira/message", channel=INCIDENTS, text="a"))
    (edit,) = await told(drive("people/mira/edit", channel=INCIDENTS, ts=said["ts"], text="b"))
    assert (edit["subtype"], edit["hidden"]) == ("message_changed", True)
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("a", "b")
    assert edit["message"]["edited"]["user"] == MIRA
    (gone,) = await told(drive("people/mira/delete", channel=INCIDENTS, ts=said["ts"]))
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", said["ts"])
    assert gone["previous_message"]["text"] == "b"


async def test_reactions_and_pins_are_told_with_their_message(drive, told):
    (said,) = await told(drive("people/mira/message", channel=INCIDENTS, text="a"))
    at = {"channel": INCIDENTS, "ts": said["ts"], "name": "pushpin"}
    seen = []
    for verb in ("react", "unreact", "pin", "unpin"):
        seen += await told(drive(f"people/priya/{verb}", **at))
    assert kinds(seen) == ["reaction_added", "reaction_removed", "pin_added", "pin_removed"]
    assert seen[0]["item"] == {"type": "message", "channel": INCIDENTS, "ts": said["ts"]}
    assert (seen[0]["user"], seen[0]["item_user"]) == ("U0PRIYA001", MIRA)
    assert (seen[2]["item"]["message"]["text"], seen[2]["pin_count"]) == ("a", 1)
    assert seen[3]["has_pins"] is False


async def test_the_life_of_a_channel_is_told_while_the_bot_is_in_it(client, drive, told):
    made = await told(client.conversations_create(name="inc-1"))
    room = made[0]["channel"]
    assert kinds(made) == ["channel_join", "member_joined_channel"]
    invited = await told(client.conversations_invite(channel=room, users=MIRA))
    assert kinds(invited) == ["channel_join", "member_joined_channel"]
    assert {e["inviter"] for e in invited} == {BOT}
    assert kinds(await told(client.conversations_setTopic(channel=room, topic="t"))) == ["channel_topic"]
    renamed = await told(drive(f"channels/{room}/rename", name="inc-2"))
    assert kinds(renamed) == ["channel_name", "channel_rename"]
    assert renamed[1]["channel"]["name"] == "inc-2"
    assert kinds(await told(drive("people/mira/leave", channel=room))) == [
        "member_left_channel",
        "channel_leave",
    ]
    assert kinds(await told(drive(f"channels/{room}/archive"))) == ["channel_archive", "channel_archive"]
    assert kinds(await told(drive(f"channels/{room}/unarchive"))) == [
        "channel_unarchive",
        "channel_unarchive",
    ]
    assert kinds(await told(drive(f"channels/{room}/remove_bot"))) == ["member_left_channel"]
    assert await told(drive("people/mira/message", channel=room, text="alone at last")) == []


async def test_private_channels_speak_of_groups(client, drive, told):
    room = (await told(client.conversations_create(name="sec-1", is_private=True)))[0]["channel"]
    assert kinds(await told(drive(f"channels/{room}/rename", name="sec-2")))[1] == "group_rename"
    assert kinds(await told(drive(f"channels/{room}/archive")))[1] == "group_archive"


async def test_people_and_groups_changing_is_told(drive, told):
    (change,) = await told(drive("people/mira/change", tz="Asia/Tokyo", is_guest=True))
    assert (change["type"], change["user"]["tz"], change["user"]["is_restricted"]) == (
        "user_change", "Asia/Tokyo", True,
    )  # fmt: skip
    (gone,) = await told(drive("people/mira/change", deleted=True))
    assert gone["user"]["deleted"] is True
    assert (await drive("people/mira/message", channel=INCIDENTS, text="x"))["error"] == "account_inactive"
    (group,) = await told(drive("usergroups/oncall", users=["jonas", "kenji"]))
    assert group["added_users"] == ["U0KENJI001"]
    assert group["removed_users"] == [MIRA]


async def test_opening_the_home_tab_is_told(client, drive, told):
    (opened,) = await told(drive("people/mira/home", wait=0))
    assert (opened["tab"], opened["channel"][0], "view" in opened) == ("home", "D", False)
    await client.views_publish(user_id=MIRA, view={"type": "home", "blocks": []})
    (opened,) = await told(drive("people/mira/home", wait=0))
    assert opened["view"]["type"] == "home"


async def test_files_and_direct_messages_are_told(drive, told):
    (shared,) = await told(drive("people/mira/upload", channel=INCIDENTS, name="a.log", content="boom"))
    assert (shared["subtype"], shared["files"][0]["name"], shared["files"][0]["size"]) == (
        "file_share", "a.log", 4,
    )  # fmt: skip
    (direct,) = await told(drive("people/mira/message", channel="dm", text="hello"))
    assert direct["channel_type"] == "im"
