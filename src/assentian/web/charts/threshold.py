"""A measure over time against its limits, large (threshold chart) and small (sparkline)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assentian.web.charts.chart import Chart, is_drawable, plainly, written
from assentian.web.charts.drawing import PAGE, Drawing, Palette
from assentian.web.charts.scale import Scale, decimals_for, extent, ticks

WIDTH, HEIGHT = 640, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 92, 16, 30
MOST_LABELS = 12
_LABEL_GAP = 14
_LABEL_WIDTH = 96


@dataclass(frozen=True)
class Point:
    """One window: its label, the measured value with its interval, and whether monitoring called it a breach."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    breached: bool = False


@dataclass(frozen=True)
class Limits:
    """Where warning and breach begin; `above` says that larger is worse."""

    warn: float | None = None
    breach: float | None = None
    above: bool = True


@dataclass(frozen=True)
class Mark:
    """Something that happened: its words, and where on the axis, 0 at the first point and 1 at the second."""

    label: str
    place: float


def threshold(
    points: Sequence[Point],
    limits: Limits,
    *,
    caption: str,
    note: str = "",
    decimals: int = 3,
    palette: Palette = PAGE,
    marks: Sequence[Mark] = (),
) -> Chart:
    """Values with their intervals over time, the limit lines, every breach marked and written out, and `marks` as
    vertical lines.
    """
    drawing = Drawing(WIDTH, HEIGHT, palette)
    low, high = extent([limits.warn, limits.breach, *(v for p in points for v in (p.value, p.low, p.high))], 0.15)
    x = Scale(0, max(len(points) - 1, 1), LEFT + 14, WIDTH - RIGHT - 14)
    y = Scale(low, high, HEIGHT - BOTTOM, TOP)
    _axes(drawing, points, x, y)
    _limits(drawing, limits, y)
    for mark in marks:
        drawing.line("axis", (x(mark.place), TOP), (x(mark.place), HEIGHT - BOTTOM))
    for mark in _apart(marks, x):
        drawing.text("faint", (x(mark.place), TOP - 4), mark.label, "middle")
    told_below = limits.breach is not None and not limits.above
    for inked, run in groupby(enumerate(points), key=lambda item: is_drawable(item[1].value)):
        if inked:
            drawing.polyline("line", [(x(i), y(p.value or 0.0)) for i, p in run])
    for i, point in enumerate(points):
        _mark(drawing, point, x(i), y)
        if point.breached and point.value is not None and is_drawable(point.value):
            words = written(point.value, decimals)
            drawing.text("alarm", (x(i), _beside(point, y, below=told_below)), words, "middle")
    return Chart(
        caption=caption,
        svg=drawing.svg(caption, _told(points, limits, decimals), css="wide"),
        columns=("Window", "Value", "Interval", "Result"),
        rows=tuple(_row(point, decimals) for point in points),
        note=note,
    )


def sparkline(
    values: Sequence[float | None], *, label: str, breach: float | None = None, palette: Palette = PAGE
) -> str:
    """A word-sized line: only the shape and the limit; the numbers stand beside it."""
    drawing = Drawing(120, 32, palette)
    x = Scale(0, max(len(values) - 1, 1), 3, 117)
    y = Scale(*extent([breach, *values]), 29, 3)
    if breach is not None and is_drawable(breach):
        drawing.line("breach", (0, y(breach)), (120, y(breach)))
    for inked, run in groupby(enumerate(values), key=lambda item: is_drawable(item[1])):
        if inked:
            drawing.polyline("line", [(x(i), y(value or 0.0)) for i, value in run])
    return drawing.svg(label, css="spark", stretch=True)


def _axes(drawing: Drawing, points: Sequence[Point], x: Scale, y: Scale) -> None:
    marks = ticks(y.low, y.high)
    for value in marks:
        drawing.line("grid", (LEFT, y(value)), (WIDTH - RIGHT, y(value)))
        drawing.text("faint", (LEFT - 8, y(value) + 4), written(value, decimals_for(marks)), "end")
    drawing.line("axis", (LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, HEIGHT - BOTTOM))
    every = -(-len(points) // MOST_LABELS) or 1
    for i, point in enumerate(points):
        if i % every == 0:
            drawing.text("faint", (x(i), HEIGHT - BOTTOM + 18), point.label, "middle")


def _apart(marks: Sequence[Mark], x: Scale) -> list[Mark]:
    """The marks that get words: those too near one another are told as one, by their number."""
    told: list[Mark] = []
    numbers: list[int] = []
    for mark in sorted(marks, key=lambda one: one.place):
        if told and x(mark.place) - x(told[-1].place) < _LABEL_WIDTH:
            numbers[-1] += 1
            told[-1] = Mark(f"{numbers[-1]} events", told[-1].place)
        else:
            told.append(mark)
            numbers.append(1)
    return told


def _limits(drawing: Drawing, limits: Limits, y: Scale) -> None:
    if limits.breach is not None:
        edge = TOP if limits.above else HEIGHT - BOTTOM
        top, bottom = sorted((edge, y(limits.breach)))
        drawing.rect("zone", (LEFT, top), (WIDTH - RIGHT - LEFT, bottom - top))
    drawn = [(name, value) for name, value in (("breach", limits.breach), ("warn", limits.warn)) if value is not None]
    places = {name: y(value) for name, value in drawn}
    if len(places) > 1 and abs(places["breach"] - places["warn"]) < _LABEL_GAP:
        away = -1 if places["breach"] <= places["warn"] else 1
        places["breach"] = places["warn"] + away * _LABEL_GAP
    for name, value in drawn:
        drawing.line(name, (LEFT, y(value)), (WIDTH - RIGHT, y(value)))
        words = f"{'breach' if name == 'breach' else 'warning'} {plainly(value)}"
        drawing.text("alarm" if name == "breach" else "faint", (WIDTH - RIGHT + 8, places[name] + 4), words)


def _beside(point: Point, y: Scale, *, below: bool) -> float:
    """Where a breach's number stands: on the far side of its interval, away from the limit it crossed."""
    end = point.low if below else point.high
    edge = y(end if end is not None and is_drawable(end) else point.value or 0.0)
    return min(edge + 14, HEIGHT - BOTTOM - 3) if below else max(edge - 7, 10)


def _mark(drawing: Drawing, point: Point, across: float, y: Scale) -> None:
    if point.value is None or not is_drawable(point.value):
        return
    if point.low is not None and point.high is not None and is_drawable(point.low) and is_drawable(point.high):
        role = "whisker-bad" if point.breached else "whisker"
        drawing.line(role, (across, y(point.low)), (across, y(point.high)))
    drawing.circle("dot-bad" if point.breached else "dot", (across, y(point.value)), 4.5 if point.breached else 3.5)


def _told(points: Sequence[Point], limits: Limits, decimals: int) -> str:
    breaches = [p for p in points if p.breached]
    limit = (
        f" Breach {'above' if limits.above else 'below'} {plainly(limits.breach)}." if limits.breach is not None else ""
    )
    which = "; ".join(f"{p.label}: {written(p.value, decimals)}" for p in breaches) or "none"
    return f"{len(points)} windows.{limit} Breaches: {which}."


def _row(point: Point, decimals: int) -> tuple[str, ...]:
    value = written(point.value, decimals)
    interval = "" if point.low is None else f"{written(point.low, decimals)} to {written(point.high, decimals)}"
    return (
        point.label,
        value,
        interval,
        "breach" if point.breached else "within" if is_drawable(point.value) else "no value",
    )
