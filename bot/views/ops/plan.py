"""The frozen plan as people read it before they agree: risk, warnings, diff, small print. Used by `change`.

What of it does not fit the message is counted, because nobody may approve what they could not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.action import Risk
from bot.domain.changes import Change, Plan
from bot.views import kit, phrases
from bot.views.lists import packed
from bot.views.ops import code, words

_WARNINGS = 8
_WARNING = 340


@dataclass(frozen=True)
class Reading:
    """The plan's blocks, and in words what of it they do not show (empty: all of it is there)."""

    blocks: tuple[kit.Block, ...]
    missing: str = ""


def risk(change: Change) -> str:
    """The line a danger has, and whether there is a way back; both stand above the fold."""
    said = []
    if change.risk == Risk.DANGER.value:
        said.append("🔴 *Danger*: this destroys or interrupts something that runs.")
    if change.undo is None and change.undoes is None:
        why = words.undo_words(change)
        said.append(f"No undo: {why}." if why else "⚠️ *Cannot be undone from here.*")
    elif back := words.undo_words(change):
        said.append(f"Can be undone: {back}")
    return "\n".join(said)


def reading(plan: Plan) -> Reading:
    """Warnings first, they are why one says no; then the diff, whole where it fits."""
    lines, left = _warnings(plan)
    diff = code.beginning(plan.diff)
    missing = [left] if left else []
    blocks = [*packed(lines)]
    if diff.lines:
        blocks.append(kit.section(code.block(diff.lines)))
    else:
        blocks.append(kit.section("_The dry run shows no difference._"))
    if not diff.whole:
        missing.append(_left_out(diff))
    return Reading(tuple(blocks), " and ".join(missing))


def small_print(change: Change, plan: Plan | None, names: kit.Names) -> Iterator[str]:
    """By which right, and by which request."""
    requester = kit.mention(change.requester, names)
    if plan is not None and plan.binding.strip():
        yield f"{requester} may do this by {words.quoted(plan.binding, 200, names)}"
    if plan is not None:
        yield code.tick(plan.request, 300)
        if plan.masked > 0:
            yield f"{phrases.count(plan.masked, 'value')} masked"


def _warnings(plan: Plan) -> tuple[list[str], str]:
    """The lines, and what of them is not shown."""
    said = [f"⚠️ {words.quoted(one, _WARNING)}" for one in plan.warnings]
    said += [
        f"⚠️ The server drops {words.quoted(one, _WARNING)}, so it will not take effect"
        for one in plan.dropped
    ]
    long = any(len(words.quoted(one, 10_000)) > _WARNING for one in (*plan.warnings, *plan.dropped))
    more = len(said) - _WARNINGS
    if more > 0:
        said = [*said[:_WARNINGS], f"⚠️ and {phrases.count(more, 'more warning', 'more warnings')}"]
        return said, phrases.count(more, "warning")
    return said, "the end of a long warning" if long else ""


def _left_out(diff: code.Excerpt) -> str:
    if not diff.left_out:
        return "the end of a long line of the diff"
    return f"{phrases.count(diff.left_out, 'line')} of the diff"
