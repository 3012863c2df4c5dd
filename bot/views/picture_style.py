"""How the timeline picture looks: lanes, colours, signs and where labels fit. Called by `views.picture`.

Made to be read on a phone: letters of at least 28 of the 1600 pixels, few words, one thing a lane. No
meaning hangs on colour alone: bands carry their words, signs their shapes, and shades differ in
lightness for those who do not see the hues.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.views.picture_plan import Bar, Mark, Plan

WIDTH = 1600
LEFT, RIGHT = 262, 1572
LANE, GAP = 76, 26
TEXT, SMALL, TITLE = 33.0, 29.0, 46.0

INK, SOFT, RULE, PALE = "#17222d", "#586573", "#dfe4e9", "#f5f7f9"
BLUE, RED, PURPLE, GREY = "#0072b2", "#c8321f", "#5e3c99", "#7f8b97"

SEVERITY = {"0": "#8c2d04", "1": "#d95f0e", "2": "#fdae6b", "3": "#fdd9b5"}
MILD = "#fdeee0"
STATUS = {
    "investigating": "#1f3f63",
    "identified": "#5584b0",
    "monitoring": "#b3d0e8",
    "resolved": "#2f9e77",
    "closed": "#2f9e77",
}
OVER = "#c3cbd3"
COMMAND = {"even": "#ddd0ee", "odd": "#b9a2db"}

SIGNS = {
    "update": ("o", BLUE, "update"),
    "missed": ("X", RED, "update missed"),
    "asked": ("|", GREY, "reminder"),
    "rung": ("^", PURPLE, "escalation"),
    "skipped": ("v", GREY, "step skipped"),
    "unacknowledged": ("D", RED, "nobody acknowledged"),
}
UPDATES = ("asked", "update", "missed")
ESCALATION = ("skipped", "rung", "unacknowledged")


class Pen(Protocol):
    """What draws, in pixels from the top left corner."""

    def width(self, text: str, size: float, bold: bool = False) -> float: ...

    def text(
        self, x: float, y: float, text: str, size: float, color: str, bold: bool = False, align: str = "left"
    ) -> None: ...

    def bars(
        self, spans: Sequence[tuple[float, float]], top: float, height: float, colors: Sequence[str],
        edge: str = "none", hatch: str = "", layer: float = 2,
    ) -> None: ...  # fmt: skip

    def signs(self, xs: Sequence[float], y: float, shape: str, color: str, size: float = 26) -> None: ...

    def line(self, x: float, top: float, bottom: float, color: str, dashed: bool = False) -> None: ...


def draw(pen: Pen, plan: Plan) -> float:
    """Draws `plan` and says how high it became."""
    pen.text(40, 58, fitted(pen, plan.title, WIDTH - 80, TITLE, True), TITLE, INK, bold=True)
    pen.text(40, 118, fitted(pen, plan.subtitle, WIDTH - 80, TEXT), TEXT, SOFT)
    top = _milestones(pen, plan.milestones, 190)
    lanes = [top + n * (LANE + GAP) for n in range(5)]
    bottom = lanes[-1] + LANE + 16
    _ground(pen, plan, top, bottom)
    severity = {bar.tone: SEVERITY.get(bar.tone, MILD) for bar in plan.severity}
    status = {bar.tone: STATUS.get(bar.tone, OVER) for bar in plan.status}
    _band(pen, "Severity", plan.severity, lanes[0], severity)
    _band(pen, "Status", plan.status, lanes[1], status)
    _band(pen, "Command", plan.command, lanes[2], COMMAND)
    if not plan.command:
        pen.text(x(plan.begun) + 8, lanes[2] + LANE / 2, "nobody took command", SMALL, SOFT)
    _signs(pen, "Updates", plan.marks, UPDATES, lanes[3])
    _signs(pen, "Escalation", plan.marks, ESCALATION, lanes[4])
    for mark in plan.milestones:
        pen.line(x(mark.at), top - 14, bottom, INK, dashed=True)
    return _legend(pen, plan, _axis(pen, plan, bottom))


def x(at: float) -> float:
    return LEFT + at * (RIGHT - LEFT)


def fitted(pen: Pen, text: str, room: float, size: float, bold: bool = False) -> str:
    """`text` cut to `room` pixels; empty when not even a few letters fit."""
    text = text[:160]
    if pen.width(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pen.width(text[:middle].rstrip() + "…", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low >= 3 else ""


def _milestones(pen: Pen, marks: Sequence[Mark], top: float) -> float:
    """The labels of the milestones, in as many rows as they need; gives where the lanes begin."""
    ends: list[float] = []
    for mark in marks:
        width = pen.width(mark.label, SMALL)
        left = min(max(x(mark.at) - width / 2, 40), RIGHT - width)
        row = next((n for n, end in enumerate(ends) if left > end + 24), len(ends))
        ends[row : row + 1] = [left + width]
        pen.text(left, top + row * 44, mark.label, SMALL, INK)
    return top + len(ends) * 44 + 14


def _ground(pen: Pen, plan: Plan, top: float, bottom: float) -> None:
    """Behind everything: the lines of the axis and the times the bot was away."""
    pen.bars([(LEFT, RIGHT)], top - 14, bottom - top + 14, [PALE], layer=0)
    for tick in plan.ticks:
        pen.line(x(tick.at), top - 14, bottom, RULE)
    if plan.away:
        spans = [_seen(bar) for bar in plan.away]
        pen.bars(spans, top - 14, bottom - top + 14, ["#e9ecef"] * len(spans), "#b4bdc6", "///", layer=1.5)


def _seen(bar: Bar) -> tuple[float, float]:
    """Left and right in pixels; what took no time is still seen."""
    return x(bar.start), max(x(bar.end), x(bar.start) + 6)


def _band(pen: Pen, name: str, bars: Sequence[Bar], top: float, colors: dict[str, str]) -> None:
    pen.text(40, top + LANE / 2, name, TEXT, SOFT)
    if not bars:
        return
    spans = [_seen(bar) for bar in bars]
    pen.bars(spans, top, LANE, [colors[bar.tone] for bar in bars], edge="white")
    for place, (bar, (left, right)) in enumerate(zip(bars, spans, strict=True)):
        inside = fitted(pen, bar.label, right - left - 20, TEXT) if right - left > 50 else ""
        if inside:
            pen.text(left + 10, top + LANE / 2, inside, TEXT, _on(colors[bar.tone]))
        elif place == len(bars) - 1:
            beside = fitted(pen, bar.label, WIDTH - right - 16, SMALL)
            pen.text(right + 8, top + LANE / 2, beside, SMALL, INK)


def _on(color: str) -> str:
    """Dark or white letters, whichever is easier to read on `color`."""
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def _signs(pen: Pen, name: str, marks: Sequence[Mark], kinds: Sequence[str], top: float) -> None:
    middle = top + LANE / 2
    pen.text(40, middle, name, TEXT, SOFT)
    free = float(LEFT)
    for kind in kinds:
        found = [mark for mark in marks if mark.kind == kind]
        shape, color, _ = SIGNS[kind]
        if found:
            pen.signs([x(mark.at) for mark in found], middle, shape, color, 34)
        for mark in found if any(mark.label for mark in found) else ():
            left = x(mark.at) + 22
            if left < free or left > RIGHT - 60:
                continue
            label = fitted(pen, mark.label, min(230, WIDTH - left - 10), SMALL)
            pen.text(left, middle, label, SMALL, color)
            free = left + pen.width(label, SMALL) + 34


def _axis(pen: Pen, plan: Plan, top: float) -> float:
    """Times and days below the lanes, and whose times they are."""
    days = False
    for tick in plan.ticks:
        pen.text(x(tick.at), top + 32, tick.clock, SMALL, INK, align="center")
        if tick.day:
            pen.text(x(tick.at), top + 74, tick.day, SMALL, SOFT, bold=True, align="center")
            days = True
    pen.text(40, top + 32, fitted(pen, plan.zone, LEFT - 90, SMALL), SMALL, SOFT)
    return top + (74 if days else 32) + 30


def _legend(pen: Pen, plan: Plan, top: float) -> float:
    """The signs that occur, in a row (two where they need it)."""
    there = {mark.kind for mark in plan.marks}
    left, row = 54.0, top + 46
    for kind, (shape, color, name) in SIGNS.items():
        if kind not in there:
            continue
        width = pen.width(name, SMALL)
        if left + width > RIGHT:
            left, row = 54.0, row + 46
        pen.signs([left], row, shape, color, 30)
        pen.text(left + 26, row, name, SMALL, SOFT)
        left += width + 84
    if plan.away:
        pen.bars([(left - 14, left + 26)], row - 14, 28, ["#e9ecef"], "#b4bdc6", "///")
        pen.text(left + 38, row, "Tocsin away", SMALL, SOFT)
    return row + 50 if there or plan.away else top + 20
