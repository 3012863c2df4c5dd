"""What must be done in the world because something happened: the map of the whole system.

`followups(fact, stream, system)` is pure; the use-case enqueues its jobs in the transaction that writes
the fact. `stream` is the state after the fact. `incident` has what follows for an incident, `operating`
what follows from work on clusters.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import events as e
from bot.domain.followups import incident, operating
from bot.domain.followups.incident import IN_CHANNEL, IN_THREAD, TO_OWNER, TO_PERSON
from bot.domain.followups.making import draft, edit
from bot.domain.followups.making import job as _job
from bot.domain.incident import Incident
from bot.domain.jobs import REMIND, Job
from bot.domain.policy import System
from bot.domain.stream import Stream

__all__ = ["IN_CHANNEL", "IN_THREAD", "TO_OWNER", "TO_PERSON", "draft", "edit", "followups"]


def followups(fact: e.Fact, stream: Stream, system: System) -> list[Job]:
    """The jobs `fact` asks for, in the order they should be enqueued. Same fact, same keys, for ever."""
    return list(_of(fact, stream, system))


def _of(fact: e.Fact, s: Stream, system: System) -> Iterator[Job]:
    event = fact.event
    if isinstance(event, e.Operating):
        yield from operating.of(fact, s, system)
        return
    match event:
        case e.TextRedacted(seq=seq):
            yield _job(s, fact, "retell", "talk", REMIND, seq=seq)
        case e.EffectRepaired(work=work) if work:
            yield Job(**work)
        case e.EffectParked(effect=effect) if not isinstance(s, Incident) and effect != "tell":
            yield _job(s, fact, "tell", "talk", REMIND, seq=fact.seq, thread="card")
        case e.Posted(key=key) if key.startswith("change-"):
            yield edit(s, "edit_change", int(key.removeprefix("change-")))
        case e.Posted(key="card") if not isinstance(s, Incident):
            yield edit(s, "edit_card")
        case _:
            pass
    if isinstance(s, Incident):
        yield from incident.of(fact, s, system)
