"""What `/ops` answers to the one who typed it, at once; the rest comes where everyone sees it."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.events import Fact
from bot.domain.operation import Operation
from bot.domain.stream import Stream
from bot.views import kit
from bot.views.lines import line
from bot.views.ops.code import tick


def asked(stream: Stream, facts: tuple[Fact, ...]) -> kit.Message:
    """What was begun, and where it will appear."""
    event = next((fact.event for fact in reversed(facts) if isinstance(fact.event, _BEGUN)), None)
    place = _place(stream)
    match event:
        case e.ReadAsked(line=words, until=None):
            return kit.message(f"Looking: {tick(words)}. The answer comes {place}.")
        case e.ReadAsked(line=words, number=number):
            return kit.message(
                f"Following {tick(words)} {place}; `/ops stop {number}` or the button there ends it."
            )
        case e.PlanAsked(line=words, number=number):
            return kit.message(
                f"Planning change {number}: {tick(words)}. Nothing is touched until people have approved the "
                "plan, which comes in a moment."
            )
        case _:
            said = [f"✓ {line(fact)}" for fact in facts[:5]]
            return kit.message("\n".join(said) or "That was done already.")


_BEGUN = (e.ReadAsked, e.PlanAsked)


def _place(stream: Stream) -> str:
    if isinstance(stream, Operation):
        where = f" of {kit.channel_link(stream.anchor.channel)}" if stream.anchor else ""
        return (
            f"in the thread of {kit.words(stream.ref, 40)}{where}" if where else f"in a thread ({stream.ref})"
        )
    return "in the card's thread"
