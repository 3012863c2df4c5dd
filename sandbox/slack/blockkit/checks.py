"""Small total checks that are put together into the schema of a block. Each adds its complaints, none raises.

A check takes the value, its JSON pointer and the list of complaints so far.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    message: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Problems = list[Problem]
Check = Callable[[Any, str, Problems], None]


def anything(value: Any, at: str, problems: Problems) -> None:
    """For parts whose shape Slack does not publish."""


def string(most: int, least: int = 0) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(Problem("must provide a string", at))
        elif len(value) > most:
            problems.append(Problem(f"must be less than {most + 1} characters", at))
        elif len(value) < least:
            problems.append(Problem(f"must be more than {least - 1} characters", at))

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.append(Problem("must provide a boolean", at))


def integer(least: int, most: int) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.append(Problem("must provide an integer", at))
        elif not least <= value <= most:
            problems.append(Problem(f"must be a number between {least} and {most}", at))

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in values:
            problems.append(Problem(f"must be one of: {', '.join(values)}", at))

    return check


def matching(pattern: Callable[[str], bool], complaint: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str) or not pattern(value):
            problems.append(Problem(complaint, at))

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(Problem("must provide an array", at))
            return
        if len(value) > most:
            problems.append(Problem(f"no more than {most} items allowed", at))
        if len(value) < least:
            problems.append(Problem(f"no fewer than {least} items allowed", at))
        for n, part in enumerate(value[: most + 1]):
            item(part, f"{at}/{n}", problems)

    return check


def record(needed: Mapping[str, Check], allowed: Mapping[str, Check], also: Check | None = None) -> Check:
    """An object with these keys and no others; `also` judges it as a whole when its keys are sound."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem("must provide an object", at))
            return
        before = len(problems)
        for key in needed:
            if value.get(key) is None:
                problems.append(Problem(f"missing required field: {key}", at))
        for key, part in value.items():
            rule = needed.get(key) or allowed.get(key)
            if rule is None:
                problems.append(Problem(f"invalid additional property: {key}", at))
            elif part is not None:
                rule(part, f"{at}/{key}", problems)
        if also and len(problems) == before:
            also(value, at, problems)

    return check


def typed(kinds: Mapping[str, Check], only: Collection[str] | None = None) -> Check:
    """An object whose `type` chooses its check; `only` narrows what may stand here."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem("must provide an object", at))
            return
        kind = value.get("type")
        if kind is None:
            problems.append(Problem("missing required field: type", at))
        elif not isinstance(kind, str) or kind not in kinds or (only is not None and kind not in only):
            problems.append(Problem(f"unsupported type: {kind}", f"{at}/type"))
        else:
            kinds[kind](value, at, problems)

    return check
