"""Erase the text of one fact while the chain of its stream still holds. Used by `incidents.carry_out`."""

from __future__ import annotations

from datetime import datetime

from bot.domain.commands import Redact
from bot.domain.evolve import fold
from bot.domain.stream import Stream
from bot.errors import Refused
from bot.store.store import Unit


async def erased(unit: Unit, stream: str, command: Redact, by: str, at: datetime) -> Stream:
    """Erase within the transaction of `unit`; the state folded anew, which no longer shows the text.

    Raises Refused when that fact holds no text.
    """
    if not await unit.erase(stream, command.seq, by, at):
        raise Refused(f"Event {command.seq} holds no text to erase. `/incident timeline` shows the numbers.")
    state = fold(stream, await unit.facts(stream))
    if state is None:
        raise Refused("I have no such incident any more.")
    return state
