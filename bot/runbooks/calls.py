"""Reads one command, given as words, into the `Call` it means: kubectl's way of writing and our short form.

Driven only by declarations: an action, a flag or a word that no `Spec` names is answered with a sentence
and never let through. No shell is behind this, and no text of a person reaches one. Called by the grammar
of `/ops` and by the reader of runbooks; `canonical` writes a call the way `read` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.action import Call, Param, Risk, Spec, Type, Value, by_words
from bot.runbooks import flags, values
from bot.runbooks.nearest import nearest_way
from bot.runbooks.placing import place
from bot.runbooks.refusals import refused_flag, refused_verb
from bot.runbooks.rewording import reworded
from bot.runbooks.spelling import canonical, quoted
from bot.runbooks.unreadable import Unreadable, shown

__all__ = ["Wrong", "canonical", "quoted", "read"]

LONGEST_WORD = 24_000
MOST_WORDS = 500

Ways = Mapping[tuple[str, ...], Spec]


@dataclass(frozen=True)
class Wrong:
    """It could not be read: what is wrong, and a line that is nearer to what can be.

    `action` is the name of the action it began with, empty when there is none; then `unknown` says that
    the word means nothing at all. `lacks` names the required parameters that were not given;
    `so_far` is the rest of the call.
    """

    message: str
    nearest: str = ""
    action: str = ""
    unknown: bool = False
    lacks: tuple[str, ...] = ()
    so_far: Call | None = None


def read(words: Sequence[str], specs: Iterable[Spec]) -> Call | Wrong:
    """The call that `words` mean. Cluster and namespace are only those that were written."""
    ways = by_words(specs)
    given = list(words)
    if given and given[0].casefold() in ("kubectl", "k"):
        given = given[1:]
    if not given:
        return Wrong("The command is empty.")
    spec: Spec | None = None
    try:
        _judge(given)
        own = given.index(flags.BEHIND) if flags.BEHIND in given else len(given)
        given = [*reworded(given[:own], ways), *given[own:]]
        spec, rest = _action(given, ways)
        if spec is None:
            return _unknown(rest, given, ways)
        return _bound(spec, flags.take(rest, flags.known(spec)))
    except Unreadable as problem:
        near = _corrected(given, problem.wrong, problem.near) if problem.near else ""
        return Wrong(problem.message, near, spec.name if spec else "")


def _judge(words: list[str]) -> None:
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Unreadable("The command is too long.")
    for word in words:
        if any((sign < " " and sign not in "\n\t") or "\ud800" <= sign <= "\udfff" for sign in word):
            raise Unreadable(f"`{shown(word)}` holds characters that cannot be seen. Type it by hand.")
    own = words[: words.index(flags.BEHIND)] if flags.BEHIND in words else words
    for word in own:
        if word.startswith("-") and (refusal := refused_flag(flags.name_of(word))):
            raise Unreadable(refusal)


def _action(words: list[str], ways: Ways) -> tuple[Spec | None, list[str]]:
    """The action with the most words, and what stands beside them; without one, the plain first words.

    Flags of every action may stand before and between them, as in `kubectl -n shop get pods`.
    """
    most, at = max(map(len, ways), default=0), 0
    plain: list[int] = []
    while at < len(words) and len(plain) < most:
        if not words[at].startswith("-"):
            plain.append(at)
            at += 1
        elif plain and not flags.is_global(words[at]):
            break
        else:
            at += flags.one(words[at], words[at + 1] if at + 1 < len(words) else None, flags.GLOBALS)[1]
    said = tuple(words[place].casefold() for place in plain)
    for count in range(len(said), 0, -1):
        if spec := ways.get(said[:count]):
            used_up = set(plain[:count])
            return spec, [word for at, word in enumerate(words) if at not in used_up]
    return None, list(said)


def _unknown(said: list[str], words: list[str], ways: Ways) -> Wrong:
    if not said:
        return Wrong("No action is named. Write what to do first, then its flags.")
    if said[0] not in {way[0] for way in ways} and (refusal := refused_verb(said[0])):
        return Wrong(refusal)
    longer = sorted(" ".join(way) for way in ways if way[0] == said[0])
    if longer and len(said) == 1:
        return Wrong(f"`{shown(said[0])}` is half of it. Write one of: {', '.join(longer)}.", longer[0])
    near = nearest_way(said, ways)
    if near is None:
        return Wrong(f"There is no action `{shown(said[0])}`, so nothing was done.", unknown=True)
    way, used = near
    rest = [word for word in words if word.casefold() not in said[:used]]
    line = " ".join([*way, *map(quoted, rest)])
    return Wrong(
        f"There is no action `{shown(' '.join(said[:used]))}`. Did you mean `{' '.join(way)}`?",
        shown(line, 300),
        unknown=True,
    )


def _bound(spec: Spec, taken: flags.Taken) -> Call | Wrong:
    """The arguments, typed, and the defaults of those that were not given."""
    call, given = Call(spec.name), _by_param(taken)
    for param, texts in given:
        if param in flags.GLOBAL:
            call = _placed(call, param, texts[0], spec)
        else:
            call.args[param.name] = _value(param, texts)
    place(spec, taken.words, call.args)
    if call.all_namespaces and call.namespace:
        raise Unreadable("`-A` means all namespaces and `-n` one. Write one of them.")
    lacking = [param for param in spec.params if param.required and param.name not in call.args]
    args = {param.name: param.default for param in spec.params if param.default is not None} | call.args
    call = replace(call, args={p.name: args[p.name] for p in spec.params if p.name in args})
    if lacking:
        what = lacking[0].flags[0] if lacking[0].flags else lacking[0].label
        message = f"`{spec.words[0]}` needs `{what}`. Write `{spec.usage}`."
        return Wrong(message, action=spec.name, lacks=tuple(one.name for one in lacking), so_far=call)
    return call


def _by_param(taken: flags.Taken) -> list[tuple[Param, list[str]]]:
    """Each flag once, with all its texts; twice is only fine where several are declared."""
    found: dict[str, tuple[Param, list[str]]] = {}
    for param, text in taken.flags:
        key = param.flags[0]
        found.setdefault(key, (param, []))[1].append(text)
        if len(found[key][1]) > 1 and not (param.many or param.type is Type.PAIRS):
            raise Unreadable(f"`{key}` is given twice. Write it once.")
    return list(found.values())


def _value(param: Param, texts: list[str]) -> Value:
    if param.type is Type.PAIRS:
        return values.pairs(param, texts)
    if param.type is Type.RESOURCES:
        return values.resources(texts)
    if flags.BEHIND in param.flags:
        return values.command(texts)
    read = [values.value(param, text) for text in texts]
    return read if param.many else read[0]


def _placed(call: Call, param: Param, text: str, spec: Spec) -> Call:
    value = values.value(param, text)
    if param is flags.NAMESPACE:
        return replace(call, namespace=value)
    if param is flags.CLUSTER:
        if not all(sign.isalnum() or sign in "-_.:/@" for sign in text):
            raise Unreadable(f"`{shown(text)}` is no name of a cluster.")
        return replace(call, cluster=value)
    if value and spec.risk is not Risk.READ:
        raise Unreadable("`-A` is only for what changes nothing. Write the one namespace that is meant.")
    return replace(call, all_namespaces=value)


def _corrected(words: list[str], wrong: str, near: str) -> str:
    """The whole line with one word replaced, for the person to send again."""
    line = [near + word[len(wrong) :] if word.partition("=")[0] == wrong else word for word in words]
    return shown(" ".join(map(quoted, line)), 300)
