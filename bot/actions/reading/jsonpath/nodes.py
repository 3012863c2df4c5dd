"""What a template is made of. Made by `parse`, walked by `evaluate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Field:
    """`.name`."""

    name: str


@dataclass(frozen=True)
class Key:
    """`['a.b']`: to kubectl a path of two names; where that leads nowhere, the one key of that name."""

    steps: Steps
    whole: str


@dataclass(frozen=True)
class Slice:
    """`[n]`, `[a:b]`, `[a:b:c]`, `[*]`. `single` is `[n]`; None is from the start, or to the end."""

    start: int | None = None
    stop: int | None = None
    step: int = 1
    single: bool = False


@dataclass(frozen=True)
class Every:
    """`.*`: all values of an object or a list."""


@dataclass(frozen=True)
class Deep:
    """`..`: the value and everything in it that has parts."""


@dataclass(frozen=True)
class Union:
    """`['a','b']`, `[0,2]`: one after the other."""

    parts: tuple[Steps, ...]


@dataclass(frozen=True)
class Literal:
    """A text in quotes, a number, true or false."""

    value: Any


@dataclass(frozen=True)
class Test:
    """`left op right`; without `op` whether `left` is there."""

    left: Steps
    op: str = ""
    right: Steps = ()


@dataclass(frozen=True)
class Both:
    """All of them, or with `any` one of them."""

    parts: tuple[Condition, ...]
    any: bool = False


@dataclass(frozen=True)
class Filter:
    """`[?(condition)]`."""

    condition: Condition


@dataclass(frozen=True)
class Loop:
    """`{range over}body{end}`."""

    over: Steps
    body: Template


Step: TypeAlias = Field | Key | Slice | Every | Deep | Union | Literal | Filter
Steps: TypeAlias = tuple[Step, ...]
Condition: TypeAlias = Test | Both
Piece: TypeAlias = str | Loop | Steps
Template: TypeAlias = tuple[Piece, ...]
"""Text as it stands, loops, and paths whose results are printed."""
