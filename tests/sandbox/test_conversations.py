"""conversations.* that change something, with Slack's rules on names, membership and lengths."""

import pytest

from tests.sandbox.conftest import BOT, ENGINEERING, GENERAL, INCIDENTS, MIRA, OLGA, PRIYA


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Inc-1", "invalid_name_specials"),
        ("inc 1", "invalid_name_specials"),
        ("#inc", "invalid_name_specials"),
        ("störung", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        ("incidents", "name_taken"),
    ],
)
async def test_a_channel_name_must_be_one_slack_takes(client, refused, documented, name, error):
    assert (await refused(client.conversations_create(name=name)))["error"] == error
    assert error in documented["conversations.create"]["errors"]


async def test_an_archived_channel_keeps_its_name_and_a_deleted_one_frees_it(client, drive, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await client.conversations_archive(channel=room)
    assert (await refused(client.conversations_create(name="inc-1")))["error"] == "name_taken"
    assert (await refused(client.conversations_archive(channel=room)))["error"] == "already_archived"
    await client.conversations_unarchive(channel=room)
    assert (await refused(client.conversations_unarchive(channel=room)))["error"] == "not_archived"
    await drive(f"channels/{room}/delete")
    assert (await client.conversations_create(name="inc-1"))["channel"]["id"] != room


async def test_the_creator_is_in_and_the_channel_says_so(client):
    room = (await client.conversations_create(name="inc-1"))["channel"]
    assert room["is_member"] is True
    assert room["creator"] == BOT
    assert (await client.conversations_members(channel=room["id"]))["members"] == [BOT]
    joined = (await client.conversations_history(channel=room["id"]))["messages"]
    assert [m["subtype"] for m in joined] == ["channel_join"]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        (MIRA, "already_in_channel"),
        (BOT, "cant_invite_self"),
        ("U404", "user_not_found"),
        (OLGA, "cant_invite"),
        ("", "no_user"),
        (",".join(f"U{n}" for n in range(101)), "invalid_arguments"),
    ],
)
async def test_an_invitation_is_refused_in_slacks_words(client, refused, users, error):
    assert (await refused(client.conversations_invite(channel=INCIDENTS, users=users)))["error"] == error


async def test_an_invitation_is_all_or_nothing_unless_forced(client, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    users = [MIRA, "U404", PRIYA]
    body = await refused(client.conversations_invite(channel=room, users=users))
    trouble = [{"user": "U404", "ok": False, "error": "user_not_found"}]
    assert (body["error"], body["errors"]) == ("user_not_found", trouble)
    assert (await client.conversations_members(channel=room))["members"] == [BOT]
    forced = await client.conversations_invite(channel=room, users=users, force=True)
    assert forced["errors"] == trouble
    assert (await client.conversations_members(channel=room))["members"] == [BOT, MIRA, PRIYA]


async def test_topic_and_purpose_are_at_most_250_characters(client, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    answer = await client.conversations_setTopic(channel=room, topic="t" * 250)
    assert answer["channel"]["topic"] == {
        "value": "t" * 250,
        "creator": BOT,
        "last_set": answer["channel"]["topic"]["last_set"],
    }
    assert (await refused(client.conversations_setTopic(channel=room, topic="t" * 251)))[
        "error"
    ] == "too_long"
    long = client.conversations_setPurpose(channel=room, purpose="p" * 251)
    assert (await refused(long))["error"] == "too_long"
    assert (await client.conversations_setPurpose(channel=room, purpose=""))["purpose"] == ""
    outside = client.conversations_setTopic(channel=ENGINEERING, topic="x")
    assert (await refused(outside))["error"] == "not_in_channel"


async def test_renaming_gives_the_old_name_away(client, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    renamed = (await client.conversations_rename(channel=room, name="inc-2"))["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("inc-2", ["inc-1"])
    assert (await client.conversations_create(name="inc-1"))["ok"]
    assert (await refused(client.conversations_rename(channel=room, name="inc-1")))["error"] == "name_taken"


async def test_joining_leaving_and_removing(client, refused):
    assert (await client.conversations_join(channel=ENGINEERING))["channel"]["is_member"]
    again = await client.conversations_join(channel=ENGINEERING)
    assert again["warning"] == "already_in_channel"
    await client.conversations_leave(channel=ENGINEERING)
    assert (await refused(client.conversations_leave(channel=ENGINEERING)))["not_in_channel"] is True
    await client.conversations_kick(channel=INCIDENTS, user=MIRA)
    gone = client.conversations_kick(channel=INCIDENTS, user=MIRA)
    assert (await refused(gone))["error"] == "not_in_channel"
    assert (await refused(client.conversations_kick(channel=INCIDENTS, user=BOT)))[
        "error"
    ] == "cant_kick_self"
    general = client.conversations_archive(channel=GENERAL)
    assert (await refused(general))["error"] == "not_in_channel"


async def test_a_private_channel_is_known_to_its_members_only(client, drive, refused):
    ours = (await client.conversations_create(name="sec-1", is_private=True))["channel"]
    assert (ours["is_private"], ours["is_group"], ours["is_channel"]) == (True, True, False)
    theirs = await drive("channels", name="plot", private=True, by="mira", members=["priya"])
    for call in (
        client.conversations_info(channel=theirs["id"]),
        client.conversations_join(channel=theirs["id"]),
        client.chat_postMessage(channel=theirs["id"], text="x"),
        client.chat_postMessage(channel="#plot", text="x"),
    ):
        assert (await refused(call))["error"] == "channel_not_found"
    listed = (await client.conversations_list(types="private_channel"))["channels"]
    assert [c["name"] for c in listed] == ["sec-1"]
    assert (await drive("people/jonas/message", channel="plot", text="x"))["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        (",".join(["U0"] * 9), "too_many_users"),
        (OLGA, "user_disabled"),
        ("U404", "user_not_found"),
    ],
)
async def test_a_direct_conversation_needs_people_who_can_have_one(client, refused, users, error):
    assert (await refused(client.conversations_open(users=users)))["error"] == error


async def test_a_group_conversation_is_found_again(client):
    first = await client.conversations_open(users=[MIRA, PRIYA], return_im=True)
    assert first["channel"]["is_mpim"] is True
    assert (await client.conversations_open(users=[PRIYA, MIRA]))["channel"]["id"] == first["channel"]["id"]


async def test_what_people_do_to_channels_by_hand_is_met_by_the_bot(client, drive, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await drive(f"channels/{room}/rename", name="inc-1-db", by="mira")
    assert (await client.conversations_info(channel=room))["channel"]["name"] == "inc-1-db"
    await drive(f"channels/{room}/remove_bot")
    assert (await refused(client.conversations_history(channel=room)))["error"] == "not_in_channel"
    await drive(f"channels/{room}/invite")
    assert (await client.conversations_history(channel=room))["ok"]
    await drive(f"channels/{room}/delete")
    assert (await refused(client.conversations_info(channel=room)))["error"] == "channel_not_found"
