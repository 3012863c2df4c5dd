"""The Home tab: what is mine, what is due, what is open, and one button. Published by the worker.

It is drawn from a few indexed rows of one person; nothing here grows with the workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.incident import ActionItem
from bot.domain.people import Summary
from bot.views import ids, kit, phrases
from bot.views.lists import summary_line

MINE, ITEMS, RECENT = 12, 15, 10


@dataclass(frozen=True)
class Mine:
    """An open incident I am part of, and the labels of the roles I hold in it."""

    summary: Summary
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """An open action item of mine, and the incident it belongs to."""

    stream: str
    ref: str
    item: ActionItem


def home(
    mine: Sequence[Mine], tasks: Sequence[Task], recent: Sequence[Summary], now: datetime
) -> dict[str, Any]:
    """The Home view of one person. `mine` and `tasks` are open ones, `recent` the newest I may see."""
    blocks: list[kit.Block | None] = [
        kit.actions(
            kit.button("Declare an incident", ids.DECLARE, "home", "danger"), block_id="home:declare"
        ),
        *_due(mine, tasks, now),
        kit.header("My incidents"),
    ]
    blocks += [_mine(one, now) for one in mine[:MINE]] or [kit.section("None is open.")]
    blocks += _rest(len(mine) - MINE)
    blocks.append(kit.header("My action items"))
    blocks += [_task(one, now) for one in tasks[:ITEMS]] or [kit.section("Nothing is waiting for you.")]
    blocks += _rest(len(tasks) - ITEMS)
    blocks.append(kit.header("Recent incidents"))
    blocks += [kit.section(summary_line(one, now)) for one in recent[:RECENT]] or [
        kit.section("None yet. May it stay so.")
    ]
    blocks.append(kit.context(f"As of {kit.when(now, kit.DAY_TIME)} · `/incident help` shows all commands"))
    shown = kit.within((block for block in blocks if block is not None), 100)
    return {"type": "home", "callback_id": ids.HOME, "blocks": list(shown)}


def _due(mine: Sequence[Mine], tasks: Sequence[Task], now: datetime) -> list[kit.Block]:
    """What comes first, in one line: the nearest deadline of my incidents or items."""
    coming = [
        (one.summary.due_at, f"{phrases.due_word(one.summary.due_kind)} for {one.summary.ref}")
        for one in mine
        if one.summary.due_at is not None
    ]
    coming += [
        (one.item.due, f"action item {one.item.number} of {one.ref}")
        for one in tasks
        if one.item.due is not None
    ]
    if not coming:
        return []
    due, what = min(coming, key=lambda one: one[0])
    verb = "was due" if due < now else "is due"
    return [kit.section(f"⏰ *Next:* {kit.words(what, 200)} {verb} {kit.when(due, kit.DAY_TIME)}")]


def _mine(one: Mine, now: datetime) -> kit.Block:
    role = (
        f"\n      you are {', '.join(kit.words(role.lower(), 40) for role in one.roles)}" if one.roles else ""
    )
    text = summary_line(one.summary, now) + role
    due = one.summary.due_at
    if due is not None:
        what = phrases.due_word(one.summary.due_kind)
        text += f"\n      {what} due {kit.near(due, now)}"
    button = kit.button("Post update", ids.POST_UPDATE, one.summary.id)
    return kit.section(text, button, f"mine:{one.summary.id}")


def _task(one: Task, now: datetime) -> kit.Block:
    late = " *(overdue)*" if one.item.due is not None and one.item.due < now else ""
    due = f", due {kit.when(one.item.due, kit.DAY)}{late}" if one.item.due else ""
    text = f"{kit.words(one.ref, 40)} · {one.item.number}. {kit.words(one.item.text, 300)}{due}"
    value = ids.join(one.stream, one.item.number)
    return kit.section(text, kit.button("Done", ids.COMPLETE_ACTION_ITEM, value), f"task:{value}")


def _rest(number: int) -> list[kit.Block]:
    return [kit.context(f"and {number} more: `/incident list mine`")] if number > 0 else []
