"""How the timeline picture looks: lanes, colours, signs and where labels fit. Called by `views.picture`.

Made to be read on a phone: letters of at least 28 of the 1600 pixels, few words, one thing a lane. No
meaning hangs on colour alone: bands carry their words, signs their shapes, and shades differ in
lightness for those who do not see the hues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.views.picture_plan import Bar, Mark, Plan

WIDTH = 1600
LEFT, RIGHT = 256, 1560
LANE, GAP = 76, 26
TEXT, SMALL, TITLE = 33.0, 29.0, 46.0
ROW = 46
MANY = 60

INK, SOFT, RULE, PALE = "#17222d", "#586573", "#dfe4e9", "#f5f7f9"
BLUE, RED, PURPLE, GREY, GREEN = "#0072b2", "#c8321f", "#5e3c99", "#7f8b97", "#1b7a5a"

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
    "change": ("s", GREEN, "cluster changed"),
    "glass": ("*", RED, "broken glass"),
}
UPDATES = ("asked", "update", "missed")
RAISED = {"unacknowledged": 34, "glass": 34}
"""So many pixels above the middle of its lane, because it often falls together with another sign."""
ESCALATION = ("skipped", "rung", "unacknowledged")
CHANGES = ("change", "glass")


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

    def signs(
        self, xs: Sequence[float], y: float, shape: str, color: str, size: float, rimmed: bool = True
    ) -> None: ...

    def line(self, x: float, top: float, bottom: float, color: str, dashed: bool = False) -> None: ...


def draw(pen: Pen, plan: Plan) -> float:
    """Draws `plan` and says how high it became."""
    pen.text(40, 58, fitted(pen, plan.title, WIDTH - 80, TITLE, True), TITLE, INK, bold=True)
    pen.text(40, 118, fitted(pen, plan.subtitle, WIDTH - 80, TEXT), TEXT, SOFT)
    flags = flagged(pen, plan.milestones)
    top = 190 + ROW * (1 + max((flag.level for flag in flags), default=-1)) + 14
    lanes = [top + n * (LANE + GAP) for n in range(5 + any(mark.kind in CHANGES for mark in plan.marks))]
    bottom = lanes[-1] + LANE + 16
    _ground(pen, plan, top, bottom)
    severity = {bar.tone: SEVERITY.get(bar.tone, MILD) for bar in plan.severity}
    status = {bar.tone: STATUS.get(bar.tone, OVER) for bar in plan.status}
    _band(pen, "Severity", plan.severity, lanes[0], severity)
    _band(pen, "Status", plan.status, lanes[1], status)
    _band(pen, "Command", plan.command, lanes[2], COMMAND)
    if not plan.command:
        pen.text(x(plan.begun) + 8, lanes[2] + LANE / 2, "nobody took command", SMALL, SOFT)
    _signs(pen, "Updates", plan, UPDATES, lanes[3])
    _signs(pen, "Escalation", plan, ESCALATION, lanes[4])
    if len(lanes) > 5:
        _signs(pen, "Changes", plan, CHANGES, lanes[5])
    for flag in flags:
        height = top - 14 - ROW * flag.level - ROW / 2
        pen.text(flag.left + 8, height, flag.mark.label, SMALL, INK)
        pen.line(x(flag.mark.at), height - 18, bottom, INK, dashed=True)
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


@dataclass(frozen=True)
class Flag:
    """A milestone's label beside its line: from `left` to `right`, `level` rows above the lanes."""

    mark: Mark
    left: float
    right: float
    level: int = 0

    def crosses(self, other: Flag) -> bool:
        """Whether the two labels touch, or the line of either runs through the label of the other."""
        if self.level == other.level and self.left < other.right and other.left < self.right:
            return True
        low, high = sorted((self, other), key=lambda flag: flag.level)
        return low.left < x(high.mark.at) < low.right


