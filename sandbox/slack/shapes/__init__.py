"""Records as Slack's JSON shows them, with Slack's keys and no others. Used by all who answer."""

from sandbox.slack.shapes.channels import bookmark, channel
from sandbox.slack.shapes.files import file, file_kind
from sandbox.slack.shapes.messages import message, permalink, reactions
from sandbox.slack.shapes.people import bot_profile, group, profile, user
from sandbox.slack.shapes.views import view

__all__ = [
    "bookmark",
    "bot_profile",
    "channel",
    "file",
    "file_kind",
    "group",
    "message",
    "permalink",
    "profile",
    "reactions",
    "user",
    "view",
]
