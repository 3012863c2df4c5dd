"""`/incident …` from the line to the answer, over a real database."""

from __future__ import annotations

from bot.domain.incident import Status
from bot.views import ids
from tests.commands import payloads as p


async def test_declare_answers_at_once_and_opens_an_incident(house):
    said = await house.door.type("declare p1 checkout 5xx on /pay —drill")
    assert "declared" in said
    await house.open("declare p2 search is slow --system smartcloudops")
    incident = await house.incident()
    assert (incident.severity, incident.service, incident.origin) == ("P2", "search", p.PLACE)


async def test_a_redelivered_command_is_carried_out_once(incident):
    body = p.slash("note found it", channel="C0INC1")
    first, second = await incident.door.send(body), await incident.door.send(body)
    assert "found it" in str(first[1])
    assert "already" in str(second[1])
    assert (await incident.incident()).count == 5


async def test_a_verb_about_an_incident_needs_its_channel(house):
    for verb in ("ack", "status", "update all is well", "timeline", "resolve", "sev", "repair", "redact 1 x"):
        assert "This is no incident's channel" in await house.door.type(verb)


async def test_the_verbs_that_ask_nothing_of_a_place_work_anywhere(house):
    assert "none" in await house.door.type("list")
    assert "declare" in await house.door.type("help declare")
    assert "Contacts of which system?" in await house.door.type("contacts")
    assert "Contacts" in await house.door.type("contacts boutique")


async def test_an_incident_is_run_by_typing(incident):
    assert "declare" in await incident.type("help")
    for line in (
        "ack", "take", "state identified pool too small", "sev p0 all regions", "title checkout is down",
        "update known: 5xx doing: rolling back next: 15m", "note keep this", "decide roll back",
        "impact users affected: 1,200", "task write a test <@U0YOU> by friday", "done 1", "snooze 10m vendor",
        "milestone detected 10 min ago", "mitigated rolled back", "resolve pool size", "postmortem",
        "redact 1 it held a name",
    ):  # fmt: skip
        said = await incident.type(line)
        assert said.startswith("✓"), (line, said)
    after = await incident.incident()
    assert after.status is Status.RESOLVED
    assert after.roles == {"commander": p.ME}
    assert after.severity == "P0"
    assert after.impact == {"users_affected": "1,200"}


async def test_questions_about_an_incident(incident):
    assert "checkout 5xx" in await incident.type("status")
    assert "checkout 5xx" in await incident.type("timeline all")
    assert "Nothing to repair" in await incident.type("repair")
    assert "Open incidents" in await incident.type("list")
    assert "Your open incidents" in await incident.type("list mine")
    assert "has no draft yet" in await incident.type("postmortem show")
    assert "no number 7" in await incident.type("repair 7")


async def test_what_cannot_be_done_says_why_and_what_to_do(incident):
    assert "itself" in await incident.type("duplicate <#C0INC1|inc>")
    await incident.type("resolve it was the pool")
    assert "/incident reopen" in await incident.type("resolve again")
    assert "P0, P1, P2, P3" in await incident.type("sev high")
    assert "Did you mean `status`?" in await incident.type("statsu")
    assert "I do not know an incident" in await incident.type("duplicate INC-999")


async def test_the_same_declared_twice_is_offered_the_open_one(incident):
    status, said = await incident.door.send(p.slash("declare p1 checkout 5xx again", user=p.YOU))
    assert status == 200
    buttons = {b["action_id"]: b["value"] for block in said["blocks"] for b in block.get("elements", [])}
    assert await incident.door.click(ids.JOIN_TWIN, buttons[ids.JOIN_TWIN], user=p.YOU)
    assert await incident.jobs("invite") == 2
    said = await incident.door.click(ids.DECLARE_ANYWAY, buttons[ids.DECLARE_ANYWAY], user=p.YOU)
    assert "declared" in said[0]


async def test_what_is_missing_is_asked_for_in_a_form(incident):
    assert await incident.door.type("declare search slow --system smartcloudops") == ""
    view = incident.door.paper.opened()
    assert (view["callback_id"], "search slow" in str(view)) == (ids.DECLARE_MODAL, True)
    await incident.type("update doing: rolling back")
    assert "rolling back" in str(incident.door.paper.opened())
    await incident.type("sev")
    assert incident.door.paper.opened()["callback_id"] == ids.SEVERITY_MODAL


async def test_a_form_that_slack_does_not_open_is_said(house):
    house.door.paper.failing.add("views.open")
    assert "Nothing was changed" in await house.door.type("declare")
