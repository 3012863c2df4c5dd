"""A sandbox that answers more than Slack does would let the product lean on what is not there."""

import pytest

from tests.sandbox.conftest import INCIDENTS, MIRA

CHANNEL = {
    "id", "name", "name_normalized", "is_channel", "is_group", "is_im", "is_mpim", "is_private",
    "is_archived", "is_general", "is_member", "is_shared", "is_ext_shared", "is_org_shared", "created",
    "creator", "unlinked", "topic", "purpose", "previous_names", "context_team_id", "updated", "num_members",
}  # fmt: skip
ANSWERS = {
    "auth.test": {"url", "team", "user", "team_id", "user_id", "bot_id", "is_enterprise_install"},
    "chat.postMessage": {"channel", "ts", "message"},
    "chat.postEphemeral": {"message_ts"},
    "chat.update": {"channel", "ts", "text", "message"},
    "chat.getPermalink": {"channel", "permalink"},
    "conversations.create": {"channel"},
    "conversations.info": {"channel"},
    "conversations.members": {"members", "response_metadata"},
    "conversations.history": {"messages", "has_more", "pin_count", "response_metadata"},
    "conversations.open": {"channel", "no_op", "already_open"},
    "users.info": {"user"},
    "users.list": {"members", "cache_ts", "response_metadata"},
    "usergroups.users.list": {"users"},
    "bookmarks.add": {"bookmark"},
    "files.getUploadURLExternal": {"upload_url", "file_id"},
    "pins.add": set(),
    "pins.list": {"items"},
    "reactions.add": set(),
    "views.publish": {"view"},
    "team.info": {"team"},
    "bots.info": {"bot"},
    "emoji.list": {"emoji", "cache_ts"},
    "users.profile.get": {"profile"},
    "users.getPresence": {"presence"},
}
INSIDE = {
    ("conversations.create", "channel"): CHANNEL,
    ("conversations.info", "channel"): CHANNEL,
    ("conversations.open", "channel"): {"id"},
    ("chat.postMessage", "message"): {"bot_id", "type", "text", "user", "ts", "team", "app_id", "bot_profile",
                                      "blocks", "metadata"},
    ("bookmarks.add", "bookmark"): {
        "id", "channel_id", "title", "link", "emoji", "icon_url", "type", "entity_id",
        "date_created", "date_updated", "rank", "last_updated_by_user_id", "last_updated_by_team_id",
        "shortcut_id", "app_id"},
    ("views.publish", "view"): {
        "id", "team_id", "type", "blocks", "private_metadata", "callback_id", "state", "hash", "title",
        "clear_on_close", "notify_on_close", "close", "submit", "submit_disabled", "previous_view_id",
        "root_view_id", "app_id", "external_id", "app_installed_team_id", "bot_id"},
}  # fmt: skip


@pytest.fixture
async def arguments(client):
    ts = (await client.chat_postMessage(channel=INCIDENTS, text="x"))["ts"]
    here = {"channel": INCIDENTS}
    return {
        "chat.postMessage": here | {"text": "x"},
        "chat.postEphemeral": here | {"text": "x", "user": MIRA},
        "chat.update": here | {"ts": ts, "text": "y"},
        "chat.getPermalink": here | {"message_ts": ts},
        "conversations.create": {"name": "inc-1"},
        "conversations.info": here | {"include_num_members": True},
        "conversations.members": here,
        "conversations.history": here | {"limit": 1},
        "conversations.open": {"users": MIRA},
        "users.info": {"user": MIRA},
        "usergroups.users.list": {"usergroup": "S0ONCALL01"},
        "bookmarks.add": {"channel_id": INCIDENTS, "title": "t", "type": "link", "link": "https://x.y"},
        "files.getUploadURLExternal": {"filename": "a", "length": 1},
        "pins.add": here | {"timestamp": ts},
        "pins.list": here,
        "reactions.add": here | {"timestamp": ts, "name": "eyes"},
        "views.publish": {"user_id": MIRA, "view": '{"type": "home", "blocks": []}'},
    }


async def test_an_answer_has_slacks_keys_and_no_others(client, arguments):
    for name, allowed in ANSWERS.items():
        answer = (await client.api_call(name, params=arguments.get(name, {}))).data
        assert set(answer) <= allowed | {"ok"}, name
        for (method, key), inner in INSIDE.items():
            if method == name:
                assert set(answer[key]) <= inner, (name, key)


async def test_ids_begin_as_slacks_do(client):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    posted = await client.chat_postMessage(channel=room, text="x")
    direct = (await client.conversations_open(users=MIRA))["channel"]["id"]
    paper = (await client.files_getUploadURLExternal(filename="a", length=1))["file_id"]
    home = await client.views_publish(user_id=MIRA, view={"type": "home", "blocks": []})
    who = (await client.auth_test()).data
    ids = [
        room,
        direct,
        paper,
        home["view"]["id"],
        posted["message"]["bot_id"],
        who["team_id"],
        who["user_id"],
    ]
    assert "".join(id_[0] for id_ in ids) == "CDFVBTU"
