"""What people can do on the stage, and how the play waits for what must follow. Used by the acts.

Every act of a person is sent over the driver's HTTP, every line of the bot is read back from it; each is
checked before it is printed, and what does not come is `Missed`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.drill import text
from sandbox.drill.cluster import Cluster
from sandbox.drill.product import Product
from sandbox.drill.teller import Teller
from sandbox.drill.wire import JSON, Missed, Wire

PATIENCE = 20.0
"""Real seconds beyond the expected moment: the machine may be busy with something else."""
_LONGEST = 4


@dataclass(frozen=True)
class Awaited:
    """A message the bot must send: what it is, how it reads, where; `by` is the minute it is due at."""

    what: str
    pattern: str
    where: str
    by: float = 0
    room: str = ""
    """another channel than the incident's"""
    to: str = ""
    """directly to this person"""
    most: int = _LONGEST
    """how many of its lines are printed"""


@dataclass
class Stage:
    """The running play: its parts, and what has happened so far."""

    wire: Wire
    product: Product
    tell: Teller
    clock: Clock
    cluster: Cluster
    names: dict[str, str]
    began: float = 0.0
    """when the incident was declared, in seconds of the story"""
    ref: str = ""
    channel: str = ""
    announce: str = ""
    card_ts: str = ""
    change_ts: str = ""
    """the message of the change to the cluster"""
    told: set[tuple[str, str]] = field(default_factory=set)

    def id_of(self, name: str) -> str:
        return next(id_ for id_, known in self.names.items() if known == name)

    def real(self, minutes: float) -> float:
        """Real seconds until that minute of the incident, and the patience on top."""
        return max(0.0, self.began + minutes * 60 - self.clock.now()) / self.clock.speed + PATIENCE

    async def types(self, who: str, command: str, expect: str, channel: str = "") -> str:
        """Somebody types a command; the answer only they see must match `expect`."""
        self.tell.did(self.clock.now(), who.title(), f"types  {command}")
        seen = await self.wire.act(who, "command", channel=channel or self.channel, text=command)
        answer = self.answer(seen)
        if seen["error"] or not re.search(expect, answer):
            raise Missed(f"an answer with “{expect}” to {command}", seen["error"] or answer or "no answer")
        shown: JSON = next(iter(seen.get("ephemeral") or ()), {})
        labels = [b["text"]["text"] for b in text.buttons(shown)]
        self.tell.said(self.clock.now(), f"to {who.title()} alone", answer.splitlines()[:_LONGEST], labels)
        return answer

    async def presses(self, who: str, message: JSON, action: str, where: str, wait: float = 0) -> JSON:
        """Somebody presses a button that really stands below that message."""
        found = next((b for b in text.buttons(message) if b["action_id"] == action), None)
        if found is None:
            shown = ", ".join(b["action_id"] for b in text.buttons(message)) or "no buttons"
            raise Missed(f"the button {action} {where}", shown)
        self.tell.did(self.clock.now(), who.title(), f"presses [{found['text']['text']}] {where}")
        seen = await self.wire.act(
            who, "click", channel=message["at"], ts=message["ts"], action_id=action, wait=wait
        )
        if not seen["acked"]:
            raise Missed(f"the click on {action} to be taken", str(seen["error"]))
        if answer := self.answer(seen):
            self.tell.said(self.clock.now(), f"to {who.title()} alone", answer.splitlines()[:_LONGEST])
        return seen

    async def fills_in(self, who: str, opened: JSON, **values: Any) -> None:
        """Somebody fills in the form that was opened and sends it; an objection is a failure."""
        view = opened.get("view")
        if not view:
            raise Missed("a form that opens", str(opened.get("text") or opened.get("error") or "nothing"))
        typed = {block: {block: value} for block, value in values.items()}
        said = "; ".join(f"{name}: {value}" for name, value in values.items())
        self.tell.did(self.clock.now(), who.title(), f"fills in “{view['title']['text']}”  {said}")
        sent = await self.wire.act(who, "submit", view_id=view["id"], values=typed, wait=0)
        if not sent["acked"] or sent.get("errors") or not sent.get("closed"):
            raise Missed("the form to be taken", str(sent.get("errors") or sent.get("error")))

    async def says(self, who: str, words: str) -> str:
        """Somebody writes in the incident's channel; the message's ts."""
        self.tell.did(self.clock.now(), who.title(), f"writes  {words}")
        said: str = (await self.wire.act(who, "message", channel=self.channel, text=words))["ts"]
        return said

    async def marks(self, who: str, verb: str, how: str, ts: str, **more: str) -> None:
        """Somebody pins, reacts to or edits a message of the channel."""
        self.tell.did(self.clock.now(), who.title(), how)
        await self.wire.act(who, verb, channel=self.channel, ts=ts, **more)

    async def hears(self, what: str, pattern: str, where: str, **more: Any) -> JSON:
        """The bot's next message there that shows `pattern`, printed; `more` as in Awaited."""
        return (await self.hears_all(Awaited(what, pattern, where, **more)))[0]

    async def hears_all(self, *awaited: Awaited) -> list[JSON]:
        """All of them, in whatever order they come; printed in the order of their times."""
        found = [await self._next(one) for one in awaited]
        for message, one in sorted(zip(found, awaited, strict=True), key=lambda pair: pair[0]["ts"]):
            self.tells(message, one.where, one.most)
        return found

    async def _next(self, awaited: Awaited) -> JSON:
        """Not before its minute, and each message once: the next call waits for another one."""
        place = awaited.room or (await self._direct(awaited) if awaited.to else self.channel)

        async def look() -> JSON | None:
            for message in await self._bots(place):
                if (place, message["ts"]) not in self.told and self._shows(message, awaited.pattern):
                    return message
            return None

        async def instead() -> str:
            recent = [text.whole(m, self.names) for m in (await self._bots(place))[-3:]]
            return "\n".join(recent) or "no message of the bot there"

        found = await self.wire.until(look, awaited.what, self.real(awaited.by), instead)
        self.told.add((place, found["ts"]))
        minute = (float(found["ts"]) - self.began) / 60
        if minute < awaited.by - 0.05:
            raise Missed(f"{awaited.what}, not before minute {awaited.by:g}", f"it came at {minute:.2f}")
        return found | {"at": place}

    async def _direct(self, awaited: Awaited) -> str:
        async def look() -> str | None:
            return await self.wire.direct(self.id_of(awaited.to))

        async def instead() -> str:
            return "there is no conversation with the bot"

        return await self.wire.until(look, awaited.what, self.real(awaited.by), instead)

    def tells(self, message: JSON, where: str, most: int = _LONGEST) -> None:
        """Print a message of the bot as a reader sees it, its buttons below."""
        labels = [b["text"]["text"] for b in text.buttons(message)]
        at = float((message.get("edited") or message)["ts"])
        self.tell.said(at, where, text.lines(message, self.names)[:most], labels)

    async def card(self, what: str, pattern: str, seconds: float = PATIENCE) -> JSON:
        """The card, once it shows `pattern`."""
        return await self.becomes(self.card_ts, what, pattern, seconds)

    async def becomes(self, ts: str, what: str, pattern: str, seconds: float = PATIENCE) -> JSON:
        """A message that is edited in place, once it shows `pattern`."""

        async def look() -> JSON | None:
            found = await self.message(ts)
            return found if found is not None and self._shows(found, pattern) else None

        async def instead() -> str:
            found = await self.message(ts)
            return text.whole(found, self.names) if found is not None else "no such message"

        return await self.wire.until(look, what, seconds, instead) | {"at": self.channel}

    async def once(self, what: str, same: Callable[[JSON], bool], room: str = "") -> None:
        """Exactly one such message stands there."""
        found = [m for m in await self._bots(room or self.channel) if same(m)]
        if len(found) != 1:
            raise Missed(f"{what} exactly once", f"{len(found)} times")

    async def _bots(self, room: str) -> list[JSON]:
        return [m for m in await self.wire.messages(room) if m.get("bot_id")]

    async def message(self, ts: str) -> JSON | None:
        """A message of the bot in the incident's channel, as it stands now."""
        return next((m for m in await self._bots(self.channel) if m["ts"] == ts), None)

    def _shows(self, message: JSON, pattern: str) -> bool:
        return re.search(pattern, text.whole(message, self.names)) is not None

    def moments(self, message: JSON) -> list[float]:
        """The times in it, in the order they stand there, as seconds since the epoch."""
        return [
            float(at) for at in re.findall(r"<!date\^(\d+)", json.dumps(message.get("blocks") or message))
        ]

    async def asks(self, who: str, command: str) -> str:
        """What a command answers, without telling it."""
        seen = await self.wire.act(who, "command", channel=self.channel, text=command)
        return self.answer(seen) or str(seen["error"])

    def answer(self, seen: JSON) -> str:
        """What only this person was shown: the ephemeral message, with its blocks where it has some."""
        shown = next(iter(seen.get("ephemeral") or ()), None) or {"text": seen.get("text") or ""}
        return text.whole(shown, self.names)
