"""What must hold between the systems of one catalogue: a word or a channel that names one names only one.

Severities, services and templates may well be alike: they are looked up within a system, and where a
service exists in two, the person is asked which. `load` calls this with every file that could be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.catalog.located import Path, Wrong, path_name, shown
from bot.catalog.schema import SystemFile


def across(models: Sequence[SystemFile]) -> Iterator[tuple[int, Wrong]]:
    """Each problem with the position of the file it is in; the earlier file is always in the right."""
    systems: dict[str, int] = {}
    channels: dict[str, int] = {}
    for i, model in enumerate(models):
        for path, word in _called(model):
            first = systems.setdefault(word.casefold(), i)
            if first != i:
                yield i, _taken(path, word, models[first], "write another")
        for place, channel in enumerate(model.channels):
            first = channels.setdefault(channel.casefold(), i)
            if first != i:
                yield i, _taken(("channels", place), channel, models[first], "keep it in one of the two")
    for i, model in enumerate(models):
        for path, word in _services(model):
            named = systems.get(word.casefold(), i)
            if named != i:
                yield i, _taken(path, word, models[named], "write another word")


def _called(model: SystemFile) -> Iterator[tuple[Path, str]]:
    yield ("system",), model.system
    yield ("name",), model.name


def _services(model: SystemFile) -> Iterator[tuple[Path, str]]:
    for name, service in model.services.items():
        yield ("services", name), name
        for place, alias in enumerate(service.aliases):
            yield ("services", name, "aliases", place), alias


def _taken(path: Path, word: str, other: SystemFile, instead: str) -> Wrong:
    return Wrong(
        path, f"{path_name(path)}: {shown(word)} already means the system {shown(other.system)}", instead
    )
