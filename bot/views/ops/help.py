"""`/ops help`: all actions in groups, or one with what it takes. Made from the declarations alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.domain.action import Param, Risk, Spec, Type
from bot.views import kit
from bot.views.lists import packed
from bot.views.ops.code import tick

_MARK = {Risk.READ: "", Risk.CHANGE: " ✋", Risk.DANGER: " 🔴"}
_RISK = {
    Risk.READ: "It only looks, and answers at once.",
    Risk.CHANGE: "✋ It is planned first; nothing is touched until people approve.",
    Risk.DANGER: "🔴 *Danger*: it destroys or interrupts. Planned first; never without approval.",
}


def help_text(
    specs: Sequence[Spec],
    word: str = "",
    allowed: Collection[str] | None = None,
    own: Sequence[tuple[str, str]] = (),
) -> kit.Message:
    """The actions in groups, or the one that `word` names. `allowed` are names this person may use here.

    `own` are the other words of `/ops` (`list`, `freeze`) with what they do, shown last.
    """
    wanted = " ".join(word.split()).casefold()
    for spec in specs:
        if wanted and wanted in (spec.name.casefold(), *(one.casefold() for one in spec.words)):
            return _one(spec)
    shown = [spec for spec in specs if allowed is None or spec.name in allowed]
    groups = dict.fromkeys(spec.group for spec in shown)
    parts = [
        "\n".join([f"*{kit.words(group, 60)}*", *(_row(spec) for spec in shown if spec.group == group)])
        for group in groups
    ]
    if own:
        rows = [f"{tick(usage, 60)} {kit.words(said, 120)}" for usage, said in own]
        parts.append("\n".join(["*Changes and the stop switch*", *rows]))
    unknown = f"There is no action {tick(word, 40)}. " if wanted else ""
    start = f"{unknown}Type `/ops` and one of these; `/ops help rollback` explains one."
    return kit.message(
        start,
        kit.section(start),
        *(block for part in parts for block in packed(part.splitlines())),
        kit.context("✋ needs approval · 🔴 danger, always needs approval · the others only look"),
    )


def _row(spec: Spec) -> str:
    return f"{tick(spec.words[0], 60)}{_MARK[spec.risk]} {kit.words(spec.help, 120)}"


def _one(spec: Spec) -> kit.Message:
    said = [tick(f"/ops {spec.usage}", 300), kit.escape(f"{spec.help} {spec.more}", mentions=False)]
    said.append(_RISK[spec.risk])
    said += [f"• {one}" for one in _params(spec)]
    if spec.examples:
        said.append("For example:")
        said += [f"• {tick(_typed(example), 250)}" for example in spec.examples]
    if len(spec.words) > 1:
        said.append(f"Also: {', '.join(tick(one, 60) for one in spec.words[1:])}")
    return kit.message(f"/ops {kit.words(spec.words[0], 60)}: {kit.words(spec.help)}", *packed(said))


def _params(spec: Spec) -> Iterator[str]:
    for param in spec.params:
        if not param.flags and not param.help:
            continue
        name = ", ".join(tick(flag, 40) for flag in param.flags) or tick(param.label, 60)
        said = [kit.words(param.help or param.label, 200), _bounds(param)]
        yield f"{name} {' '.join(one for one in said if one)}"


def _bounds(param: Param) -> str:
    if param.type is Type.CHOICE and param.choices:
        return f"({', '.join(kit.words(one, 40) for one in param.choices[:12])})"
    if param.least is None and param.most is None:
        return ""
    unit = " seconds" if param.type is Type.LENGTH else ""
    if param.most is None:
        return f"({param.least}{unit} or more)"
    return (
        f"(at most {param.most}{unit})" if param.least is None else f"({param.least} to {param.most}{unit})"
    )


def _typed(example: str) -> str:
    return example if example.startswith("/") else f"/ops {example}"
