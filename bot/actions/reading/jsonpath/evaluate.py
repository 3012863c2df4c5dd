"""Holds a template to a JSON value: what it finds, and the text it makes of that. Called by `templates`.

Bounded in steps and in characters, because `{range ..[*]}` over a big list has no natural end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.actions.reading.jsonpath.nodes import (
    Condition,
    Deep,
    Every,
    Field,
    Filter,
    Key,
    Literal,
    Loop,
    Slice,
    Step,
    Steps,
    Template,
    Test,
    Union,
)  # fmt: skip
from bot.actions.reading.jsonpath.spelling import as_json, printed
from bot.errors import Refused

MOST_STEPS, MOST_TEXT = 1_000_000, 5_000_000


def rendered(template: Template, value: Any, whole: bool = False) -> str:
    """The text of a template; with `whole` each path as a JSON list (`jsonpath-as-json`)."""
    run = _Run(whole)
    run.render(template, value)
    return "".join(run.parts)


def results(steps: Steps, value: Any) -> list[Any]:
    """Everything a path leads to, in order; nothing where it leads nowhere."""
    return _Run().walk(steps, [value])


class _Run:
    """One use of a template, and what it has cost so far."""

    def __init__(self, whole: bool = False) -> None:
        self.whole, self.steps, self.length = whole, 0, 0
        self.parts: list[str] = []

    def render(self, template: Template, value: Any) -> None:
        for piece in template:
            if isinstance(piece, str):
                self.say(_json_text([piece]) if self.whole else piece)
            elif isinstance(piece, Loop):
                for one in self.walk(piece.over, [value]):
                    self.render(piece.body, one)
            else:
                found = self.walk(piece, [value])
                self.say(_json_text(found) if self.whole else " ".join(map(printed, found)))

    def say(self, text: str) -> None:
        self.length += len(text)
        if self.length > MOST_TEXT:
            raise Refused("The template makes too long a text of this. Pick less, or name fewer objects.")
        self.parts.append(text)

    def cost(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise Refused("The template goes through too much. Pick less, or name fewer objects.")

    def walk(self, steps: Steps, values: list[Any]) -> list[Any]:
        for step in steps:
            values = self.take(step, values)
            self.cost(len(values) + 1)
        return values

    def take(self, step: Step, values: list[Any]) -> list[Any]:
        match step:
            case Literal():
                return [step.value] if isinstance(step.value, str) else [step.value for _ in values]
            case Field():
                return [one[step.name] for one in values if isinstance(one, dict) and step.name in one]
            case Key():
                return [found for one in values for found in self.keyed(step, one)]
            case Slice():
                return [found for one in values for found in _sliced(step, one)]
            case Every():
                return [found for one in values for found in _members(one)]
            case Deep():
                return [found for one in values for found in self.below(one)]
            case Union():
                return [found for part in step.parts for found in self.walk(part, values)]
            case Filter():
                return [found for one in values for found in self.filtered(step, one)]

    def keyed(self, key: Key, value: Any) -> list[Any]:
        found = self.walk(key.steps, [value]) if key.steps else []
        if not found and isinstance(value, dict) and key.whole in value:
            return [value[key.whole]]
        return found

    def below(self, value: Any) -> Iterator[Any]:
        """`value` and what is in it, each before its parts; only what has parts, and texts."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            self.cost(1)
            if isinstance(one, dict | list | str) and one:
                yield one
                waiting.extend(reversed(_members(one)))

    def filtered(self, step: Filter, value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise Refused(f"A filter picks from lists, and this is {_kind(value)}.")
        return [one for one in value if self.holds(step.condition, one)]

    def holds(self, condition: Condition, value: Any) -> bool:
        self.cost(1)
        if not isinstance(condition, Test):
            held = (self.holds(part, value) for part in condition.parts)
            return any(held) if condition.any else all(held)
        left = self.walk(condition.left, [value])
        if not condition.op:
            return bool(left)
        right = self.walk(condition.right, [value])
        if len(left) > 1 or len(right) > 1:
            raise Refused("A filter compares one value with one: its path leads to several.")
        if not left or not right or left[0] is None or right[0] is None:
            return False
        return _compared(condition.op, left[0], right[0])


def _members(value: Any) -> list[Any]:
    """Values of an object by their names' order, or of a list."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return value if isinstance(value, list) else []


def _sliced(step: Slice, value: Any) -> Sequence[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(f"`[...]` picks from lists, and this is {_kind(value)}.")
    size, start = len(value), step.start or 0
    start += size if start < 0 else 0
    if step.single:
        stop = start + 1
    else:
        stop = size if step.stop is None else step.stop
        stop += size if stop < 0 else 0
    if start == stop:
        return []
    if not (0 <= start < size and start <= stop <= size):
        wanted = f"[{step.start}]" if step.single else f"[{_shown(step.start)}:{_shown(step.stop)}]"
        why = f"a list of {size}" if size else "an empty list: nothing like that was found"
        raise Refused(f"`{wanted}` reaches outside of {why}.")
    return value[start : stop : step.step]


def _compared(op: str, left: Any, right: Any) -> bool:
    kinds = {_kind(left), _kind(right)}
    if len(kinds) > 1 or kinds & {"an object", "a list"}:
        raise Refused(
            f"A filter compares {_kind(left)} with {_kind(right)}: write texts in quotes, numbers without."
        )
    if op in ("==", "!="):
        return (left == right) is (op == "==")
    if isinstance(left, bool):
        raise Refused(f"`{op}` is for numbers and texts, not for true and false.")
    less = left < right if op in ("<", ">=") else left <= right
    return bool(less) is (op in ("<", "<="))


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case dict():
            return "an object"
        case list():
            return "a list"
    return "nothing"


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _json_text(found: list[Any]) -> str:
    return as_json(found, indent=4) + "\n"
