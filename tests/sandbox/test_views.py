"""views.*: triggers, stacks, hashes, home tabs, and what is refused."""

import asyncio

import pytest

from tests.sandbox.conftest import BOT, INCIDENTS, MIRA


def plain(text):
    return {"type": "plain_text", "text": text}


def modal(**more):
    block = {"type": "section", "text": plain("hello")}
    return {"type": "modal", "callback_id": "m", "title": plain("T"), "blocks": [block], **more}


@pytest.fixture
async def trigger(drive, lines):
    """Type a command as Mira and answer its trigger_id, acked at once."""
    line = await lines()

    async def pull():
        typing = asyncio.create_task(
            drive("people/mira/command", channel=INCIDENTS, text="/incident", wait=0)
        )
        envelope = await line.next()
        await line.ack(envelope)
        await typing
        return envelope["payload"]["trigger_id"]

    return pull


async def test_a_trigger_opens_one_modal(client, drive, refused, trigger):
    id_ = await trigger()
    view = (await client.views_open(trigger_id=id_, view=modal(private_metadata="p")))["view"]
    assert (view["type"], view["private_metadata"], view["root_view_id"]) == ("modal", "p", view["id"])
    assert view["state"] == {"values": {}}
    assert (await drive.get("views/mira"))["view"]["id"] == view["id"]
    again = client.views_open(trigger_id=id_, view=modal())
    assert (await refused(again))["error"] == "exchanged_trigger_id"
    unknown = client.views_open(trigger_id="1.2.abc", view=modal())
    assert (await refused(unknown))["error"] == "invalid_trigger_id"


async def test_a_trigger_expires_after_three_seconds_of_the_sandbox_clock(
    client, drive, refused, sandbox, trigger
):
    id_ = await trigger()
    await drive("clock", virtual=sandbox.clock.now() + 3.1)
    late = client.views_open(trigger_id=id_, view=modal())
    assert (await refused(late))["error"] == "expired_trigger_id"


async def test_a_fast_clock_does_not_shorten_the_time_a_process_has(client, drive, trigger):
    await drive("clock", speed=600)
    id_ = await trigger()
    await asyncio.sleep(0.05)
    assert (await client.views_open(trigger_id=id_, view=modal()))["ok"]


async def test_a_stack_is_three_deep(client, drive, refused, trigger):
    bottom = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    for _ in range(2):
        top = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    assert top["root_view_id"] == bottom["id"]
    too_deep = client.views_push(trigger_id=await trigger(), view=modal())
    assert (await refused(too_deep))["error"] == "push_limit_reached"
    assert (await drive("people/mira/close", view_id=top["id"]))["closed"] is True
    assert (await drive.get("views/mira"))["view"]["id"] == top["previous_view_id"]


async def test_pushing_needs_something_to_push_onto(client, refused, trigger):
    alone = client.views_push(trigger_id=await trigger(), view=modal())
    assert (await refused(alone))["error"] == "not_found"


async def test_an_update_needs_an_open_view_and_the_present_hash(client, drive, refused, trigger):
    view = (await client.views_open(trigger_id=await trigger(), view=modal(external_id="ours")))["view"]
    updated = await client.views_update(external_id="ours", view=modal(title=plain("U")), hash=view["hash"])
    assert updated["view"]["title"]["text"] == "U"
    stale = client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])
    assert (await refused(stale))["error"] == "hash_conflict"
    await drive("people/mira/close", view_id=view["id"])
    closed = client.views_update(view_id=view["id"], view=modal())
    assert (await refused(closed))["error"] == "not_found"


async def test_an_external_id_belongs_to_one_view(client, refused, trigger):
    await client.views_open(trigger_id=await trigger(), view=modal(external_id="ours"))
    twice = client.views_push(trigger_id=await trigger(), view=modal(external_id="ours"))
    assert (await refused(twice))["error"] == "duplicate_external_id"


async def test_a_bad_view_is_reported_with_pointers(client, refused):
    body = await refused(client.views_open(trigger_id="1.2.3", view=modal(title=plain("x" * 25))))
    problem = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert body == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": [problem]},
    }


async def test_a_view_has_at_most_250_kilobytes(client, refused, trigger):
    blocks = [{"type": "section", "text": plain("x" * 2900)}] * 90
    big = client.views_open(trigger_id=await trigger(), view=modal(blocks=blocks))
    assert (await refused(big))["error"] == "view_too_large"


async def test_a_home_tab_is_published_once_and_updated_after(client, drive, refused):
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await client.views_publish(user_id=MIRA, view=home))["view"]
    second = (await client.views_publish(user_id=MIRA, view=home, hash=first["hash"]))["view"]
    assert (second["id"], second["type"]) == (first["id"], "home")
    stale = client.views_publish(user_id=MIRA, view=home, hash=first["hash"])
    assert (await refused(stale))["error"] == "hash_conflict"
    assert (await drive.get("views/mira"))["home"]["id"] == first["id"]
    for user in (BOT, "U404"):
        body = await refused(client.views_publish(user_id=user, view=home))
        assert body["error"] == "invalid_arguments"


async def test_blocks_can_be_judged_without_being_kept(client, refused):
    assert (await client.api_call("blocks.validate", json={"blocks": [{"type": "divider"}]}))["ok"]
    body = await refused(client.api_call("blocks.validate", json={"view": modal(title=plain(""))}))
    assert (body["error"], body["errors"][0]["pointer"]) == ("invalid_view", "/view/title/text")
