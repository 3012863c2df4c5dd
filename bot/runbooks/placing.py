"""Gives the words of a command that are no flags to the parameters they are for. Called by `calls`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.action import Param, Spec, Type, Value
from bot.runbooks import values
from bot.runbooks.kinds import workload_kind
from bot.runbooks.unreadable import Unreadable, shown


def place(spec: Spec, words: Sequence[str], args: dict[str, Value]) -> None:
    """Fills `args` from left to right; an optional one is left out where the next fits better."""
    left = list(words)
    params = [param for param in spec.params if not param.flags]
    for at, param in enumerate(params):
        if left and not _is_for_later(param, left, params[at + 1 :]):
            args[param.name], used = _read(param, left, params[at + 1 :])
            left = left[used:]
    if left:
        raise Unreadable(
            f"`{spec.words[0]}` has no use for `{shown(left[0])}`, so nothing was done. Write `{spec.usage}`."
        )


def _is_for_later(param: Param, left: Sequence[str], later: Sequence[Param]) -> bool:
    """Whether the next word is no `param`, which may be missing, but is one of those that follow.

    A kind of workload with no name after it is no workload.
    """
    if param.required or not later:
        return False
    kind_alone = param.type is Type.WORKLOAD and len(left) == 1 and workload_kind(left[0]) is not None
    return (kind_alone or not _fits(param, left[0])) and any(_fits(other, left[0]) for other in later)


def _fits(param: Param, word: str) -> bool:
    if param.type is Type.WORKLOAD and workload_kind(word):
        return True
    try:
        _several(param, [word])
    except Unreadable:
        return False
    return True


def _read(param: Param, words: list[str], later: Sequence[Param]) -> tuple[Value, int]:
    """The value of a parameter and how many words it took."""
    if param.many or param.type in (Type.RESOURCES, Type.PAIRS):
        taken = words if param.type is Type.PAIRS else _until_pairs(words, later)
        if param.type is Type.WORKLOAD:
            taken, used = _joined(taken), len(taken)
            return _several(param, taken), used
        return _several(param, taken), len(taken)
    if param.type is Type.WORKLOAD:
        joined = _joined(words)
        return values.value(param, joined[0]), 1 if joined[0] == words[0] else 2
    return values.value(param, words[0]), 1


def _until_pairs(words: list[str], later: Sequence[Param]) -> list[str]:
    if not any(param.type is Type.PAIRS for param in later):
        return words
    end = next((at for at, word in enumerate(words) if at and values.is_pair(word)), len(words))
    return words[:end]


def _joined(words: list[str]) -> list[str]:
    """`deploy web` as `deploy/web`, wherever a kind stands alone before a name."""
    kind = workload_kind(words[0])
    if kind is None:
        return words
    if len(words) < 2 or not values.is_name(words[1]):
        raise Unreadable(f"Which {kind}? Write it as `{kind}/NAME`.")
    return [word if "/" in word else f"{kind}/{word}" for word in words[1:]]


def _several(param: Param, words: list[str]) -> Value:
    if param.type is Type.PAIRS:
        return values.pairs(param, words)
    if param.type is Type.RESOURCES:
        return values.resources(words)
    read = [values.value(param, word) for word in words]
    return read if param.many else read[0]
