"""How calls reach the Web API: every way of writing them, tokens, required arguments, unknown methods."""

import aiohttp
import pytest
from slack_sdk import WebClient

from sandbox.server import Sandbox
from sandbox.slack.methods import METHODS
from sandbox.slack.rates import Tier
from tests.sandbox.conftest import INCIDENTS


def bearer(sandbox: Sandbox, which: str = "bot_token") -> dict[str, str]:
    return {"Authorization": f"Bearer {sandbox.facts()[which]}"}


@pytest.mark.parametrize("how", ["query", "form", "json", "token in the form", "token in the query"])
async def test_a_call_may_be_written_in_any_way_slack_reads(sandbox, session, how):
    token, wanted = sandbox.facts()["bot_token"], {"channel": INCIDENTS}
    url, head = f"{sandbox.url}/api/conversations.info", bearer(sandbox)
    ask = {
        "query": lambda: session.get(url, params=wanted, headers=head),
        "form": lambda: session.post(url, data=wanted, headers=head),
        "json": lambda: session.post(url, json=wanted, headers=head),
        "token in the form": lambda: session.post(url, data=wanted | {"token": token}),
        "token in the query": lambda: session.get(url, params=wanted | {"token": token}),
    }[how]
    async with ask() as answer:
        assert answer.status == 200
        assert (await answer.json())["channel"]["name"] == "incidents"


async def test_an_empty_body_called_json_is_no_arguments(sandbox, session):
    head = bearer(sandbox) | {"Content-Type": "application/json;charset=utf-8"}
    async with session.post(f"{sandbox.url}/api/auth.test", data=b"", headers=head) as answer:
        assert (await answer.json())["user_id"] == "U0TOCSIN01"
        assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("body", "error"), [(b"{", "invalid_json"), (b"[1]", "json_not_object"), (b"[" * 5000, "invalid_json")]
)
async def test_json_that_cannot_be_read_is_said(sandbox, session, body, error):
    head = bearer(sandbox) | {"Content-Type": "application/json"}
    async with session.post(f"{sandbox.url}/api/auth.test", data=body, headers=head) as answer:
        assert (await answer.json())["error"] == error


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("auth.test", "app_token", "not_allowed_token_type"),
        ("apps.connections.open", "bot_token", "not_allowed_token_type"),
        ("chat.shout", "bot_token", "unknown_method"),
    ],
)
async def test_tokens_and_names_are_checked(sandbox, session, method, token, error):
    known = sandbox.facts().get(token or "", token)
    head = {"Authorization": f"Bearer {known}"} if token else {}
    async with session.post(f"{sandbox.url}/api/{method}", headers=head) as answer:
        assert (await answer.json())["error"] == error


async def test_revoked_tokens_stop_the_bot_until_they_are_given_back(client, drive, refused):
    await drive("tokens", revoked=True)
    assert (await refused(client.auth_test()))["error"] == "token_revoked"
    await drive("tokens", revoked=False)
    assert (await client.auth_test())["team"] == "SmartCloudOps"


OWN_WORD_FOR_MISSING = {
    "conversations.create": "invalid_name_required",
    "chat.update": "invalid_arguments",
    "views.update": "invalid_arguments",
}


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_what_a_method_requires_is_required(sandbox, session, documented, name):
    """Called bare, a method with required arguments refuses with a name Slack has for that."""
    required = documented[name]["required"]
    head = bearer(sandbox, "app_token" if METHODS[name].token == "app" else "bot_token")
    async with session.post(f"{sandbox.url}/api/{name}", headers=head) as answer:
        body = await answer.json()
    if required:
        assert body["error"] == OWN_WORD_FOR_MISSING.get(name, "invalid_arguments")
        if body["error"] == "invalid_arguments":
            assert body["response_metadata"]["messages"][0].startswith("[ERROR] missing required field")
    elif not body["ok"]:
        assert body["error"] in {*documented[name]["errors"], "invalid_arguments"}


SLACK_TIERS = {"t1": {Tier.ONE}, "t2": {Tier.TWO}, "t3": {Tier.THREE}, "t4": {Tier.FOUR},
               "Tier1": {Tier.ONE, Tier.CONNECTING}, "Tier2": {Tier.TWO}, "Tier3": {Tier.THREE},
               "Tier4": {Tier.FOUR}, "t5": {Tier.HUNDREDS, Tier.POSTING}, None: {Tier.FOUR}}  # fmt: skip


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_has_a_tier_that_slack_documents(documented, name):
    allowed = set().union(*(SLACK_TIERS.get(t, set()) for t in documented[name]["tiers"]))
    assert METHODS[name].tier in allowed


def test_the_synchronous_client_is_understood_too(process):
    web = WebClient(token=process["bot_token"], base_url=process["slack_api_url"])
    posted = web.chat_postMessage(channel="#incidents", text="hello", blocks=[{"type": "divider"}])
    history = web.conversations_history(channel=INCIDENTS, limit=1)
    assert history["messages"][0]["ts"] == posted["ts"]
    assert web.users_list()["members"][0]["name"] == "mira"
    assert web.files_upload_v2(channel=INCIDENTS, content="log", filename="a.log")["file"]["name"] == "a.log"


async def test_the_raw_answer_is_http_200_even_for_errors(sandbox, session: aiohttp.ClientSession):
    async with session.get(f"{sandbox.url}/api/users.info?user=U0", headers=bearer(sandbox)) as answer:
        assert answer.status == 200
        assert await answer.json() == {"ok": False, "error": "user_not_found"}
