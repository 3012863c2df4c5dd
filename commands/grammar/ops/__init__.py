"""The language of `/ops`: a kubectl command or our short form of one, and the words that steer changes.

`parse_ops` turns a line into a call of a declared action, a vote, a question, a form to open or a Mistake.
Pure; called by every door. No shell is behind it: see `splitting` and `bot.runbooks.calls`.
"""

from __future__ import annotations

from bot.domain.action import Call, Spec, Specs, Type, by_words
from bot.domain.policy import Service
from bot.domain.words import mask
from bot.runbooks.calls import Wrong, canonical, read
from bot.runbooks.nearest import nearest_way
from commands.grammar.asked import Context, Mistake
from commands.grammar.ops.asked import Asked, Form, ListChanges, OpsHelp, ShowChange, Undo, Use
from commands.grammar.ops.control import BY_WORD, CONTROLS, Control, number_first
from commands.grammar.ops.helping import Entry, Guide, entries, ops_help
from commands.grammar.ops.splitting import split
from commands.grammar.text import clean, fold, split_first

__all__ = [
    "CONTROLS",
    "Asked",
    "Control",
    "Entry",
    "Form",
    "Guide",
    "ListChanges",
    "OpsHelp",
    "ShowChange",
    "Undo",
    "Use",
    "entries",
    "ops_help",
    "parse_ops",
    "split",
]

LONGEST = 24_000
_HELP = ("help", "h", "?", "man", "--help", "-h")
_NEAREST = 300


def parse_ops(text: str, context: Context, specs: Specs, service: Service | None = None) -> Asked:
    """What `text` (all that stands after `/ops`) asks for. Never raises, whatever the text.

    `service` is the incident's: with one, a workload may be left out, and `resolve` fills it in.
    """
    if len(text) > LONGEST:
        return Mistake(f"The line is too long: at most {LONGEST} characters.", "help")
    line = clean(text)
    word, rest = split_first(line)
    if _plain(word) in ("/ops", "ops") and rest:
        line, (word, rest) = rest, split_first(rest)
    plain = _plain(word)
    if not plain or plain in _HELP:
        return OpsHelp(_about(rest, specs))
    control = BY_WORD.get(plain)
    if control and fold(rest) in _HELP:
        return OpsHelp(control.name)
    asked = control.read(rest, context) if control and not _is_action(control, rest, specs) else None
    if isinstance(asked, Mistake) and control and not asked.nearest:
        return Mistake(asked.message, control.examples[0])
    return asked or _action(line, specs, service)


def _plain(word: str) -> str:
    plain = fold(word)
    return plain.rstrip(":,.!") or plain


def _is_action(control: Control, rest: str, specs: Specs) -> bool:
    """Whether a declared action is said with this control word; with a number or nothing it is ours."""
    ours = not rest or number_first(rest)[0] is not None
    return not ours and any(way[0] == control.name for way in by_words(specs.all))


def _action(line: str, specs: Specs, service: Service | None) -> Asked:
    words = split(line)
    if isinstance(words, Mistake):
        before = split(words.nearest)
        works = isinstance(before, list) and isinstance(read(before, specs.all), Call)
        return Mistake(mask(words.message), mask(words.nearest)[:_NEAREST] if works else "help")
    if not words:
        return OpsHelp()
    ours = words[: words.index("--")] if "--" in words else words  # behind it stand a program's own flags
    if any(word in ("--help", "-h") for word in ours):
        return OpsHelp(_about(" ".join(word for word in words if not word.startswith("-")), specs))
    found = read(words, specs.all)
    if isinstance(found, Wrong):
        spec = specs.named(found.action)
        if not found.so_far or not spec or not service or not _places(found.lacks, spec):
            return _mistake(found, words, specs)
        found = found.so_far
    spec = specs.named(found.action)
    return Use(found, canonical(found, spec)) if spec else Mistake("There is no such action.", "help")


def _places(lacks: tuple[str, ...], spec: Spec) -> bool:
    """Whether all that is lacking is a workload."""
    missing = [param for param in spec.params if param.name in lacks]
    return all(param.type is Type.WORKLOAD for param in missing)


def _mistake(wrong: Wrong, words: list[str], specs: Specs) -> Asked:
    if wrong.lacks and wrong.so_far:
        place = {"namespace": wrong.so_far.namespace, "cluster": wrong.so_far.cluster}
        return Form(wrong.action, wrong.so_far.args | {key: value for key, value in place.items() if value})
    if wrong.unknown:
        near = nearest_way([words[0].casefold()], [(word,) for word in BY_WORD if len(word) > 3])
        if near and not wrong.nearest:
            name = BY_WORD[near[0][0]].name
            line = mask(" ".join([name, *words[1:]]))[:_NEAREST]
            return Mistake(f"{wrong.message} Did you mean `{name}`?", line)
    spec = specs.named(wrong.action)
    example = spec.examples[0] if spec and spec.examples else "help"
    return Mistake(wrong.message[:580], wrong.nearest[:_NEAREST] or example)


def _about(rest: str, specs: Specs) -> str:
    """The action or control word that `rest` begins with or is most like; empty for all of them."""
    said = [_plain(word).lstrip("/-") for word in rest.split()[:6] if _plain(word) != "kubectl"]
    if not said or said == ["ops"]:
        return ""
    ways: dict[tuple[str, ...], str] = {(word,): control.name for word, control in BY_WORD.items()}
    ways |= {way: spec.name for way, spec in by_words(specs.all).items()}
    ways |= {(spec.name,): spec.name for spec in specs.all}
    for count in range(len(said), 0, -1):
        if found := ways.get(tuple(said[:count])):
            return found
    near = nearest_way(said, ways)
    return ways[near[0]] if near else ""
