"""Objects of which only the metadata is read, first of all config maps and secrets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.actions.changed.lines import Line
from bot.actions.changed.writers import by_people, created, elects


def touched(kind: str, metas: Iterable[Mapping[str, Any]], since: datetime) -> Iterator[Line]:
    """What people made or changed since; of what only controllers wrote, nothing."""
    for meta in metas:
        people = [] if elects(meta) else by_people(meta)
        title = f"{kind}/{meta['name']}"
        recent = [one for one in people if one.at >= since]
        if people and created(meta) >= since:
            yield Line(created(meta), title, "made", people[-1].who)
            recent = [one for one in recent if one.at > created(meta)]
        for one in recent:
            scope = "" if kind not in ("configmap", "secret") else " (values are not shown)"
            yield Line(one.at, title, f"changed{scope}", one.who)
