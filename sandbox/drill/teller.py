"""The printed story: who did what, what was said, when on the incident's own clock. Used by `stage`.

Colours only where a person looks. Nothing is made up here: callers pass what came over the wire.
"""

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from sandbox.drill.text import CODE

_WIDTH = 104
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_INDENT = " " * 9


class Teller:
    """`begin` sets the moment from which the story counts: minutes and seconds of its own clock."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._colours = out.isatty()
        self.origin: float | None = None

    def begin(self, moment: float) -> None:
        self.origin = moment

    def title(self, text: str) -> None:
        self._print("", self._in(text, "bold"))

    def act(self, number: int, text: str) -> None:
        self._print("", self._in(f"{number}. {text}", "bold"))

    def did(self, at: float, who: str, what: str) -> None:
        """Somebody did something."""
        self._told(at, who, what, "cyan")

    def said(self, at: float, where: str, lines: Sequence[str], buttons: Sequence[str] = ()) -> None:
        """The bot said something: where, its lines, the buttons below."""
        first, *rest = lines or [""]
        self._told(at, f"Tocsin {where}", first, "yellow")
        for line in rest:
            self._wrapped(line, _INDENT + "  ")
        if buttons:
            self._print(_INDENT + "  " + " ".join(self._in(f"[{label}]", "dim") for label in buttons))

    def note(self, text: str) -> None:
        """What was found by looking, not by being told."""
        for line in textwrap.wrap(text, _WIDTH - len(_INDENT)):
            self._print(_INDENT + self._in(line, "dim"))

    def checked(self, text: str) -> None:
        self._print(_INDENT + self._in("✓ ", "green") + text)

    def quoted(self, lines: Iterable[str]) -> None:
        """From a file or a list, each line whole."""
        for line in lines:
            for piece in textwrap.wrap(line, _WIDTH - len(_INDENT + CODE)):
                self._print(_INDENT + self._in(CODE, "dim") + piece)

    def plain(self, *lines: str) -> None:
        self._print(*lines)

    def failed(self, expected: str, seen: str) -> None:
        self._print("", self._in("This step failed.", "red"), f"  expected  {expected}")
        first, *rest = seen.splitlines() or [""]
        self._print(f"  seen      {first}", *(f"            {line}" for line in rest))

    def _told(self, at: float, who: str, what: str, colour: str) -> None:
        head = f"{self._clock(at):>7}  {who}  "
        first, *rest = what.splitlines() or [""]
        wrapped = textwrap.wrap(first, max(30, _WIDTH - len(head))) or [""]
        self._print(f"{self._in(head[:9], 'dim')}{self._in(who, colour)}  {wrapped[0]}")
        for line in [" ".join(wrapped[1:]), *rest]:
            self._wrapped(line, _INDENT + "  ")

    def _wrapped(self, line: str, indent: str) -> None:
        if line.startswith(CODE):
            self._print(indent + self._in(CODE, "dim") + line.removeprefix(CODE)[: _WIDTH - len(indent)])
            return
        for piece in textwrap.wrap(line, _WIDTH - len(indent)):
            self._print(indent + piece)

    def _clock(self, at: float) -> str:
        """`+14:02`: minutes and seconds since the story began."""
        if self.origin is None:
            return ""
        minutes, seconds = divmod(max(0, round(at - self.origin)), 60)
        return f"+{minutes}:{seconds:02}"

    def _in(self, text: str, colour: str) -> str:
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self._colours else text

    def _print(self, *lines: str) -> None:
        print(*lines, sep="\n", file=self._out, flush=True)
