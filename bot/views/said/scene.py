"""What a teller is given, and the two shapes most messages have. Used by the other files of `said`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import kit


@dataclass(frozen=True)
class Scene:
    """The fact to tell and the state at the time of telling, which may be later than the fact.

    `head` is the newest hash of the chain, where the message prints it.
    """

    fact: Fact
    stream: Stream
    system: System
    now: datetime
    names: kit.Names = field(default_factory=dict)
    head: str = ""

    @property
    def incident(self) -> Incident:
        """The stream as the incident it is: what is told of incidents alone asks for it so."""
        assert isinstance(self.stream, Incident), self.stream.ref
        return self.stream

    @property
    def actor(self) -> str:
        return kit.mention(self.fact.actor, self.names)

    def near(self, moment: datetime) -> str:
        return kit.near(moment, self.now)

    def mention(self, who: str) -> str:
        return kit.mention(who, self.names)


Teller: TypeAlias = Callable[[Scene, Any], kit.Message | None]


def line(text: str, *buttons: kit.Element | None) -> kit.Message:
    """One paragraph, with a row of buttons where there is something to do."""
    row = kit.actions(*buttons)
    return kit.message(text, kit.section(text), row) if row else kit.message(text)


def because(why: str) -> str:
    """`: the reason` in escaped words, empty without one."""
    return f": {kit.words(why, 1000)}" if why.strip() else "."
