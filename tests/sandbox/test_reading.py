"""Reading back: history by pages and by time, lists by pages, people and groups."""

import pytest

from tests.sandbox.conftest import GUS, INCIDENTS, MIRA, OLGA


@pytest.fixture
async def said(client, drive):
    await drive("limits", enabled=False)
    return [(await client.chat_postMessage(channel=INCIDENTS, text=str(n)))["ts"] for n in range(10)]


async def test_history_comes_newest_first_and_in_pages(client, said):
    found, cursor = [], ""
    while True:
        page = await client.conversations_history(channel=INCIDENTS, limit=4, cursor=cursor)
        found += [m["ts"] for m in page["messages"]]
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
        # What is said meanwhile moves no page.
        await client.chat_postMessage(channel=INCIDENTS, text="meanwhile")
    assert found == said[::-1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"oldest": 3}, [4, 5, 6, 7, 8, 9]),
        ({"latest": 3}, [0, 1, 2]),
        ({"oldest": 3, "latest": 6}, [4, 5]),
        ({"oldest": 3, "latest": 6, "inclusive": True}, [3, 4, 5, 6]),
        ({"latest": 5, "inclusive": True, "limit": 1}, [5]),
    ],
)
async def test_history_keeps_to_its_time_range(client, said, asked, expected):
    bounds = {k: said[v] if k in ("oldest", "latest") else v for k, v in asked.items()}
    page = await client.conversations_history(channel=INCIDENTS, **bounds)
    assert [m["ts"] for m in page["messages"]][::-1] == [said[n] for n in expected]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "now-1"}, "invalid_ts_latest"),
    ],
)
async def test_history_says_what_it_cannot_read(client, refused, asked, error):
    assert (await refused(client.conversations_history(channel=INCIDENTS, **asked)))["error"] == error


async def test_metadata_is_shown_when_asked_for(client):
    note = {"event_type": "tocsin", "event_payload": {"key": "k1"}}
    await client.chat_postMessage(channel=INCIDENTS, text="x", metadata=note)
    plain = await client.conversations_history(channel=INCIDENTS)
    assert "metadata" not in plain["messages"][0]
    full = await client.conversations_history(channel=INCIDENTS, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == note


async def test_replies_of_a_thread_that_is_not_there(client, refused):
    body = await refused(client.conversations_replies(channel=INCIDENTS, ts="1.000001"))
    assert body["error"] == "thread_not_found"


async def test_lists_come_in_pages_and_a_limit_out_of_range_is_adjusted(client):
    first = await client.users_list(limit=3)
    rest = await client.users_list(limit=5000, cursor=first["response_metadata"]["next_cursor"])
    names = [p["name"] for p in [*first["members"], *rest["members"]]]
    assert len(names) == len(set(names)) == 11
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_lists_of_channels_can_be_narrowed(client, refused):
    room = (await client.conversations_create(name="inc-1"))["channel"]["id"]
    await client.conversations_archive(channel=room)
    every = (await client.conversations_list())["channels"]
    present = (await client.conversations_list(exclude_archived=True))["channels"]
    assert {c["id"] for c in every} - {c["id"] for c in present} == {room}
    assert (await refused(client.conversations_list(types="secret")))["error"] == "invalid_types"
    own = (await client.users_conversations())["channels"]
    assert [c["name"] for c in own] == ["incidents", "incident-smartcloudops", "inc-1"]


async def test_people_are_told_apart(client, refused):
    mira = (await client.users_info(user=MIRA))["user"]
    assert (mira["tz"], mira["is_restricted"], mira["deleted"]) == ("Europe/Berlin", False, False)
    assert mira["tz_offset"] in (3600, 7200)
    assert (await client.users_info(user=GUS))["user"]["is_restricted"] is True
    gone = (await client.users_info(user=OLGA))["user"]
    assert gone["deleted"] is True
    assert "tz" not in gone
    found = await client.users_lookupByEmail(email="mira@smartcloudops.example")
    assert found["user"]["id"] == MIRA
    for email in ("olga@smartcloudops.example", "nobody@example.com"):
        assert (await refused(client.users_lookupByEmail(email=email)))["error"] == "users_not_found"


async def test_user_groups_have_handles_and_members(client, refused):
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [g["handle"] for g in groups] == ["oncall", "engineering", "product", "security"]
    assert groups[0]["users"] == (await client.usergroups_users_list(usergroup=groups[0]["id"]))["users"]
    assert (await refused(client.usergroups_users_list(usergroup="S404")))["error"] == "no_such_subteam"
