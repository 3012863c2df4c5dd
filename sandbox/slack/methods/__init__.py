"""The Web API's methods by family. Importing this package declares them all."""

from sandbox.slack.methods import (
    auth,
    chat,
    chat_later,
    conversations,
    conversations_read,
    files,
    marks,
    users,
    views,
)
from sandbox.slack.methods.registry import METHODS, Method

__all__ = [
    "METHODS",
    "Method",
    "auth",
    "chat",
    "chat_later",
    "conversations",
    "conversations_read",
    "files",
    "marks",
    "users",
    "views",
]
