"""How carrying out a frozen request ended. Given by every way of applying one, read by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.actions.kit import Output
from bot.domain.action import Health

MOVED = ("Invalid", "Conflict", "NotFound", "Gone")
"""Answers that mean: the object is not what the plan was made for. Anything else is for the person."""


class Ending(Enum):
    """How carrying out a plan ended."""

    APPLIED = "applied"
    DRIFTED = "drifted"
    UNKNOWN = "unknown"


APPLIED, DRIFTED, UNKNOWN = Ending.APPLIED, Ending.DRIFTED, Ending.UNKNOWN


@dataclass(frozen=True)
class Applied:
    """`said` is a sentence, masked. `again`: an earlier try had done it. `generation` is the object's now.

    `output` is what it printed, where it is something that prints.
    """

    kind: Ending
    said: str
    generation: int = 0
    health: Health | None = None
    again: bool = False
    output: Output | None = None