def flagged(pen: Pen, marks: Sequence[Mark]) -> list[Flag]:
    """A place for every label. Those at the right edge stand left of their line, and then above it."""
    limit = float(WIDTH - 16)
    right: list[Flag] = []
    left: list[Flag] = []
    for mark in sorted(marks, key=lambda mark: mark.at, reverse=True):
        at, width = x(mark.at), pen.width(mark.label, SMALL) + 16
        if at + width <= limit:
            right.append(Flag(mark, at, at + width))
        else:
            left.append(Flag(mark, at - width, at))
            limit = at
    placed: list[Flag] = []
    for flag in (*right, *reversed(left)):
        levels = (replace(flag, level=level) for level in range(len(marks)))
        placed.append(next((one for one in levels if not any(map(one.crosses, placed))), flag))
    return placed


def _ground(pen: Pen, plan: Plan, top: float, bottom: float) -> None:
    """Behind everything: the lines of the axis and the times the bot was away."""
    pen.bars([(LEFT, RIGHT)], top - 14, bottom - top + 14, [PALE], layer=0)
    for tick in plan.ticks:
        pen.line(x(tick.at), top - 14, bottom, RULE)
    if plan.away:
        spans = [_seen(bar) for bar in plan.away]
        pen.bars(spans, top - 14, bottom - top + 14, ["#e9ecef"] * len(spans), "#b4bdc6", "///", layer=1.5)


def _seen(bar: Bar, least: float = 6) -> tuple[float, float]:
    """Left and right in pixels; what took no time is still seen."""
    return x(bar.start), max(x(bar.end), x(bar.start) + least)


def _band(pen: Pen, name: str, bars: Sequence[Bar], top: float, colors: dict[str, str]) -> None:
    pen.text(40, top + LANE / 2, name, TEXT, SOFT)
    if not bars:
        return
    few = len(bars) <= MANY
    spans = [_seen(bar, 6 if few else 1) for bar in bars]
    pen.bars(spans, top, LANE, [colors[bar.tone] for bar in bars], edge="white" if few else "none")
    for place, (bar, (left, right)) in enumerate(zip(bars, spans, strict=True)):
        room = right - left - 20
        size = TEXT if room > 30 and pen.width(bar.label, TEXT) <= room else SMALL - 2
        inside = fitted(pen, bar.label, room, size) if room > 30 else ""
        if inside:
            pen.text(left + 10, top + LANE / 2, inside, size, _on(colors[bar.tone]))
        elif place == len(bars) - 1:
            beside = fitted(pen, bar.label, WIDTH - right - 16, SMALL)
            pen.text(right + 8, top + LANE / 2, beside, SMALL, INK)


def _on(color: str) -> str:
    """Dark or white letters, whichever is easier to read on `color`."""
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def _signs(pen: Pen, name: str, plan: Plan, kinds: Sequence[str], top: float) -> None:
    """The signs of a lane; of those with a label, as much of it as fits before the next sign."""
    middle = top + LANE / 2
    pen.text(40, middle, name, TEXT, SOFT)
    shown = sorted((mark for mark in plan.marks if mark.kind in kinds), key=lambda mark: mark.at)
    if not shown:
        pen.text(x(plan.begun) + 8, middle, "none", SMALL, SOFT)
    for kind in kinds:
        xs = [x(mark.at) for mark in shown if mark.kind == kind]
        shape, color, _ = SIGNS[kind]
        if xs:
            pen.signs(xs, middle - RAISED.get(kind, 0), shape, color, 34, len(xs) <= MANY)
    labelled = [mark for mark in shown if mark.label]
    stops = [*(x(mark.at) - 24 for mark in labelled[1:]), WIDTH - 10.0]
    for mark, stop in zip(labelled, stops, strict=bool(labelled)):
        left = x(mark.at) + 24
        room = stop - left
        label = fitted(pen, mark.label, min(260, room), SMALL) if room > 30 else ""
        if label:
            pen.text(left, middle, label, SMALL, SIGNS[mark.kind][1])


def _axis(pen: Pen, plan: Plan, top: float) -> float:
    """Times and days below the lanes, and whose times they are."""
    days = False
    for tick in plan.ticks:
        if x(tick.at) < WIDTH - 50:
            pen.text(x(tick.at), top + 32, tick.clock, SMALL, INK, align="center")
        if tick.day and x(tick.at) < WIDTH - 100:
            pen.text(x(tick.at), top + 74, tick.day, SMALL, SOFT, bold=True, align="center")
            days = True
    pen.text(40, top + 32, fitted(pen, plan.zone, LEFT - 100, SMALL), SMALL, SOFT)
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
