"""Buttons, forms and shortcuts, over a real database."""

from __future__ import annotations

from bot.domain.incident import Status
from bot.views import ids, modals
from tests.commands import payloads as p


def text(value):
    return {"type": "plain_text_input", "value": value}


def chosen(value):
    return {"type": "static_select", "selected_option": {"value": value}}


async def test_what_shows_on_the_card_is_not_said_again(incident):
    assert await incident.door.click(ids.ACKNOWLEDGE, incident.stream) == []
    assert await incident.door.click(ids.TAKE_COMMAND, incident.stream, user=p.YOU) == []
    assert await incident.door.click(ids.MITIGATED, incident.stream) == []
    after = await incident.incident()
    assert (after.acknowledged_by, after.roles) == (p.ME, {"commander": p.YOU})


async def test_a_refusal_is_told_to_the_one_who_clicked(incident):
    await incident.door.click(ids.ACKNOWLEDGE, incident.stream)
    assert "has acknowledged" in (await incident.door.click(ids.ACKNOWLEDGE, incident.stream))[0]
    response = incident.door.paper.responses()[-1]
    assert (response["response_type"], response["replace_original"]) == ("ephemeral", False)
    assert "no such incident" in (await incident.door.click(ids.RESOLVE, "nowhere"))[0]


async def test_a_refusal_on_the_home_tab_opens_a_notice(incident):
    body = p.click(ids.COMPLETE_ACTION_ITEM, f"{incident.stream}|9", view={"type": "home"})
    assert (await incident.door.send(body))[0] == 200
    assert "no action item 9" in str(incident.door.paper.opened()).lower()


async def test_an_item_ticked_off_at_home_draws_home_anew(incident):
    await incident.type("task write a test")
    body = p.click(ids.COMPLETE_ACTION_ITEM, f"{incident.stream}|1", view={"type": "home"})
    await incident.door.send(body)
    assert (await incident.incident()).items[0].done
    assert await incident.jobs("publish_home") == 1


async def test_snooze_retry_and_postmortem_buttons(incident):
    assert (await incident.door.click(ids.SNOOZE_15, incident.stream))[0].startswith("✓")
    assert "waits for repair" in (await incident.door.click(ids.RETRY, f"{incident.stream}|job"))[0]
    assert (await incident.door.click(ids.OPEN_POSTMORTEM, incident.stream))[0].startswith("✓")
    assert "resolve" in (await incident.door.click(ids.POSTMORTEM_DONE, incident.stream))[0]


async def test_the_timeline_is_turned_in_place(incident):
    for number in range(25):
        await incident.type(f"note number {number}")
    said = await incident.door.click(ids.MORE_TIMELINE, f"{incident.stream}|2")
    assert "Timeline" in said[0]
    assert incident.door.paper.responses()[-1]["replace_original"] is True


async def test_an_update_by_form_once_even_when_submitted_twice(incident):
    await incident.door.click(ids.POST_UPDATE, incident.stream)
    view = p.modal(incident.door.paper.opened(), {"known": text("5xx"), "doing": text("rollback")})
    assert [await incident.door.send(p.submit(view)) for _ in range(2)] == [(200, ""), (200, "")]
    after = await incident.incident()
    assert (after.update.known, after.update.doing, after.count) == ("5xx", "rollback", 5)


async def test_a_form_submitted_after_the_end_says_so_beside_its_field(incident):
    await incident.door.click(ids.POST_UPDATE, incident.stream)
    view = p.modal(incident.door.paper.opened(), {"known": text("5xx")})
    await incident.type("resolve done")
    await incident.type("close")
    status, said = await incident.door.send(p.submit(view))
    assert (status, said["response_action"]) == (200, "errors")
    assert "is closed" in said["errors"]["known"]


async def test_every_form_of_an_incident(incident):
    door, stream = incident.door, incident.stream
    await door.click(ids.CHANGE_SEVERITY, stream)
    assert (await door.send(p.submit(p.modal(door.paper.opened(), {"severity": chosen("P0")}))))[1] == ""
    now = await incident.incident()
    system = incident.desk.system("smartcloudops")
    item = p.modal(modals.action_item(now), {"text": text("test it"), "due": {"selected_date": "2099-01-01"}})
    note = p.modal(modals.timeline_entry(now, incident.desk.clock.now()), {"text": text("noted")})
    then = {"selected_date_time": int(now.declared_at.timestamp()) - 600}
    marks = p.modal(modals.milestones(now), {"detected": then})
    for view in (item, note, marks):
        assert await door.send(p.submit(view)) == (200, "")
    await door.click(ids.RESOLVE, stream)
    values = {"summary": text("pool"), "cause": chosen("yes"), "items": text("- one\n- two")}
    assert await door.send(p.submit(p.modal(door.paper.opened(), values))) == (200, "")
    after = await incident.incident()
    assert (after.severity, after.status, after.cause_known) == ("P0", Status.RESOLVED, True)
    assert [item.text for item in after.items] == ["test it", "one", "two"]
    assert (now.declared_at - after.milestones["detected"]).total_seconds() >= 600
    assert system.name
    await door.click(ids.REOPEN, stream)
    assert await door.send(p.submit(p.modal(door.paper.opened(), {"why": text("back")}))) == (200, "")
    assert (await incident.incident()).status.open


async def test_declaring_by_form(house):
    await house.door.send(p.shortcut(ids.DECLARE_INCIDENT))
    view = house.door.paper.opened()
    status, said = await house.door.send(p.submit(p.modal(view, {"title": text("🔥")})))
    assert set(said["errors"]) >= {"title"}
    await house.door.send(
        p.click(ids.DECLARE_SYSTEM, view=p.modal(view, {"system": chosen("smartcloudops")}))
    )
    view = house.door.paper.opened()
    values = {"title": text("disk full"), "severity": chosen("P1"), "system": chosen("smartcloudops")}
    status, said = await house.door.send(p.submit(p.modal(view, values)))
    assert (status, said["response_action"]) == (200, "update")
    assert "P1" in str(said["view"])
    again = await house.door.send(p.submit(p.modal(view, values)))
    assert "Declare anyway" in str(again[1]["view"])
    anyway = await house.door.send(p.submit(p.modal(again[1]["view"], values)))
    assert "Declared" in str(anyway[1]["view"])


async def test_a_message_becomes_an_incident_an_entry_or_an_item(incident):
    url, message = f"{incident.door.paper.url}response", {"ts": "5.5", "text": "pay &lt;broke&gt;\nsince 2"}
    here = {"channel": {"id": "C0INC1", "name": "inc"}}
    await incident.door.send(p.shortcut(ids.DECLARE_FROM_MESSAGE, message, url))
    assert "pay <broke>" in str(incident.door.paper.opened())
    await incident.door.send(p.shortcut(ids.ADD_TO_TIMELINE, message, url) | here)
    assert await incident.jobs("keep_message") == 1
    await incident.door.send(p.shortcut(ids.MAKE_ACTION_ITEM, message, url) | here)
    assert incident.door.paper.opened()["callback_id"] == ids.ACTION_ITEM_MODAL
    await incident.door.send(p.shortcut(ids.ADD_TO_TIMELINE, message, url))
    assert "no incident's channel" in incident.door.paper.responses()[-1]["text"]
