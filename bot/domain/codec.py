"""Frozen dataclasses to plain JSON data and back, by their annotations.

The store writes events, commands of the web door and projections with it. Supported: dataclasses,
str, int, float, bool, None, datetime (aware, UTC), timedelta (seconds), enums, `tuple[X, ...]`,
`dict[str, X]`, unions with None, and `Words`, for which the caller may give a function.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot.domain.words import Words

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Keep = Callable[[Any], Any]
Convert = Callable[[Any, Keep], Any]


def remembered(function: F) -> F:
    """`functools.cache`, for functions of type annotations, which the type checker holds unhashable."""
    return cast(F, lru_cache(maxsize=None)(function))


def moment(value: datetime) -> str:
    """An aware datetime as ISO 8601 in UTC with microseconds: one spelling for one instant."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def to_data(record: Any, words: Keep = str) -> dict[str, Any]:
    """`record` as a dict of JSON values; each `Words` becomes `words(text)`."""
    data: dict[str, Any] = _writer(type(record))(record, words)
    return data


def from_data(kind: type[T], data: Any, words: Keep = Words) -> T:
    """The `kind` that `to_data` wrote; missing fields take their default, unknown ones are ignored.

    Raises ValueError, TypeError or AttributeError where `data` does not fit.
    """
    record: T = _reader(kind)(data, words)
    return record


def _same(value: Any, _words: Keep) -> Any:
    return value


@remembered
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@remembered
def _writer(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        write = _writer(inner)
        if write is _same:
            return _same
        return lambda value, words: None if value is None else write(value, words)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        item = _writer(args[0])
        if item is _same:
            return lambda value, _words: list(value)
        return lambda value, words: [item(one, words) for one in value]
    if origin is dict:
        entry = _writer(args[1])
        if entry is _same:
            return _same
        return lambda value, words: {key: entry(one, words) for key, one in value.items()}
    if hint is Words:
        return lambda value, words: words(value)
    if hint is datetime:
        return lambda value, _words: moment(value)
    if hint is timedelta:
        return lambda value, _words: value.total_seconds()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value, _words: value.value
    if is_dataclass(hint):
        return _record_writer(cast(type, hint))
    return _same


def _record_writer(hint: type) -> Convert:
    """Most fields are JSON already; only the others are converted."""
    writers = [(f.name, _writer(_hints(hint)[f.name])) for f in fields(hint)]
    parts = [(name, write) for name, write in writers if write is not _same]

    def write(value: Any, words: Keep) -> Any:
        data = dict(vars(value))
        for name, convert in parts:
            data[name] = convert(data[name], words)
        return data

    return write


@remembered
def _reader(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        read = _reader(inner)
        if read is _same:
            return _same
        return lambda value, words: None if value is None else read(value, words)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        item = _reader(args[0])
        if item is _same:
            return lambda value, _words: tuple(value)
        return lambda value, words: tuple(item(one, words) for one in value)
    if origin is dict:
        entry = _reader(args[1])
        if entry is _same:
            return _same
        return lambda value, words: {key: entry(one, words) for key, one in value.items()}
    if hint is Words:
        return lambda value, words: words(value)
    if hint is datetime:
        return lambda value, _words: datetime.fromisoformat(value)
    if hint is timedelta:
        return lambda value, _words: timedelta(seconds=value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value, _words: hint(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record_reader(hint)
    return _same


def _record_reader(hint: type) -> Convert:
    readers = {f.name: _reader(_hints(hint)[f.name]) for f in fields(hint)}
    parts = [(name, read) for name, read in readers.items() if read is not _same]

    def read(value: Any, words: Keep) -> Any:
        given = {name: one for name, one in value.items() if name in readers}
        for name, convert in parts:
            if name in given:
                given[name] = convert(given[name], words)
        return hint(**given)

    return read


def _optional(hint: Any) -> Any:
    """X of `X | None`, else None."""
    if get_origin(hint) not in (Union, types.UnionType):
        return None
    rest = [arg for arg in get_args(hint) if arg is not type(None)]
    return rest[0] if len(rest) == 1 else None
