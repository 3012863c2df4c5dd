"""Slack's Web API. `open_slack` is what `app` uses; everything else of the house knows `ports.Chat`."""

from bot.ports.slack.calls import Calls, open_calls
from bot.ports.slack.chat import Slack

__all__ = ["Calls", "Slack", "open_calls"]
