"""`--grep` and its sisters: the pipe into grep that people write behind a read, as an argument of ours.

Held to the redacted text line by line, with RE2: no pattern takes long. Declared by the reads whose output
has lines worth picking; `finish` does the picking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

from bot.actions.kit import Scene
from bot.actions.reading.words import flag, text
from bot.domain.action import Param, Type
from bot.domain.redacting.pattern import Pattern
from bot.errors import Refused

LONGEST, MOST_AROUND = 500, 100

GREP: tuple[Param, ...] = (
    flag("grep", Type.TEXT, "pattern", "--grep",
         help="Ours, not kubectl's, for `| grep -E`: only lines that match (RE2). Headings of tables stay."),
    flag("grep_i", Type.TEXT, "pattern", "--grep-i", help="The same in any case, for `| grep -i`."),
    flag("grep_v", Type.TEXT, "pattern", "--grep-v", help="Only lines that do not match, for `| grep -v`."),
    flag("grep_before", Type.COUNT, "lines", "--grep-before", least=0, most=MOST_AROUND,
         help="So many lines before each, for `grep -B`."),
    flag("grep_after", Type.COUNT, "lines", "--grep-after", least=0, most=MOST_AROUND,
         help="So many lines after each, for `grep -A`."),
)  # fmt: skip

# `a\|b` is how grep without -E writes an alternative; RE2 would look for the sign itself.
_BASIC = re.compile(r"(?<!\\)((?:\\\\)*)\\\|")


@dataclass(frozen=True)
class Grep:
    """Patterns, all of which a line has to meet; each with whether it must match. `said` names them."""

    patterns: tuple[tuple[Pattern, bool], ...]
    said: str
    before: int = 0
    after: int = 0

    def picked(self, body: str, heads: bool) -> tuple[str, str]:
        """The lines that meet all patterns, and how many of how many they are."""
        lines, found, total = list[str](), 0, 0
        for block in body.removesuffix("\n").split("\n\n") if heads else [body.removesuffix("\n")]:
            head, rest = (block.split("\n")[:1], block.split("\n")[1:]) if heads else ([], block.split("\n"))
            matching = [at for at, line in enumerate(rest) if self._meets(line)]
            found, total = found + len(matching), total + len(rest)
            if matching:
                lines += [*([""] if heads and lines else []), *head, *self._around(rest, matching)]
        noun = "line" if total == 1 else "lines"
        return "".join(f"{line}\n" for line in lines), f"; {found:,} of {total:,} {noun} {self.said}"

    def _meets(self, line: str) -> bool:
        raw = line.encode("utf-8", "replace")
        return all(pattern.within(raw) is wanted for pattern, wanted in self.patterns)

    def _around(self, lines: Sequence[str], matching: Sequence[int]) -> Iterator[str]:
        """The matching lines with those around them, and `--` between what does not touch, as grep has it."""
        shown = -1
        for at in matching:
            start = max(at - self.before, shown + 1)
            if shown >= 0 and start > shown + 1 and (self.before or self.after):
                yield "--"
            end = min(at + self.after, len(lines) - 1)
            yield from lines[start : end + 1]
            shown = max(shown, end)


def grep_of(scene: Scene) -> Grep | None:
    """What was asked for, None without a pattern. Refused for a pattern that is none."""
    patterns, said = list[tuple[Pattern, bool]](), list[str]()
    for name, wanted in (("grep", True), ("grep_i", True), ("grep_v", False)):
        if given := text(scene, name):
            patterns.append((_compiled(given, name == "grep_i"), wanted))
            said.append(f"{'match' if wanted else 'do not match'} `{given[:60].replace('`', chr(39))}`")
    before, after = (int(scene.call.args.get(f"grep_{side}") or 0) for side in ("before", "after"))
    if not patterns:
        if before or after:
            raise Refused("Lines before and after of what? Write `--grep=` and a pattern too.")
        return None
    return Grep(tuple(patterns), " and ".join(said), before, after)


def _compiled(given: str, any_case: bool) -> Pattern:
    if len(given) > LONGEST:
        raise Refused(f"A pattern has at most {LONGEST} characters.")
    plain = _BASIC.sub(r"\1|", given)
    with _Reading(given):
        return Pattern(f"{'(?i)' if any_case else ''}{plain}".encode("utf-8", "replace"))


class _Reading:
    """RE2's complaint about a pattern as ours. Its home is the domain, so it is known by its module."""

    def __init__(self, given: str) -> None:
        self._given = given

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if kind is not None and kind.__module__.partition(".")[0] == "re2":
            why = problem.args[0] if problem and problem.args else "it cannot be read"
            why = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
            raise Refused(
                f"`{self._given[:60]}` is no pattern of RE2 ({why[:100]}). Put a backslash before signs that "
                r"stand for themselves, as in `\[error\]`; there are no back references and no look-around."
            ) from problem
        return False
