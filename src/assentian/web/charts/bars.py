"""Claimed and proved side by side, one bar per clause or control group: the say-show gap at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from assentian.web.charts.chart import Chart, shortened, written
from assentian.web.charts.drawing import PAGE, Drawing, Palette
from assentian.web.charts.scale import Scale

WIDTH, LEFT, RIGHT, ROW, TOP = 480, 160, 104, 28, 22
_BAR = 12


@dataclass(frozen=True)
class Level:
    """What is claimed and what is proved (None: not shown) of one thing, on the chart's scale."""

    label: str
    claimed: float
    proved: float | None
    url: str = ""


def claimed_proved(
    levels: Sequence[Level], *, caption: str, top: float = 4, note: str = "", palette: Palette = PAGE
) -> Chart:
    """Solid is proved; dashed is claimed beyond what is proved. Both are written out at the end of the row."""
    height = TOP + len(levels) * ROW + 4
    drawing = Drawing(WIDTH, height, palette)
    x = Scale(0, top, LEFT, WIDTH - RIGHT)
    for step in range(int(top) + 1):
        drawing.line("grid", (x(step), TOP - 4), (x(step), height - 4))
        drawing.text("faint", (x(step), TOP - 9), str(step), "middle")
    drawing.text("faint", (WIDTH, TOP - 9), "claimed | proved", "end")
    for index, level in enumerate(levels):
        _row(drawing, level, TOP + index * ROW, x)
    gap = sum(max(level.claimed - (level.proved or 0), 0) for level in levels)
    told = f"{len(levels)} rows on a scale of 0 to {top:g}; claimed exceeds proved by {gap:g} levels in all."
    return Chart(
        caption=caption,
        svg=drawing.svg(caption, told, css="medium"),
        columns=("", "Claimed", "Proved"),
        rows=tuple((level.label, written(level.claimed, 1), _shown(level.proved)) for level in levels),
        note=note,
    )


def _row(drawing: Drawing, level: Level, top: float, x: Scale) -> None:
    middle, bar_top = top + ROW / 2, top + (ROW - _BAR) / 2
    proved, claimed = min(max(level.proved or 0, 0), x.high), min(max(level.claimed, 0), x.high)
    drawing.rect("track", (x(0), bar_top), (x(x.high) - x(0), _BAR), 3)
    if claimed > proved:
        drawing.rect("claimed", (x(0), bar_top), (x(claimed) - x(0), _BAR), 3)
    if proved > 0:
        drawing.rect("proved", (x(0), bar_top), (x(proved) - x(0), _BAR), 3)
    with drawing.link(level.url):
        drawing.text("text", (LEFT - 12, middle + 4), shortened(level.label, 22), "end")
    words = f"{written(level.claimed, 1)} | {_shown(level.proved)}"
    drawing.text("strong" if claimed <= proved else "alarm", (WIDTH, middle + 4), words, "end")


def _shown(proved: float | None) -> str:
    return "not shown" if proved is None else written(proved, 1)
