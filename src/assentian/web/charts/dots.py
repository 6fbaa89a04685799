"""Rates by group with their confidence intervals: fairness at a glance, with the uncertainty left in."""

from collections.abc import Sequence
from dataclasses import dataclass

from assentian.web.charts.chart import MISSING, Chart, is_drawable, shortened, written
from assentian.web.charts.drawing import PAGE, Drawing, Palette
from assentian.web.charts.scale import Scale, decimals_for, extent, ticks

WIDTH, LEFT, RIGHT, ROW, TOP = 460, 130, 112, 30, 8
_AXIS = 26


@dataclass(frozen=True)
class Rate:
    """A group's rate, interval and size; `status` `bad` marks a failing group, `quiet` one too small to judge."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    status: str = "ok"


def group_rates(
    rates: Sequence[Rate],
    *,
    caption: str,
    reference: float | None = None,
    note: str = "",
    decimals: int = 3,
    palette: Palette = PAGE,
) -> Chart:
    """One row per group; `reference` is drawn as a line (the overall rate, or the limit that the note names)."""
    height = TOP + len(rates) * ROW + _AXIS
    drawing = Drawing(WIDTH, height, palette)
    x = Scale(*extent([reference, *(v for r in rates for v in (r.value, r.low, r.high))]), LEFT, WIDTH - RIGHT)
    marks = ticks(x.low, x.high)
    for value in marks:
        drawing.line("grid", (x(value), TOP), (x(value), height - _AXIS))
        drawing.text("faint", (x(value), height - 8), written(value, decimals_for(marks)), "middle")
    if reference is not None and is_drawable(reference):
        drawing.line("warn", (x(reference), TOP), (x(reference), height - _AXIS))
    for index, rate in enumerate(rates):
        _row(drawing, rate, TOP + index * ROW + ROW / 2, x, decimals)
    return Chart(
        caption=caption,
        svg=drawing.svg(caption, _told(rates, decimals), css="medium"),
        columns=("Group", "Rate", "Interval", "n"),
        rows=tuple(
            (
                r.label,
                written(r.value, decimals),
                f"{written(r.low, decimals)} to {written(r.high, decimals)}",
                written(r.n, 0),
            )
            for r in rates
        ),
        note=note,
    )


def _row(drawing: Drawing, rate: Rate, middle: float, x: Scale, decimals: int) -> None:
    is_bad = rate.status == "bad"
    drawing.text("text", (LEFT - 10, middle + 4), shortened(rate.label, 18), "end")
    if rate.low is not None and rate.high is not None and is_drawable(rate.low) and is_drawable(rate.high):
        drawing.line("whisker-bad" if is_bad else "whisker", (x(rate.low), middle), (x(rate.high), middle))
    if rate.value is not None and is_drawable(rate.value):
        role = {"bad": "dot-bad", "quiet": "dot-hollow"}.get(rate.status, "dot")
        drawing.circle(role, (x(rate.value), middle), 5)
    value = written(rate.value, decimals) if is_drawable(rate.value) else MISSING
    drawing.text("alarm" if is_bad else "strong", (WIDTH - RIGHT + 48, middle + 4), value, "end")
    drawing.text("faint", (WIDTH, middle + 4), f"n {written(rate.n, 0)}", "end")


def _told(rates: Sequence[Rate], decimals: int) -> str:
    return "; ".join(f"{rate.label} {written(rate.value, decimals)}" for rate in rates) + "."
