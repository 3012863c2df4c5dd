"""Modals and home tabs as Slack's JSON shows them."""

from sandbox.slack import seed
from sandbox.slack.records import View
from sandbox.slack.refusal import JSON


def view(v: View) -> JSON:
    given = v.given
    shown: JSON = {
        "id": v.id,
        "team_id": seed.TEAM_ID,
        "type": v.kind,
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": v.state},
        "hash": v.hash,
        "title": given.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": v.previous,
        "root_view_id": v.root,
        "app_id": seed.APP_ID,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": seed.TEAM_ID,
        "bot_id": seed.BOT_ID,
    }
    if v.kind == "modal":
        shown["submit_disabled"] = given.get("submit_disabled", False)
    return shown
