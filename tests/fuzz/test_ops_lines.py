"""Twenty thousand lines after `/ops`, and what the clusters were asked because of each.

What a line may ask for stands in `table`, written by hand from kubectl's and the API's rules; what it did ask
for is what the sandbox's clusters have on record. A line that is refused asks for nothing; nothing that
changes is taken for a read; before approval everything is a dry run, as the one who asks; and in the end no
object of any cluster is another one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pytest

from bot.actions.kit import Draft, Output, Scene
from bot.actions.registry import ACTIONS, specs
from bot.domain.action import Risk
from bot.domain.resolving import resolve
from bot.errors import Problem, Refused
from commands.grammar.ops import Use, parse_ops
from sandbox.cluster.audit import Entry
from tests.fuzz import ground, judging, table
from tests.fuzz.ground import Lane, lane
from tests.fuzz.lines import Line, lines
from tests.fuzz.spelling import UNSEEN
from tests.fuzz.table import Fate

ALL, CHUNKS, SLICE = 20_000, 20, 600
LANES = 2
"""Sandboxes of one chunk, between which its lines are dealt out."""

SPECS = specs()
LEAST = {Fate.READ: 0.27, Fate.CHANGE: 0.24, Fate.NOTHING: 0.39, Fate.LOOSE: 0.04}
"""Shares of all lines, so that the fuzz cannot become empty unseen."""

FOUND, DRAFTED = 0.6, 0.2
"""Shares of the reads that found something, and of the changes whose plan was made."""


@dataclass
class Came:
    """What became of one line. `did` is read, plan or empty; `made` is what it came to."""

    did: str = ""
    cluster: str = ""
    made: Output | Draft | None = None
    problem: Exception | None = None


async def use(line: Line, at: Lane) -> Came:
    """What the doors and the worker do with a line, up to where people would be asked to approve."""
    place = at.place(line.open)
    home = place.home
    assert home is not None
    service = home.service(line.service)
    asked = parse_ops(line.text, place, SPECS, service)
    if not isinstance(asked, Use):
        return Came()
    spec, action = SPECS.named(asked.call.action), ACTIONS[asked.call.action]
    assert spec is not None
    try:
        call = resolve(asked.call, spec, home, service)
    except Refused as problem:
        return Came(problem=problem)
    who = ground.ASKERS[line.asker]
    person = at.reach(home, call.cluster, who) if who else None
    scene = Scene(call, at.reach(home, call.cluster), person, home.operations, ground.NOW, manager(line))
    came = Came("read" if spec.risk is Risk.READ else "plan", call.cluster)
    do = action.read if spec.risk is Risk.READ else action.plan
    assert do is not None
    try:
        came.made = await do(scene)
    except Exception as problem:
        came.problem = problem
    return came


def manager(line: Line) -> str:
    """As unique to a line as to a change."""
    return f"tocsin-{crc32(line.text.encode('utf-8', 'replace')):x}"


def disagreements(line: Line, came: Came, asked: dict[str, list[Entry]]) -> list[str]:
    """Everything in which the line, its row and the records of the clusters do not agree."""
    if line.fate is Fate.LOOSE:
        return _thrown(line, came, asked)
    wanted = {Fate.READ: "read", Fate.CHANGE: "plan", Fate.NOTHING: ""}[line.fate]
    # What is to come to nothing may be refused by the action too, as long as nothing was asked for it.
    silent = line.fate is Fate.NOTHING and isinstance(came.problem, Refused) and not any(asked.values())
    fits = silent or came.did == wanted
    found = [] if fits else [f"became {came.did or 'nothing'}: {came.problem or came.made}"]
    found += _broken(came)
    if line.meant is None:
        return found + [f"asked {name} for {one.method} {one.path}" for name in asked for one in asked[name]]
    meant, who = line.meant, ground.ASKERS[line.asker]
    elsewhere = [name for name in asked if asked[name] and name != meant.cluster]
    found += [f"asked {name}, not {meant.cluster}" for name in elsewhere]
    for name in asked:
        found += judging.complaints(
            meant, (who.user, who.groups) if who else ("", ()), manager(line), asked[name]
        )
    if isinstance(came.made, Draft):
        found += _frozen(came.made, asked[meant.cluster])
    return found


def _thrown(line: Line, came: Came, asked: dict[str, list[Entry]]) -> list[str]:
    """Nobody knows what such a line means; but what changes has its word, and the rest only looks."""
    changes = bool(table.CHANGING & set(plain(line).casefold().split()))
    found = _broken(came) if changes or came.did != "plan" else ["became a plan without a word for it"]
    if not came.did:
        found += [f"asked {name} for {one.method} {one.path}" for name in asked for one in asked[name]]
    who = ground.ASKERS[line.asker]
    for name in asked:
        changing = changes and came.did == "plan"
        found += judging.never(changing, (who.user, who.groups) if who else ("", ()), asked[name])
    return found


def _broken(came: Came) -> list[str]:
    meant = came.problem is None or isinstance(came.problem, Problem)
    return [] if meant else [f"breaks with {came.problem!r}"]


def _frozen(draft: Draft, asked: Sequence[Entry]) -> list[str]:
    """What would be approved is what was tried, to the byte, and it went well."""
    tried = [one for one in asked if one.method == "PATCH" and one.content_type == judging.JSON_PATCH]
    last = tried[-1] if tried else None
    same = last is not None and (last.method, last.path, last.body, last.code) == (
        draft.request.method, draft.request.path, draft.request.body, 200,
    )  # fmt: skip
    found = [] if same else [f"would send {draft.request}, tried {last}"]
    if draft.plan.risk == Risk.READ.value or draft.plan.digest != draft.request.digest:
        found.append(f"is a {draft.plan.risk} of {draft.plan.digest}")
    return found


async def done(line: Line, at: Lane) -> tuple[Came, list[str]]:
    """What became of a line, and what is wrong with that."""
    at.forget()
    came = await ground.whole(use(line, at))
    return came, disagreements(line, came, {name: at.asked(name) for name in at.planes})


async def tried(part: Sequence[Line], folder: Path, wrong: list[str], counts: Counter[str]) -> None:
    """All of `part`, one after the other, in a lane of their own."""
    async with lane(folder) as at:
        before, versions = at.objects(), {name: plane.store.version for name, plane in at.planes.items()}
        for line in part:
            came, said = await done(line, at)
            wrong += [told(line, one) for one in said]
            counts.update([line.fate.value, type(came.made).__name__])
        assert at.objects() == before
        assert {name: plane.store.version for name, plane in at.planes.items()} == versions


def told(line: Line, what: str) -> str:
    return f"{line.text!r} ({line.why}, {line.asker}): {what}"


def plain(line: Line) -> str:
    """Its text without the letters nobody sees."""
    return "".join(sign for sign in line.text if sign not in UNSEEN)


async def hold(part: Sequence[Line], folder: Path) -> None:
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    await asyncio.gather(
        *(tried(part[at::LANES], folder / f"lane{at}", wrong, counts) for at in range(LANES))
    )
    assert not wrong, "\n".join(["", f"{len(wrong)} disagreements", *wrong[:40]])
    for fate, share in LEAST.items():
        assert counts[fate.value] > share * 0.7 * len(part), counts
    assert counts["Output"] > FOUND * counts[Fate.READ.value], counts
    assert counts["Draft"] > DRAFTED * counts[Fate.CHANGE.value], counts


async def test_six_hundred_lines_ask_for_what_their_rows_allow(tmp_path):
    await hold(lines(SLICE), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_twenty_thousand_lines_ask_for_what_their_rows_allow(chunk, tmp_path):
    size = ALL // CHUNKS
    await hold(lines(ALL)[chunk * size : (chunk + 1) * size], tmp_path)


def test_the_lines_are_as_many_and_as_mixed_as_promised():
    every = lines(ALL)
    assert len({line.text for line in every}) == ALL
    fates = Counter(line.fate for line in every)
    for fate, share in LEAST.items():
        assert fates[fate] > share * ALL, fates
    rows = Counter(line.meant.verb for line in every if line.meant)
    assert rows.keys() == table.TABLE.keys()
    assert min(rows.values()) > 400, rows
