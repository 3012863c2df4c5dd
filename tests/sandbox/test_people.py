"""The driver's people against a real Bolt app: commands, clicks, forms, replies and mistakes."""

import asyncio
from ast import literal_eval

import pytest

from tests.sandbox.conftest import INCIDENTS, MIRA


def plain(text):
    return {"type": "plain_text", "text": text}


def options(*values):
    return [{"text": plain(v.upper()), "value": v} for v in values]


def field(block_id, element, **more):
    element = {"action_id": "v", **element}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Declare"),
    "submit": plain("Go"),
    "notify_on_close": True,
    "blocks": [
        field("title", {"type": "plain_text_input", "max_length": 20}),
        field("sev", {"type": "static_select", "options": options("p1", "p2"),
                      "initial_option": options("p1")[0]}),
        field("who", {"type": "multi_users_select"}, optional=True),
        field("tags", {"type": "checkboxes", "options": options("a", "b")}, optional=True),
        field("when", {"type": "datetimepicker"}, optional=True),
        {"type": "section", "block_id": "pick", "text": plain("x"),
         "accessory": {"type": "static_select", "action_id": "pod", "options": options("x", "y")}},
    ],
}  # fmt: skip


async def _declare(ack, body, client, respond):
    match body["text"].split(" ")[0]:
        case "form":
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)
            await ack()
        case "respond":
            await ack()
            await respond("later")
        case "whisper":
            channel, user = body["channel_id"], body["user_id"]
            await client.chat_postEphemeral(channel=channel, user=user, text="psst")
            await ack()
        case "loud":
            await ack(response_type="in_channel", text="everybody")
        case "broken":
            await ack(blocks=[{"type": "nonsense"}])
        case _:
            await ack(f"you said {body['text']}")


async def _submitted(ack, body, client):
    values = body["view"]["state"]["values"]
    title = values["title"]["v"]["value"]
    if title == "bad":
        await ack(response_action="errors", errors={"title": "no"})
    elif title == "next":
        await ack(response_action="update", view=FORM | {"title": plain("Next")})
    elif title == "odd":
        await ack(response_action="errors", errors={"nowhere": "no"})
    else:
        await client.chat_postMessage(channel=INCIDENTS, text=repr(values))
        await ack()


@pytest.fixture
async def desk(app):
    """An app that answers everything this file does to it."""

    async def closed(ack, client):
        await client.chat_postMessage(channel=INCIDENTS, text="closed")
        await ack()

    async def acted(ack, body, respond):
        await ack()
        if "message" in body or body["container"].get("is_ephemeral"):
            action = body["actions"][0]
            await respond(f"{action['type']} {action.get('value')}", replace_original=False)

    app.command("/incident")(_declare)
    app.view("form")(_submitted)
    app.view_closed("form")(closed)
    app.action("go")(acted)
    app.action("pod")(acted)
    await app.connect()
    return app


async def command(drive, text, user="mira", **more):
    return await drive(f"people/{user}/command", channel="incidents", text=text, **more)


async def last(drive):
    return (await drive.get(f"channels/{INCIDENTS}/messages"))["messages"][-1]


async def test_a_command_is_answered_with_what_the_person_saw(drive, desk):
    answer = await command(drive, "/incident declare p1 @priya in #general & <x> @nobody")
    seen = "you said declare p1 <@U0PRIYA001|priya> in <#C0GENERAL1|general> &amp; &lt;x&gt; @nobody"
    assert (answer["acked"], answer["text"], answer["error"], answer["view"]) == (True, seen, None, None)
    assert [m["text"] for m in answer["ephemeral"]] == [seen]
    assert 0 < answer["seconds"] < 3


@pytest.mark.parametrize(("text", "seen"), [("respond", "later"), ("whisper", "psst")])
async def test_answers_by_other_ways_are_seen_too(drive, desk, text, seen):
    assert (await command(drive, f"/incident {text}"))["text"] == seen


async def test_an_answer_may_be_for_everybody_and_a_bad_one_is_an_error(drive, desk):
    await command(drive, "/incident loud")
    assert (await last(drive))["text"] == "everybody"
    assert (await command(drive, "/incident broken"))["error"] == "invalid_command_response"


