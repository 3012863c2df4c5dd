"""Parts the words of a command into flags and the rest, by what is declared. Called by `bot.runbooks.calls`.

As kubectl reads them: `--x=v`, `--x v`, `-n v`, `-nv`, `-it`. Unlike it, a word that looks like a flag is
never taken for a value, and a flag nobody declared ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.domain.action import Param, Spec, Type
from bot.runbooks.refusals import KNOWN_ELSEWHERE, refused_flag
from bot.runbooks.unreadable import Unreadable, shown

NAMESPACE = Param("namespace", Type.NAME, "NAMESPACE", ("--namespace", "-n"), help="Another namespace.")
CLUSTER = Param("cluster", Type.TEXT, "CLUSTER", ("--cluster", "--context"), help="Another cluster.")
EVERYWHERE = Param(
    "all_namespaces", Type.SWITCH, "all", ("--all-namespaces", "-A"), help="All namespaces; only for reads."
)
GLOBAL = (NAMESPACE, CLUSTER, EVERYWHERE)
"""What every action takes."""

BEHIND = "--"
"""The flag of a parameter that takes all words behind it as they are: a command and what it is given."""

GLOBALS = {flag: param for param in GLOBAL for flag in param.flags}

_LIKE_FLAG = re.compile(r"--|-[^\W\d_]")


@dataclass
class Taken:
    """What stands in a command: each flag with its text, in order, and the words that are none."""

    flags: list[tuple[Param, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def known(spec: Spec) -> dict[str, Param]:
    """Every flag of an action, the ones of all actions first."""
    return {flag: param for param in spec.params for flag in param.flags} | GLOBALS


def name_of(word: str) -> str:
    """The flag that `word` begins with: `--token` of `--token=x`, `-n` of `-nshop`."""
    return word.partition("=")[0] if word.startswith("--") else word[:2]


def is_global(word: str) -> bool:
    """Whether `word` is a flag that every action has: `-n`, `-nshop`, `--cluster=eu`."""
    name = name_of(word)
    return name in GLOBALS and (GLOBALS[name].type is not Type.SWITCH or word.partition("=")[0] == name)


def take(words: Sequence[str], known: Mapping[str, Param]) -> Taken:
    """All of `words`, apart. Raises Unreadable at the first that is not declared."""
    taken, at = Taken(), 0
    while at < len(words):
        if words[at] == BEHIND and BEHIND in known:
            taken.flags += [(known[BEHIND], word) for word in words[at + 1 :]]
            break
        rest = words[at + 1] if at + 1 < len(words) else None
        found, used = one(words[at], rest, known)
        taken.flags += found
        if not found:
            taken.words.append(words[at])
        at += used
    return taken


def one(word: str, following: str | None, known: Mapping[str, Param]) -> tuple[list[tuple[Param, str]], int]:
    """The flags that begin at `word`, none for a plain word, and how many words they took."""
    if word in ("-", BEHIND):
        raise Unreadable(
            f"`{word}` hands something to a program, and none runs here. Leave out what follows."
        )
    if not word.startswith("-"):
        return [], 1
    if word.startswith("--"):
        name, glued, text = word.partition("=")
        return _valued(name, text if glued else None, following, known)
    name, rest = word[:2], word[2:]
    param = _declared(name, known, word)
    if param.type is not Type.SWITCH or rest.startswith("="):
        return _valued(name, rest.removeprefix("=") if rest else None, following, known)
    letters = [_declared(f"-{letter}", known, word) for letter in rest]
    if any(other.type is not Type.SWITCH for other in letters):
        raise Unreadable(f"`{shown(word)}` is more than one flag. Write them one by one.")
    return [(each, "true") for each in (param, *letters)], 1


def _valued(
    name: str, text: str | None, following: str | None, known: Mapping[str, Param]
) -> tuple[list[tuple[Param, str]], int]:
    param = _declared(name, known, name)
    if param.type is Type.SWITCH:
        return [(param, "true" if text is None else text)], 1
    value, used = (following, 2) if text is None else (text, 1)
    if value is None:
        raise Unreadable(f"`{name}` needs something after it, as in `{name}={param.label}`.")
    if name == BEHIND:
        return [(param, value)], used
    if _LIKE_FLAG.match(value) or (text is None and value.startswith("-")):
        flag, _, _ = value.partition("=")
        raise Unreadable(
            refused_flag(flag)
            or f"`{name}` needs something after it, and `{shown(value)}` looks like another flag."
        )
    return [(param, value)], used


def _declared(name: str, known: Mapping[str, Param], word: str) -> Param:
    """The parameter of a flag. Raises Unreadable with the nearest one, or with what to do instead."""
    if refusal := refused_flag(name):
        raise Unreadable(refusal)
    if name in known:
        return known[name]
    if elsewhere := KNOWN_ELSEWHERE.get(name):
        raise Unreadable(f"`{name}` {elsewhere}")
    listed = [flag for flag in known if flag.startswith("--") and flag != BEHIND]
    wanted = f"--{name.strip('-').casefold()}" if len(name) > 2 else f"--{word.strip('-').casefold()}"
    if near := get_close_matches(wanted[:60], listed, 1, 0.7):
        raise Unreadable(f"There is no flag `{shown(name)}` here. Did you mean `{near[0]}`?", name, near[0])
    taken = ", ".join(f"`{flag}`" for flag in listed)
    raise Unreadable(f"There is no flag `{shown(name)}` here, so nothing was done. It takes {taken}.")
