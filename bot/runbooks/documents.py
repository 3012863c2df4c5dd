"""JSON that somebody typed: read strictly, so that what is sent is what was meant. Called by `values`.

Phones curl the quotes of pasted JSON. Such text is no JSON at all, so reading it once more with straight
quotes cannot change what anything valid means.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from bot.domain.action import Value
from bot.runbooks.unreadable import HIDDEN, Unreadable

LARGEST = 20_000
"""Bytes of UTF-8."""

DEEPEST = 40

_STRAIGHT = str.maketrans("“”„‟", '""""')
_NO_JSON = (
    "This is no JSON I can read: {why}. Write it in single quotes, as in "
    '`\'{{"spec":{{"replicas":3}}}}\'`; YAML is not read here.'
)


def document(text: str) -> Value:
    """The object or list that `text` says."""
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise Unreadable(f"The JSON is too large: at most {LARGEST // 1000} kB.")
    try:
        read = _load(text)
    except ValueError as first:
        try:
            read = _load(text.translate(_STRAIGHT))
        except ValueError:
            raise Unreadable(_NO_JSON.format(why=_why(first))) from None
    if not isinstance(read, dict | list):
        raise Unreadable(_NO_JSON.format(why="it is neither an object nor a list"))
    _judge(read, DEEPEST)
    return read


def _load(text: str) -> Value:
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_float=_finite, parse_int=_whole
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _whole(word: str) -> int:
    if len(word) > 20:
        raise ValueError("a number is too large")
    return int(word)


def _why(problem: ValueError) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return f"{problem.msg.lower()} at character {problem.pos + 1}"
    return str(problem)


def _judge(part: Value, deeper: int) -> None:
    """Refuses what no database or API server would keep as it is."""
    if not deeper:
        raise Unreadable(_NO_JSON.format(why="it is nested too deep"))
    if isinstance(part, dict):
        for key, inner in part.items():
            _judge(key, deeper - 1)
            _judge(inner, deeper - 1)
    elif isinstance(part, list):
        for inner in part:
            _judge(inner, deeper - 1)
    elif part == HIDDEN:
        raise Unreadable(f"`{HIDDEN}` stands for a value that was hidden. Write the value itself.")
    elif isinstance(part, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in part):
        raise Unreadable(_NO_JSON.format(why="a text in it holds characters that cannot be stored"))
