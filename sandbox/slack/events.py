"""The outer wrapper every event travels in. Called by `Team` for whatever the workspace announces."""

import base64
import json

from sandbox.slack import seed
from sandbox.slack.refusal import JSON


def wrap(event: JSON, event_id: str, now: int) -> JSON:
    context = json.dumps({"et": event["type"], "tid": seed.TEAM_ID, "aid": seed.APP_ID, "eid": event_id})
    return {
        "token": seed.VERIFICATION_TOKEN,
        "team_id": seed.TEAM_ID,
        "context_team_id": seed.TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": seed.APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": now,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": seed.TEAM_ID,
                "user_id": seed.BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + base64.urlsafe_b64encode(context.encode()).decode().rstrip("="),
    }
