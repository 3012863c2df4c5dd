"""What a word of a command means as a value, for every `Type` of a declaration. Called by `calls`.

Each function takes the words as they were written and raises `Unreadable` with a sentence for the person:
nothing is guessed, because what is read here is sent to a cluster.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction

from bot.domain.action import Param, Type, Value
from bot.domain.words import MASK
from bot.runbooks.documents import document
from bot.runbooks.kinds import kind_word, workload_kind
from bot.runbooks.selectors import selector
from bot.runbooks.unreadable import HIDDEN, Unreadable, shown

LONGEST_NAME = 253
LONGEST_TEXT = 2000
LONGEST_PAIR = 4000
LONGEST_COMMAND = 4000
LONGEST_LENGTH = 10 * 366 * 86400

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_COUNT = re.compile(r"[+-]?[0-9]{1,9}")
_SPANS = re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,3})?(?:ms|d|h|m|s))+")
_SPAN = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|d|h|m|s)")
_SECONDS = {"d": Fraction(86400), "h": Fraction(3600), "m": Fraction(60), "s": Fraction(1),
            "ms": Fraction(1, 1000)}  # fmt: skip
_PAIR = re.compile(r"([A-Za-z0-9_*](?:[A-Za-z0-9_.*/-]{0,252}[A-Za-z0-9_*])?)(?:=([\s\S]*)|-)")
_TRUE, _FALSE = ("true", "t", "1"), ("false", "f", "0")


def value(param: Param, text: str) -> Value:
    """What one word means for a parameter of any type but RESOURCES and PAIRS, which take several."""
    if not text:
        raise Unreadable(f"{_what(param)} is empty. Write something after it, or leave it out.")
    return _READ[param.type](param, text)


def is_name(text: str) -> bool:
    """Whether `text` is a DNS-1123 subdomain, as the names of Kubernetes are."""
    return len(text) <= LONGEST_NAME and _NAME.fullmatch(text) is not None


def name(param: Param, text: str) -> str:
    if not is_name(text):
        raise Unreadable(_no_name(text))
    return text


def _no_name(text: str) -> str:
    return (
        f"`{shown(text)}` is no name of Kubernetes: those are small letters, digits, `-` and `.`, "
        f"at most {LONGEST_NAME} of them."
    )


def workload(param: Param, text: str) -> str:
    """`deployment/web` for all its spellings; a bare `web` stays as it is, for `resolve` to place."""
    written, slash, named = text.partition("/")
    if not is_name(named if slash else text):
        raise Unreadable(_no_name(named if slash else text))
    if not slash:
        return text
    kind = workload_kind(written)
    if kind is None:
        raise Unreadable(
            f"`{shown(written)}` is no kind of workload. Write `deployment/{shown(named)}`, or another kind "
            "that runs pods."
        )
    return f"{kind}/{named}"


def resources(words: list[str]) -> list[str]:
    """What stands after `get`: kinds alone (`pods,svc`), a kind and names, or `kind/name` words.

    One word without a kind may be a name too, as after `logs`.
    """
    if len(words) == 1 and is_name(words[0]):
        return words
    paired = "/" in words[0]
    read = []
    for at, word in enumerate(words):
        kind, slash, named = word.partition("/")
        if bool(slash) != paired:
            raise Unreadable("Write either `kind name name` or `kind/name kind/name`, not both.")
        if paired or at == 0:
            kinds = [kind_word(one) for one in kind.split(",")]
            if None in kinds or (paired and len(kinds) > 1):
                raise Unreadable(
                    f"`{shown(kind)}` is no kind of object. Write one as in `pods` or `pods,svc`."
                )
            kind = ",".join(filter(None, kinds))
        if (paired or at > 0) and not is_name(named if paired else kind):
            raise Unreadable(_no_name(named if paired else kind))
        read.append(f"{kind}/{named}" if paired else kind)
    return read


def count(param: Param, text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise Unreadable(f"{_what(param)} takes a whole number, not `{shown(text)}`.")
    return _bounded(param, int(text), str)


def seconds(param: Param, text: str) -> int:
    """Whole seconds of `90s`, `1h30m`, `2d`, `1.5h` or a number alone; a part of a second counts as one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9) and not _SPANS.fullmatch(text):
        raise Unreadable(f"{_what(param)} takes a length such as `90s`, `10m`, `1h30m` or `2d`.")
    parts = _SPAN.findall(text[:200]) or [(text, "s")]
    total = math.ceil(sum(Fraction(number) * _SECONDS[unit] for number, unit in parts))
    if total > LONGEST_LENGTH or len(text) > 200:
        raise Unreadable(f"{_what(param)} is too long.")
    return _bounded(param, total, length)


