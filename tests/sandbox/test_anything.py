"""Whatever is sent: a method answers or refuses by name, a verb does or says 4xx; nothing falls over."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.driver.people import VERBS
from sandbox.slack import talk
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods import METHODS
from sandbox.slack.refusal import Refusal
from sandbox.slack.team import Team
from tests.sandbox.conftest import INCIDENTS, MIRA

NAMES = [
    "channel", "channel_id", "user", "users", "text", "ts", "thread_ts", "timestamp", "name", "blocks",
    "view", "attachments", "metadata", "limit", "cursor", "oldest", "latest", "inclusive", "types", "topic",
    "purpose", "files", "file", "filename", "length", "title", "link", "type", "emoji", "bookmark_id",
    "trigger_id", "email", "view_id", "external_id", "user_id", "post_at", "message_ts", "is_private",
    "force", "usergroup", "hash", "scheduled_message_id", "channels", "markdown_text", "reply_broadcast",
    "message", "username", "icon_emoji",
]  # fmt: skip
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)
sound = st.sampled_from(
    [INCIDENTS, MIRA, "#incidents", f"{MIRA},U404", "1795000000.000001", "STAMP", "²", "inf", "link", "eyes",
     "[{}]", '[{"id": "F1"}]', "{", '[{"type": "divider"}]', '{"type": "home", "blocks": []}',
     {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}, 1e999, -1, "bmV4dDp4",
     {"event_type": "x", "event_payload": {}}, [{"text": "x"}], "https://x.y", "http://[", ":x:"]
)  # fmt: skip
arguments = st.dictionaries(st.sampled_from(NAMES), sound | junk, max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(METHODS)), arguments)
def test_a_method_answers_or_refuses(name, given_arguments):
    async def call() -> None:
        team = Team(Clock(), "http://127.0.0.1:1/")
        said = talk.post(team.workspace, team.workspace.channels[INCIDENTS], team.bot_user, "x", by_app=True)
        filled = {k: said.ts if v == "STAMP" else v for k, v in given_arguments.items()}
        try:
            answer: Any = METHODS[name].do(team, Arguments(filled))
        except Refusal as refusal:
            answer = refusal.body()
        finally:
            team.clock.forget()
            team.link.forget()
        json.dumps(answer)

    asyncio.run(call())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(VERBS)), arguments | st.dictionaries(st.sampled_from(
    ["view_id", "values", "action_id", "value", "selected", "callback_id", "content", "base64", "wait",
     "channel", "ts", "text", "name"]), sound | junk))  # fmt: skip
async def test_a_verb_does_or_says_why_not(drive, verb, body):
    clean = json.loads(json.dumps(body, allow_nan=False, default=str)) if _finite(body) else {}
    await drive(f"people/mira/{verb}", **{**clean, "wait": 0})
    assert drive.status in (200, 400, 403, 404)


def _finite(body: Any) -> bool:
    try:
        json.dumps(body, allow_nan=False)
    except ValueError:
        return False
    return True
