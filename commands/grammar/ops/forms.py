"""A filled form of an action as the words of a typed line, so that both are read and checked alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.action import Param, Spec, Type
from commands.grammar.asked import Mistake
from commands.grammar.ops.splitting import split

CLUSTER, NAMESPACE = "at_cluster", "at_namespace"
_SEVERAL = (Type.PAIRS, Type.RESOURCES)


def words_of(spec: Spec, typed: Mapping[str, str]) -> list[str] | Mistake:
    """The words of `/ops` that say what was typed into the form of `spec`; a Mistake where they cannot."""
    words = spec.words[0].split()
    for param in spec.params:
        text = typed.get(param.name, "").strip()
        if not text:
            continue
        found = _several(text) if param.many or param.type in _SEVERAL else [text]
        if isinstance(found, Mistake):
            return found
        words += _said(param, found)
    for name, flag in ((CLUSTER, "--cluster"), (NAMESPACE, "--namespace")):
        if typed.get(name):
            words.append(f"{flag}={typed[name]}")
    return words


def _several(text: str) -> list[str] | Mistake:
    return split(" ".join(text.splitlines()))


def _said(param: Param, values: list[str]) -> Iterator[str]:
    if not param.flags:
        yield from values
    elif param.type is Type.SWITCH:
        yield param.flags[0]
    else:
        yield from (f"{param.flags[0]}={value}" for value in values)
