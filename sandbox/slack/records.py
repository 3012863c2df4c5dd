"""What a workspace remembers, as plain records. Only `workspace` and the rules beside it change them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.refusal import JSON

Users = dict[str, None]
"""An ordered set of user ids."""


@dataclass(slots=True)
class Person:
    id: str
    name: str
    real_name: str
    tz: str
    title: str = ""
    email: str = ""
    is_guest: bool = False
    deleted: bool = False
    is_bot: bool = False
    updated: int = 0


@dataclass(slots=True)
class Group:
    """A user group (Slack's "subteam")."""

    id: str
    handle: str
    name: str
    users: list[str]
    created: int
    updated: int


@dataclass(slots=True)
class Message:
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    extra: JSON = field(default_factory=dict)
    by_app: bool = False
    dress: JSON = field(default_factory=dict)
    """username and icons, when the app posted under another name"""
    metadata: JSON | None = None
    files: list[str] = field(default_factory=list)
    edited: JSON | None = None
    reactions: dict[str, Users] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    reply_users: Users = field(default_factory=dict)
    client_msg_id: str | None = None
    seen_by: str | None = None
    """the only person who sees it, for an ephemeral message"""


@dataclass(slots=True)
class Bookmark:
    id: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int
    by: str


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: str
    """public, private, im or mpim"""
    creator: str
    created: int
    members: Users = field(default_factory=dict)
    topic: JSON = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: JSON = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    archived: bool = False
    general: bool = False
    updated: int = 0
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """stamps of what stands in the channel itself (no thread replies), oldest first"""
    whispers: dict[str, dict[str, Message]] = field(default_factory=dict)
    """ephemeral messages by the person who sees them"""
    pins: dict[str, tuple[str, int]] = field(default_factory=dict)
    """stamp -> (who pinned it, when)"""
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    latest: int = 0
    """the last stamp given out, in microseconds"""

    @property
    def is_direct(self) -> bool:
        return self.kind in ("im", "mpim")

    @property
    def is_closed(self) -> bool:
        """True when only members may know of it."""
        return self.kind != "public"


@dataclass(slots=True)
class File:
    id: str
    name: str
    title: str
    user: str
    created: int
    upload: str
    """the one-time key of its upload URL"""
    length: int
    alt_txt: str = ""
    snippet_type: str = ""
    content: bytes | None = None
    completed: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
    """channel id -> stamps of the messages that carry it"""


@dataclass(slots=True)
class View:
    id: str
    user: str
    kind: str
    given: JSON
    """as the app sent it, with generated block and action ids filled in"""
    hash: str
    root: str
    previous: str | None = None
    state: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Scheduled:
    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[JSON]
    attachments: list[JSON]
    thread_ts: str | None
    metadata: JSON | None
