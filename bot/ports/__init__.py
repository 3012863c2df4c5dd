"""The outside world, one vendor a file. What the workers need of each stands here as a Protocol.

Every method raises only `Temporary` (try again, after so many seconds where the vendor said so) and
`Permanent` (with the vendor's code); nothing else leaves a port.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.action import Request
from bot.domain.operations import Cluster, Identity
from bot.domain.people import Group, Person

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Found:
    """A message as Slack has it. `sent` is its own time; `pinned` and `reactions` may be why we keep it."""

    channel: str
    ts: str
    author: str
    text: str
    sent: datetime
    thread_ts: str | None = None
    files: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    pinned: bool = False
    key: str | None = None
    edited: bool = False


@dataclass(frozen=True)
class Room:
    """A channel of Slack's."""

    id: str
    name: str
    creator: str = ""
    created: datetime | None = None
    archived: bool = False
    private: bool = False


class Chat(Protocol):
    """What Tocsin asks of Slack. Channels, people and messages are Slack ids; `key` goes into metadata."""

    async def me(self) -> str: ...
    async def create_channel(self, name: str, private: bool) -> Room: ...
    async def own_channels(self) -> Sequence[Room]: ...
    async def unarchive(self, channel: str) -> None: ...
    async def invite(self, channel: str, people: Sequence[str]) -> dict[str, str]: ...
    async def topic(self, channel: str) -> str: ...
    async def set_topic(self, channel: str, topic: str) -> None: ...
    async def add_bookmark(self, channel: str, title: str, url: str, emoji: str | None) -> None: ...
    async def bookmarks(self, channel: str) -> Sequence[tuple[str, str]]: ...
    async def pins(self, channel: str) -> Sequence[Found]: ...
    async def pin(self, channel: str, ts: str) -> None: ...
    async def post(
        self, channel: str, text: str, blocks: Blocks, key: str, thread_ts: str | None = None
    ) -> str: ...
    async def update(self, channel: str, ts: str, text: str, blocks: Blocks, key: str) -> None: ...
    async def find_post(
        self, channel: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> str | None: ...
    async def direct_channel(self, person: str) -> str: ...
    async def message(self, channel: str, ts: str, thread_ts: str | None = None) -> Found | None: ...
    async def history(self, channel: str, since: datetime) -> Sequence[Found]: ...
    async def permalink(self, channel: str, ts: str) -> str: ...
    async def reserve_file(self, name: str, length: int) -> tuple[str, str]: ...
    async def send_bytes(self, upload_url: str, body: bytes) -> None: ...
    async def share_file(
        self, file: str, title: str, channel: str, comment: str, thread_ts: str | None = None
    ) -> None: ...
    async def file_shared_in(self, file: str, channel: str) -> bool: ...
    async def delete_file(self, file: str) -> None: ...
    async def person(self, person: str) -> Person: ...
    async def person_by_email(self, email: str) -> Person | None: ...
    async def groups(self) -> Sequence[Group]: ...
    async def group_members(self, group: str) -> Sequence[str]: ...
    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None: ...
    async def update_view(self, view: str, shown: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True)
class Resource:
    """One kind of object a cluster serves, as its discovery says. `group` is empty for the core group.

    `subresources` are the names behind the slash (scale, status, log).
    """

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool
    singular: str = ""
    short: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()

    def path(self, namespace: str = "", name: str = "", sub: str = "") -> str:
        """`/apis/apps/v1/namespaces/web/deployments/api/scale`; without a namespace, of all of them."""
        base = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        place = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return "/".join(part for part in (f"{base}{place}/{self.plural}", name, sub) if part)


@dataclass(frozen=True)
class Access:
    """What the cluster's access review says; `reason` names the binding, when it grants."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True)
class Ran:
    """What a command in a container said, its streams apart, and its exit code.

    `code` is None when its end was not waited for: `cut` says that it said too much, else time was up.
    """

    code: int | None
    out: bytes
    err: bytes
    cut: bool = False


class Kube(Protocol):
    """One cluster as one account: the bot's own, or a person's by impersonation. Raw JSON throughout.

    What the API server refuses is `Permanent`, its message made for people, its code the Status reason
    (NotFound, Forbidden, Conflict, Invalid, AlreadyExists, BadRequest, Unauthorized, Gone,
    MethodNotAllowed, UnsupportedMediaType, RequestEntityTooLarge); what it cannot do now, `Temporary`.
    """

    @property
    def user(self) -> str: ...
    async def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Any: ...
    async def table(self, path: str, query: Mapping[str, str | int] | None = None) -> Any: ...
    async def text(self, path: str, query: Mapping[str, str | int] | None, limit: int) -> bytes: ...
    async def send(self, request: Request, manager: str, dry_run: bool = False) -> Any: ...
    async def exec(
        self, path: str, argv: Sequence[str], container: str, timeout: float, limit: int
    ) -> Ran: ...
    async def resources(self) -> Sequence[Resource]: ...
    async def allowed(
        self, verb: str, resource: Resource, namespace: str, name: str = "", sub: str = ""
    ) -> Access: ...


class Clusters(Protocol):
    """The way to every cluster of the system files."""

    def reach(self, cluster: Cluster, identity: Identity | None = None) -> Kube: ...
