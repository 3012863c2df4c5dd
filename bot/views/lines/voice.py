"""How people, times and people's texts are spelled where a line is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views import kit


def _text(text: str) -> str:
    return kit.words(text, 400)


def _day(moment: datetime) -> str:
    return kit.when(moment, kit.DAY)


def _name(name: str) -> str:
    return kit.words(name, 80, mentions=False)


@dataclass(frozen=True)
class Voice:
    """The default speaks Slack's mrkdwn; the report brings functions of its own for Markdown.

    `text` spells what people wrote, `name` a short word of ours or of the system file.
    """

    who: Callable[[str], str] = kit.mention
    at: Callable[[datetime], str] = kit.when
    day: Callable[[datetime], str] = _day
    text: Callable[[str], str] = _text
    name: Callable[[str], str] = _name
    channel: Callable[[str], str] = kit.channel_link

    def because(self, why: str) -> str:
        """`: the reason`, empty without one."""
        return f": {self.text(why)}" if why.strip() else ""

    def time(self, moment: datetime | None) -> str:
        """` at 14:02`, empty without a time."""
        return f" at {self.at(moment)}" if moment else ""

    def some(self, people: Sequence[str]) -> str:
        """The first ten by name, the others as a number."""
        more = f" and {len(people) - 10} more" if len(people) > 10 else ""
        return ", ".join(self.who(one) for one in people[:10]) + more


SLACK = Voice()
