"""Events: channels changed by hand, messages kept and followed, people, the Home tab."""

from __future__ import annotations

from tests.commands import payloads as p

HERE = "C0INC1"
ITEM = {"type": "message", "channel": HERE, "ts": "5.5"}


async def heard(house, kind, **fields):
    status, _ = await house.door.send(p.event(kind, **fields))
    assert status == 200
    return await house.incident()


async def test_a_channel_renamed_archived_and_brought_back(incident):
    after = await heard(incident, "channel_rename", channel={"id": HERE, "name": "war-room"})
    assert after.channel.name == "war-room"
    assert (await heard(incident, "channel_archive", channel=HERE, user=p.YOU)).channel.state == "archived"
    assert (await heard(incident, "channel_unarchive", channel=HERE, user=p.YOU)).channel.state == "open"
    assert (await heard(incident, "channel_deleted", channel=HERE)).channel.state == "lost"


async def test_the_bot_removed_and_invited_again(incident):
    gone = await heard(incident, "member_left_channel", user=p.BOT, channel=HERE, channel_type="C")
    assert gone.channel.state == "lost"
    back = await heard(incident, "member_joined_channel", user=p.BOT, channel=HERE, channel_type="C")
    assert back.channel.state == "open"


async def test_who_comes_in_is_a_responder_and_who_leaves_stays_one(incident):
    after = await heard(incident, "member_joined_channel", user=p.YOU, channel=HERE, channel_type="C")
    assert p.YOU in after.responders
    assert p.YOU in (await heard(incident, "member_left_channel", user=p.YOU, channel=HERE)).responders


async def test_pushpins_and_pins_are_kept_by_a_job_and_other_reactions_are_not(incident):
    await heard(incident, "reaction_added", user=p.ME, reaction="pushpin", item=ITEM)
    await heard(incident, "reaction_added", user=p.ME, reaction="eyes", item=ITEM)
    pinned = {"type": "message", "channel": HERE, "message": {"ts": "6.6"}}
    await heard(incident, "pin_added", user=p.ME, channel_id=HERE, item=pinned)
    assert await incident.jobs("keep_message") == 2


async def test_a_redelivered_event_does_nothing_twice(incident):
    body = p.event("reaction_added", user=p.ME, reaction="pushpin", item=ITEM)
    assert [(await incident.door.send(body))[0] for _ in range(2)] == [200, 200]
    assert await incident.jobs("keep_message") == 1


async def test_what_people_say_is_only_noted_as_seen(incident):
    before = (await incident.incident()).count
    after = await heard(incident, "message", channel=HERE, user=p.ME, text="secret", ts="7.7")
    assert after.count == before


async def test_home_is_drawn_when_it_is_opened(incident):
    await heard(incident, "app_home_opened", user=p.ME, channel="D1", tab="home")
    await heard(incident, "app_home_opened", user=p.YOU, channel="D2", tab="messages")
    assert await incident.jobs("publish_home") == 1