def length(total: int) -> str:
    """The shortest spelling of whole seconds that reads back: `90s` is `1m30s`."""
    hours, rest = divmod(total, 3600)
    parts = ((hours, "h"), (rest // 60, "m"), (rest % 60, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def _bounded(param: Param, number: int, spelt: Callable[[int], str]) -> int:
    if param.least is not None and number < param.least:
        raise Unreadable(f"{_what(param)} is at least {spelt(param.least)}.")
    if param.most is not None and number > param.most:
        raise Unreadable(f"{_what(param)} is at most {spelt(param.most)}.")
    return number


def text_(param: Param, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"{_what(param)} is too long: at most {LONGEST_TEXT} characters.")
    return text


def command(words: list[str]) -> list[str]:
    """A command for a container, word by word, as people can see it: what they agree to is what is run."""
    if sum(map(len, words)) > LONGEST_COMMAND:
        raise Unreadable(f"The command is too long: at most {LONGEST_COMMAND} characters.")
    for word in words:
        if not all(sign.isprintable() or sign in "\n\t" for sign in word):
            raise Unreadable(f"`{shown(word)}` holds characters that cannot be seen. Type it by hand.")
        if HIDDEN in word or MASK in word:
            raise Unreadable("Something in the command stands for a value that was hidden. Write the value.")
    if not words[0]:
        raise Unreadable("The command has no program. Write it first, behind `--`.")
    return words


def choice(param: Param, text: str) -> str:
    """One of the choices; one that ends in `=` goes on with anything, as `jsonpath=` does."""
    open_ = next((one for one in param.choices if one.endswith("=") and text.startswith(one)), None)
    if open_ == text:
        raise Unreadable(f"Nothing stands behind `{open_}`: write a template there, in single quotes.")
    if open_:
        return text_(param, text)
    if text not in param.choices:
        listed = ", ".join(f"`{one}`" for one in param.choices)
        raise Unreadable(f"{_what(param)} cannot be `{shown(text)}`. Choose one of: {listed}.")
    return text


def switch(param: Param, text: str) -> bool:
    plain = text.casefold()
    if plain not in (*_TRUE, *_FALSE):
        raise Unreadable(f"{_what(param)} is on or off: write it alone, or with `=false`.")
    return plain in _TRUE


def is_pair(text: str) -> bool:
    """Whether `text` is `KEY=value` or `KEY-`."""
    return _PAIR.fullmatch(text) is not None


def pairs(param: Param, words: list[str]) -> dict[str, str | None]:
    """`KEY=value` words as a dict; the value of `KEY-` is None. After a flag, commas part them too."""
    read: dict[str, str | None] = {}
    for word in words:
        parts = word.split(",") if param.flags else [word]
        for part in parts if all(map(is_pair, parts)) else [word]:
            found = _PAIR.fullmatch(part)
            if found is None:
                raise Unreadable(
                    f"{_what(param)} takes `KEY=value`, or `KEY-` to take it away: `{shown(part)}`."
                )
            if found[2] == HIDDEN:
                raise Unreadable(
                    f"`{HIDDEN}` stands for a value that was hidden. Write the value of `{found[1]}`."
                )
            if len(part) > LONGEST_PAIR:
                raise Unreadable(f"The value of `{shown(found[1])}` is too long.")
            if found[1] in read:
                raise Unreadable(f"`{shown(found[1])}` is given twice.")
            read[found[1]] = found[2]
    return read


def _what(param: Param) -> str:
    return f"`{param.flags[0]}`" if param.flags else f"`{param.label}`"


_READ: dict[Type, Callable[[Param, str], Value]] = {
    Type.WORKLOAD: workload,
    Type.NAME: name,
    Type.COUNT: count,
    Type.LENGTH: seconds,
    Type.TEXT: text_,
    Type.CHOICE: choice,
    Type.SWITCH: switch,
    Type.SELECTOR: lambda param, text: selector(text),
    Type.JSON: lambda param, text: document(text),
    Type.RESOURCES: lambda param, text: resources(text.split()),
    Type.PAIRS: lambda param, text: pairs(param, [text]),
}
