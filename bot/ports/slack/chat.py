"""`ports.Chat` for Slack. Made by `app` around one `Calls`; each part is a file of its own."""

from __future__ import annotations

from bot.ports.slack.directory import Directory
from bot.ports.slack.files import Files
from bot.ports.slack.messages import Messages
from bot.ports.slack.rooms import Rooms


class Slack(Rooms, Messages, Files, Directory):
    """Slack as the workers use it: each method one or two calls, and Slack's shapes made ours."""
