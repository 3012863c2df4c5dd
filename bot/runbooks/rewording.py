"""Ways of kubectl to say one thing by a flag of another, put into words of their own. Called by `calls`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_RAW = "--raw"


def reworded(words: Sequence[str], ways: Collection[tuple[str, ...]]) -> list[str]:
    """`get --raw /livez` as `get raw /livez`, where there is an action of that name."""
    said = [word.casefold() for word in words]
    at = next((at for at, word in enumerate(said) if word.partition("=")[0] == _RAW), None)
    if at is None or ("get", "raw") not in ways or "get" not in said[:at]:
        return list(words)
    verb = said.index("get")
    _, equals, path = words[at].partition("=")
    rest = [*words[:verb], *words[verb + 1 : at]]
    return ["get", "raw", *([path] if equals else []), *rest, *words[at + 1 :]]
