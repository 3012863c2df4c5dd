"""What a person did that the app may answer: its trigger, its response_url, and what the person then saw.

Opened by `answers`; `windows` methods exchange the trigger, `replies` uses the url up.
"""

import asyncio
import itertools
import uuid
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.slack import seed
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

TRIGGER_SECONDS = 3.0
REPLY_SECONDS = 30 * 60.0
REPLY_USES = 5
_REMEMBERED = 600.0
"""how long an expired trigger is still told apart from one that never was"""
Dated = TypeVar("Dated", "Trigger", "Reply")


@dataclass(eq=False)
class Interaction:
    """One act of one person and everything that came back to them because of it."""

    user: str
    channel: str | None = None
    message_ts: str | None = None
    view_id: str | None = None
    is_command: bool = False
    thread_ts: str | None = None
    seen: list[JSON] = field(default_factory=list)
    view: JSON | None = None
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def saw(self, message: JSON) -> None:
        self.seen.append(message)
        self.stirred.set()

    def saw_view(self, view: JSON) -> None:
        self.view = view
        self.stirred.set()


@dataclass
class Trigger:
    id: str
    born: float
    lifetime: float
    interaction: Interaction
    used: bool = False


@dataclass
class Reply:
    """A response_url."""

    key: str
    born: float
    lifetime: float
    interaction: Interaction
    uses: int = 0


class Interactions:
    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.clear()

    def clear(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[str, set[Interaction]] = {}
        self._triggers: dict[str, Trigger] = {}
        self._replies: dict[str, Reply] = {}

    def begin(self, interaction: Interaction) -> Interaction:
        """From here to `end`, whatever the app whispers to this person is counted as seen because of this."""
        self._open.setdefault(interaction.user, set()).add(interaction)
        return interaction

    def end(self, interaction: Interaction) -> None:
        self._open.get(interaction.user, set()).discard(interaction)

    def heard(self, user: str, channel: str, message: JSON) -> None:
        for interaction in self._open.get(user, ()):
            if interaction.channel in (channel, None):
                interaction.saw(message)

    def changed(self, user: str, marks: tuple[str, str], view: JSON) -> None:
        """A view was redrawn (its id, its kind): whoever just acted in it, or opened it, sees that."""
        for interaction in self._open.get(user, ()):
            if interaction.view_id in marks or (interaction.view or {}).get("id") in marks:
                interaction.saw_view(view)

    def new_trigger(self, interaction: Interaction) -> str:
        """A trigger_id, for three seconds at the clock's pace: a jump ends it, its speed does not."""
        now = self.ws.clock.now()
        id_ = f"{next(self._numbers)}.{seed.TEAM_ID[-7:]}.{uuid.uuid4().hex}"
        lifetime = TRIGGER_SECONDS * max(1.0, self.ws.clock.speed)
        _sweep(self._triggers, now)
        self._triggers[id_] = Trigger(id_, now, lifetime, interaction)
        return id_

    def exchange(self, id_: str) -> Interaction:
        """Use a trigger up. Raises invalid_trigger_id, expired_trigger_id, exchanged_trigger_id."""
        trigger = self._triggers.get(id_)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.ws.clock.now() - trigger.born > trigger.lifetime:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger.interaction

    def new_reply_url(self, interaction: Interaction) -> str:
        now = self.ws.clock.now()
        key = uuid.uuid4().hex
        _sweep(self._replies, now)
        self._replies[key] = Reply(key, now, REPLY_SECONDS, interaction)
        return f"{self.ws.base_url}response/{seed.TEAM_ID}/{key}"

    def use_reply(self, key: str) -> Interaction:
        """Count one use of a response_url. Raises expired_url, used_url."""
        reply = self._replies.get(key)
        if reply is None or self.ws.clock.now() - reply.born > reply.lifetime:
            raise Refusal("expired_url")
        if reply.uses >= REPLY_USES:
            raise Refusal("used_url")
        reply.uses += 1
        return reply.interaction

    def channel_of(self, interaction: Interaction) -> Channel | None:
        return self.ws.channels.get(interaction.channel or "")


def _sweep(dated: dict[str, Dated], now: float) -> None:
    """Forget the oldest that are long over. Dicts keep the order of birth: stop at the first young one."""
    for key in list(itertools.islice(dated, 4)):
        if now - dated[key].born <= dated[key].lifetime + _REMEMBERED:
            return
        del dated[key]
