"""The timeline as one picture: severity, status, command, updates and escalation on one axis of time.

Called by the worker's picture job, in a thread: only matplotlib's object-oriented interface is used, so
two drawings share nothing, and it is imported when the first one is made. The same report gives the
same bytes. What is drawn where is `picture_plan`, how it looks is `picture_style`; this is the pen.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.domain.report import Report
from bot.views.picture_plan import plan
from bot.views.picture_style import WIDTH, draw
from bot.views.report_text import Names

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

DPI = 200
FAMILIES = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "Noto Sans")
"""The first comes with matplotlib; the others lend it letters where this machine has them."""

NO_NAMES: Names = {}


def picture(report: Report, names: Names = NO_NAMES) -> bytes:
    """`report` as a PNG, 1600 pixels wide; `names` maps ids to people's names."""
    pen = Pen()
    height = draw(pen, plan(report, names))
    return pen.png(height)


class Pen:
    """Draws in pixels from the top left corner. Made for one picture."""

    def __init__(self) -> None:
        # Not at the top of the module: matplotlib costs a second and 60 MB, and most processes never draw.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(WIDTH / DPI, WIDTH / DPI), dpi=DPI, facecolor="white")
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide `text` will be, in pixels; `size` is the height of its letters in pixels."""
        font = _font(size, bold)
        measured = self.canvas.get_renderer().get_text_width_height_descent(_drawable(text), font, False)
        return float(measured[0])

    def text(
        self, x: float, y: float, text: str, size: float, color: str, bold: bool = False, align: str = "left"
    ) -> None:
        """`text` with the middle of its letters at `y`; `align` says which end is at `x`."""
        self.axes.text(
            x, y + size * 0.36, _drawable(text), fontproperties=_font(size, bold), color=color, ha=align,
            va="baseline", parse_math=False, zorder=5,
        )  # fmt: skip

    def bars(
        self, spans: Sequence[tuple[float, float]], top: float, height: float, colors: Sequence[str],
        edge: str = "none", hatch: str = "", layer: float = 2,
    ) -> None:  # fmt: skip
        """Rectangles side by side: (left, right) in pixels."""
        widths = [(left, right - left) for left, right in spans]
        self.axes.broken_barh(
            widths, (top, height), facecolors=list(colors), edgecolors=edge, hatch=hatch or None,
            linewidth=0.8 if edge != "none" else 0, zorder=layer,
        )  # fmt: skip

    def signs(
        self, xs: Sequence[float], y: float, shape: str, color: str, size: float, rimmed: bool = True
    ) -> None:
        """The same sign at every x; `shape` is matplotlib's letter for it."""
        stroke = 2.0 if shape == "|" else 0.9 if rimmed else 0.0
        edge = color if shape == "|" else "white"
        self.axes.plot(
            xs, [y] * len(xs), linestyle="none", marker=shape, color=color, markersize=size * 72 / DPI,
            markeredgecolor=edge, markeredgewidth=stroke, zorder=4,
        )  # fmt: skip

    def line(self, x: float, top: float, bottom: float, color: str, dashed: bool = False) -> None:
        style = (0, (4, 3)) if dashed else "solid"
        self.axes.plot(
            [x, x], [top, bottom], color=color, linewidth=0.8, linestyle=style, zorder=3 if dashed else 1
        )

    def png(self, height: float) -> bytes:
        """The picture as bytes, without the time or the program it was made by."""
        self.figure.set_size_inches(WIDTH / DPI, height / DPI)
        self.axes.set_ylim(height, 0)
        paper = io.BytesIO()
        self.canvas.print_png(paper, metadata={"Software": None})
        return paper.getvalue()


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(_letters()), size=size * 72 / DPI, weight="bold" if bold else "normal")


@lru_cache(maxsize=1)
def _letters() -> dict[str, frozenset[int]]:
    """The families this machine has, each with the letters in it."""
    from matplotlib.font_manager import FontProperties, fontManager, get_font

    there = set(fontManager.get_font_names())
    files = {one: fontManager.findfont(FontProperties(family=one)) for one in FAMILIES if one in there}
    return {family: frozenset(get_font(file).get_charmap()) for family, file in files.items()}


def _drawable(text: str) -> str:
    """`text` with a box for letters that no font here has, and without signs that would only be boxes."""
    shown = [letter for letter in map(_letter, " ".join(text.split())) if letter]
    return " ".join("".join(shown).split()) or " "


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    if any(ord(letter) in known for known in _letters().values()):
        return letter
    decorative = ord(letter) >= 0x1F000 or unicodedata.category(letter)[0] in "CMS"
    return "" if decorative else "\u25a1"
