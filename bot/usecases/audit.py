"""Prove that nobody changed the past, and make the projection anew from it. Called by the terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.events import TOCSIN, Fact, Frozen, Thawed
from bot.domain.evolve import fold
from bot.errors import Refused
from bot.store import approvals, queries, timeline
from bot.store.timeline import Verdict
from bot.usecases.desk import Desk
from bot.usecases.entry import By, entry


@dataclass(frozen=True)
class Proof:
    """The verdict on one incident's timeline."""

    ref: str
    verdict: Verdict


async def verify(desk: Desk, ref: str | None = None, head: str | None = None) -> list[Proof]:
    """Walk the chain of one incident, or of all; it must contain `head`, which was printed earlier."""
    return [
        Proof(name, await timeline.prove(desk.store, stream, head))
        for stream, name in await _streams(desk, ref)
    ]


async def rebuild(desk: Desk, ref: str | None = None) -> list[tuple[str, bool]]:
    """Fold the timelines again; for each reference, whether the stored state had differed.

    The stop switches follow from all timelines together, so they are made anew only with all.
    """
    switches: list[tuple[str, Fact]] = []
    made = [(name, await _rebuilt(desk, stream, switches)) for stream, name in await _streams(desk, ref)]
    if ref is None:
        await approvals.refreeze(desk.store, switches)
    return made


async def _rebuilt(desk: Desk, stream: str, switches: list[tuple[str, Fact]]) -> bool:
    async with desk.store.unit() as unit:
        locked, _ = await unit.lock(stream)
        if locked is None:
            return False
        facts = await unit.facts(stream)
        folded = fold(stream, facts)
        if folded is None:
            raise Refused(f"The timeline of {locked.state.ref} is empty. Restore it from a backup first.")
        system = desk.system(folded.system)
        await unit.recapture(stream, facts)
        await unit.reapprove(stream, folded)
        switches += [(stream, fact) for fact in facts if isinstance(fact.event, Frozen | Thawed)]
        made_anew = replace(locked, state=folded)
        await unit.write(entry(system, stream, made_anew, (), By(TOCSIN, "terminal", desk.clock.now())))
        return folded != locked.state


async def _streams(desk: Desk, ref: str | None) -> list[tuple[str, str]]:
    if ref is None:
        return await queries.all_streams(desk.store)
    stream = await queries.stream_called(desk.store, ref)
    if stream is None:
        raise Refused(f"There is no incident or operation {ref}.")
    return [stream]
