"""What is wrong in a system file, where, and what to write instead: the words every check here speaks.

`load` reads YAML into `Node`s, which remember their lines; the checks answer with `Wrong`, which names a
place by its path of keys; `load` makes both into `Located`, which `tocsin check` prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

from bot.errors import Refused

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Located:
    """One problem. `line` counts from 1; for a file or folder as a whole it is 1."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.instead}"


class CatalogError(Refused):
    """The catalogue cannot be used; `problems` are all that was found, in order of file and line."""

    def __init__(self, problems: Sequence[Located]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Wrong:
    """A problem at a path of keys and list positions, before its line is known."""

    path: Path
    what: str
    instead: str

    def at(self, file: str, tree: Node) -> Located:
        """The same with the line that `path` has in `tree`."""
        return Located(file, tree.line_of(self.path), self.what, self.instead)


@dataclass(frozen=True)
class Node:
    """A value as written and its line: that of its key in a mapping, of its first sign in a list."""

    line: int
    value: dict[str, Node] | list[Node] | str | None

    def plain(self) -> Any:
        """The same without lines: dict, list, str and None."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, step: str | int) -> Node | None:
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def children(self) -> list[tuple[str | int, Node]]:
        """Every entry with its key or position; none for a text."""
        if isinstance(self.value, dict):
            return list(self.value.items())
        return list(enumerate(self.value)) if isinstance(self.value, list) else []

    def standing(self, path: Path) -> Path:
        """As much of `path` as there is."""
        here = self
        for depth, step in enumerate(path):
            found = here.child(step)
            if found is None:
                return path[:depth]
            here = found
        return path

    def node(self, path: Path) -> Node | None:
        """What stands at `path`."""
        here: Node | None = self
        for step in path:
            here = here.child(step) if here is not None else None
        return here

    def line_of(self, path: Path) -> int:
        """The line of what stands at `path`, or of the nearest thing around it that exists."""
        return (self.node(self.standing(path)) or self).line

    def without(self, paths: Iterable[Path]) -> Node:
        """The same tree lacking what stands at `paths`, so that the rest can still be checked."""
        gone = {path for path in paths if path}
        if not gone or not isinstance(self.value, dict | list):
            return self
        kept = [
            (step, child.without(path[1:] for path in gone if path[0] == step))
            for step, child in self.children()
            if (step,) not in gone
        ]
        if isinstance(self.value, dict):
            return Node(self.line, {str(step): child for step, child in kept})
        return Node(self.line, [child for _, child in kept])

    def having(self, texts: Mapping[str, str]) -> Node:
        """The same mapping with `texts` in the place of keys that are not there."""
        value = self.value if isinstance(self.value, dict) else {}
        return Node(self.line, {key: Node(1, text) for key, text in texts.items()} | value) if texts else self


def path_name(path: Path) -> str:
    """The keys of `path` for a message; list positions are left to the line number."""
    steps = [step for step in path if isinstance(step, str)]
    return shown(" > ".join(steps), 120)[1:-1] if steps else "the file"


def shown(value: object, most: int = 60) -> str:
    """`value` in quotes on one line, cut short, safe to print."""
    text = value if isinstance(value, str) else str(value)
    text = text if len(text) <= most else text[: most - 1] + "…"
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that `word` was probably meant to be."""
    spelt = {known.casefold(): known for known in words}
    found = get_close_matches(word.casefold()[:80], spelt, 1, 0.6)
    return spelt[found[0]] if found else None


def one_of(word: str, words: Iterable[str]) -> str:
    """What to write instead of `word`: the nearest of `words`, else all of them."""
    known = list(words)
    near = nearest(word, known)
    if near is not None:
        return f"write {shown(near)}"
    return "write one of " + ", ".join(known[:30]) if known else "leave it out"