async def test_two_hundred_at_once_each_get_their_own_answer(drive, desk):
    texts = [f"/incident n{n}" for n in range(200)]
    answers = await asyncio.gather(*(command(drive, t) for t in texts))
    assert [a["text"] for a in answers] == [f"you said n{n}" for n in range(200)]


async def test_a_form_is_filled_in_like_slacks_client_does(drive, desk):
    view = (await command(drive, "/incident form"))["view"]

    async def submit(**values):
        given = {block: {"v": value} for block, value in values.items()}
        return await drive("people/mira/submit", view_id=view["id"], values=given)

    empty = await submit()
    assert (empty["acked"], empty["errors"]) == (False, {"title": "Please complete this required field."})
    assert "21" in (await submit(title="x" * 21))["errors"]["title"]
    assert (await submit(title="x", sev="p9"))["error"] == "no_such_option"
    assert (await submit(title="bad"))["errors"] == {"title": "no"}
    assert (await submit(title="odd"))["error"] == "invalid_response_action"
    assert (await submit(title="next"))["view"]["title"]["text"] == "Next"
    await drive("people/mira/click", view_id=view["id"], action_id="pod", selected="y", wait=0)
    done = await submit(title="t", sev="P2", who=["mira", "priya"], tags=["b"], when=1_795_000_000)
    assert (done["closed"], done["error"]) == (True, None)
    values = literal_eval((await last(drive))["text"])
    assert values == {
        "title": {"v": {"type": "plain_text_input", "value": "t"}},
        "sev": {"v": {"type": "static_select", "selected_option": options("p2")[0]}},
        "who": {"v": {"type": "multi_users_select", "selected_users": [MIRA, "U0PRIYA001"]}},
        "tags": {"v": {"type": "checkboxes", "selected_options": options("b")}},
        "when": {"v": {"type": "datetimepicker", "selected_date_time": 1_795_000_000}},
        "pick": {"pod": {"type": "static_select", "selected_option": options("y")[0]}},
    }
    assert (await submit(title="t"))["error"] == "view_not_found"


async def test_closing_tells_the_app_if_it_asked_to_be_told(drive, desk):
    view = (await command(drive, "/incident form"))["view"]
    assert (await drive("people/priya/close", view_id=view["id"]))["error"] == "view_not_found"
    await drive("people/mira/close", view_id=view["id"])
    assert (await last(drive))["text"] == "closed"


async def test_a_button_is_pressed_where_it_stands(drive, desk, client):
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    blocks = [{"type": "actions", "elements": [button | {"value": str(n)}]} for n in range(2)]
    ts = (await client.chat_postMessage(channel=INCIDENTS, text="card", blocks=blocks))["ts"]
    press = {"channel": INCIDENTS, "ts": ts, "action_id": "go"}
    assert (await drive("people/mira/click", **press))["text"] == "button 0"
    assert (await drive("people/mira/click", **press, value="1"))["text"] == "button 1"
    assert (await drive("people/mira/click", **press | {"action_id": "gone"}))["error"] == "element_not_found"
    assert drive.status == 404
    whisper = await client.chat_postEphemeral(channel=INCIDENTS, user=MIRA, text="x", blocks=blocks[:1])
    press["ts"] = whisper["message_ts"]
    assert (await drive("people/mira/click", **press))["text"] == "button 0"
    assert (await drive("people/priya/click", **press))["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("user", "verb", "body", "status", "error"),
    [
        ("nobody", "message", {"channel": "incidents", "text": "x"}, 404, "user_not_found"),
        ("olga", "message", {"channel": "incidents", "text": "x"}, 403, "account_inactive"),
        ("gus", "message", {"channel": "engineering", "text": "x"}, 403, "not_in_channel"),
        ("mira", "message", {"channel": "nowhere", "text": "x"}, 404, "channel_not_found"),
        ("mira", "message", {"channel": "incidents"}, 400, "missing"),
        ("mira", "command", {"channel": "incidents", "text": "incident"}, 400, "not_a_command"),
        ("mira", "edit", {"channel": "incidents", "ts": "1.1", "text": "x"}, 404, "message_not_found"),
        ("mira", "submit", {"view_id": "V404", "values": {}}, 404, "view_not_found"),
    ],
)
async def test_what_cannot_be_done_is_said_with_a_4xx(drive, user, verb, body, status, error):
    assert (await drive(f"people/{user}/{verb}", **body))["error"] == error
    assert drive.status == status
