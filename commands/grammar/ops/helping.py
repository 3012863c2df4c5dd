"""What may be used after `/ops`, as rows for a view and for the page of documentation.

Everything comes from the declarations and from the table of control words. Called by the doors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.action import Param, Risk, Spec, Type
from bot.runbooks.flags import EVERYWHERE, GLOBAL
from bot.runbooks.values import length
from commands.grammar.ops.control import CONTROLS, Control

RISKS = {
    Risk.READ: "Reads; runs at once.",
    Risk.CHANGE: "Changes the cluster; previewed, then approved.",
    Risk.DANGER: "Dangerous; never without approval.",
}


@dataclass(frozen=True)
class Entry:
    """One action or control word, in plain text. It can stand where the views want a `Verb`.

    `usage` is what stands after the name; `flags` are (how it is written, what it does), its own, and
    `common` those that other actions have too.
    """

    name: str
    group: str
    usage: str
    help: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    more: str = ""
    flags: tuple[tuple[str, str], ...] = ()
    common: tuple[tuple[str, str], ...] = ()
    risk: Risk | None = None

    @property
    def line(self) -> str:
        return f"{self.name} {self.usage}".strip()


@dataclass(frozen=True)
class Guide:
    """The answer to `help`: one entry, or all of them; `unknown` is a word that is none."""

    entries: tuple[Entry, ...]
    one: Entry | None = None
    unknown: str = ""


def entries(specs: Iterable[Spec]) -> tuple[Entry, ...]:
    """Every action, in the order declared, then every control word."""
    return (*map(_action, specs), *map(_control, CONTROLS))


def ops_help(specs: Iterable[Spec], word: str = "") -> Guide:
    """All that may be used, or the one that `word` (a name or any way of saying it) means."""
    specs = tuple(specs)
    rows = entries(specs)
    wanted = " ".join(word.casefold().split())
    if not wanted:
        return Guide(rows)
    for row, spec in zip(rows, [*specs, *[None] * len(CONTROLS)], strict=True):
        if wanted in (row.name, *row.aliases) or (spec and wanted == spec.name):
            return Guide(rows, row)
    return Guide(rows, None, word)


def _action(spec: Spec) -> Entry:
    return Entry(
        spec.words[0],
        spec.group,
        spec.usage.removeprefix(spec.words[0]).strip(),
        spec.help,
        spec.examples,
        spec.words[1:],
        " ".join(part for part in (spec.more, RISKS[spec.risk]) if part),
        tuple((_written(param), _about(param)) for param in spec.params if param.flags),
        tuple((_written(param), _about(param)) for param in GLOBAL if _offered(param, spec)),
        spec.risk,
    )


def _control(control: Control) -> Entry:
    return Entry(
        control.name, control.group, control.usage, control.help, control.examples, control.aliases,
        control.more,
    )  # fmt: skip


def _offered(param: Param, spec: Spec) -> bool:
    return param is not EVERYWHERE or spec.risk is Risk.READ


def _written(param: Param) -> str:
    """`--output=FORM, -o`: the long ones first."""
    first, *rest = sorted(param.flags, key=lambda flag: not flag.startswith("--"))
    return ", ".join((first if param.type is Type.SWITCH else f"{first}={param.label}", *rest))


def _about(param: Param) -> str:
    spelt = length if param.type is Type.LENGTH else str
    said = [param.help or (f"{param.label}." if param.type is Type.SWITCH else "")]
    if param.choices:
        said.append(f"One of {', '.join(param.choices)}.")
    if param.least is not None and param.most is not None:
        said.append(f"{spelt(param.least)} to {spelt(param.most)}.")
    if param.default is not None and param.type is not Type.SWITCH:
        said.append(f"{spelt(param.default)} if left out.")
    if param.many:
        said.append("May be given several times.")
    return " ".join(part for part in said if part)
