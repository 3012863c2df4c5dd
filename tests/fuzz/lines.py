"""The lines of the fuzz: always the same, from one seed, each text once. Used by `test_ops_lines`.

More than half are in order, a third have one thing wrong, the rest try to get a change past as a read, or
are words thrown together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from random import Random

from tests.fuzz import saying, smuggling, spoiling, table
from tests.fuzz.spelling import Said, spelt, typed
from tests.fuzz.table import Fate, Meant

SEED = 20_261_125
ANYHOW = 0.25
"""How often a line in order may be about something that is not there."""

SHARES = {"in order": 59, "spoilt": 33, "smuggled": 13, "owned": 3, "steered": 3, "thrown": 5}


@dataclass(frozen=True)
class Line:
    """A text, who types it in which scene, and what has to become of it.

    `meant` is None where nothing may come of it. `why` says how the line was made.
    """

    text: str
    fate: Fate
    why: str
    meant: Meant | None = field(default=None, hash=False)
    asker: str = "alice"
    open: bool = False
    service: str = ""


@cache
def lines(count: int) -> tuple[Line, ...]:
    """The first `count` lines."""
    return tuple(islice(_all(), count))


def _all() -> Iterator[Line]:
    random, seen = Random(SEED), set[str]()
    while True:
        line = _one(random)
        if line.text not in seen:
            seen.add(line.text)
            yield line


def _one(random: Random) -> Line:
    match random.choices(list(SHARES), list(SHARES.values()))[0]:
        case "smuggled":
            return Line(smuggling.smuggled(random), Fate.NOTHING, "smuggled")
        case "owned":
            return Line(smuggling.owned(random), Fate.LOOSE, "owned")
        case "thrown":
            open = random.random() < 0.5
            return Line(smuggling.thrown(random), Fate.LOOSE, "thrown", open=open)
        case "steered":
            return Line(smuggling.steered(random), Fate.NOTHING, "steered")
        case "spoilt":
            said = _said(random)
            spoil = random.choice(spoiling.SPOILS)
            said, words = spoil(said, random)
            fate = Fate.LOOSE if spoil in spoiling.LOOSE else Fate.NOTHING
            return Line(typed(words, random), fate, spoil.__name__, None, said.asker, said.open, said.service)
    said = _said(random)
    fate = Fate.READ if table.TABLE[said.meant.verb].reads else Fate.CHANGE
    text = typed(spelt(said, random), random)
    return Line(text, fate, "in order", said.meant, said.asker, said.open, said.service)


def _said(random: Random) -> Said:
    """A line in order, mostly about something that there is."""
    say, anyhow = random.choice(saying.VERBS), random.random() < ANYHOW
    while True:
        said = saying.placed(say(random), random)
        if anyhow or saying.found(said):
            return said
