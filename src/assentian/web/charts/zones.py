"""What passes between things in zones: a column for each zone, a box for each thing, an arrow for each passage.

A passage that crosses from one zone into another is drawn strong; the table beside the drawing says it in words. Arrows
inside a zone bow out at its side. Knows nothing of what the zones are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assentian.web.charts.chart import Chart, shortened
from assentian.web.charts.drawing import PAGE, Drawing, Palette

BOX_WIDTH, BOX_HEIGHT, DOWN = 150, 46, 18
ZONE_GAP, ZONE_PAD, HEAD, MARGIN, TIP = 92, 16, 30, 8, 7
_LABEL, _KIND, _TITLE, _FLOW = 21, 24, 27, 18

Point = tuple[float, float]


@dataclass(frozen=True)
class Station:
    """A thing in a zone."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True)
class Passage:
    """What goes from one station to another."""

    source: str
    target: str
    label: str
    crosses: bool


def zones(
    stations: Sequence[Station],
    members: Mapping[str, Sequence[str]],
    passages: Sequence[Passage],
    *,
    caption: str,
    palette: Palette = PAGE,
) -> Chart:
    """`members` names the stations of each zone, by the zone's title; each station stands in one."""
    places, widths = _places(members)
    tallest = max((len(keys) for keys in members.values()), default=0)
    height = MARGIN * 2 + HEAD + ZONE_PAD + tallest * (BOX_HEIGHT + DOWN)
    drawing = Drawing(sum(widths) + ZONE_GAP * max(len(widths) - 1, 0) + 2 * MARGIN, height, palette)
    left = float(MARGIN)
    for title, width in zip(members, widths, strict=True):
        drawing.rect("zone-box", (left, MARGIN), (width, height - 2 * MARGIN), 10)
        drawing.text("strong", (left + ZONE_PAD, MARGIN + 20), shortened(title, _TITLE))
        left += width + ZONE_GAP
    for passage in passages:
        if passage.source in places and passage.target in places:
            _arrow(drawing, passage, places[passage.source], places[passage.target])
    for station in stations:
        if station.key in places:
            _box(drawing, station, places[station.key])
    names = {station.key: station.label for station in stations}
    rows = tuple(
        (names[one.source], names[one.target], one.label or "nothing named", "yes" if one.crosses else "no")
        for one in passages
    )
    crossing = sum(one.crosses for one in passages)
    told = f"{len(stations)} elements in {len(members)} zones, {len(passages)} flows, {crossing} of them cross a zone."
    return Chart(caption, drawing.svg(caption, told, css="lineage"), ("From", "To", "Carries", "Crosses"), rows)


def _places(members: Mapping[str, Sequence[str]]) -> tuple[dict[str, Point], list[float]]:
    """The upper left corner of each box, and the width of each zone."""
    places: dict[str, Point] = {}
    widths: list[float] = []
    left = float(MARGIN)
    for keys in members.values():
        for row, key in enumerate(keys):
            places[key] = (left + ZONE_PAD, MARGIN + HEAD + row * (BOX_HEIGHT + DOWN))
        widths.append(BOX_WIDTH + 2 * ZONE_PAD + 26)
        left += widths[-1] + ZONE_GAP
    return places, widths


def _box(drawing: Drawing, station: Station, corner: Point) -> None:
    drawing.rect("box", corner, (BOX_WIDTH, BOX_HEIGHT), 6)
    drawing.text("strong", (corner[0] + 9, corner[1] + 19), shortened(station.label, _LABEL))
    drawing.text("faint", (corner[0] + 9, corner[1] + 35), shortened(station.kind, _KIND))


def _arrow(drawing: Drawing, passage: Passage, source: Point, target: Point) -> None:
    """To the right or the left between zones; out and back on the right side inside one."""
    y0, y1 = source[1] + BOX_HEIGHT / 2, target[1] + BOX_HEIGHT / 2
    if target[0] == source[0]:
        x0 = x1 = source[0] + BOX_WIDTH
        bow, way = 22 + abs(y1 - y0) / 16, -1
        curve = f"C{x0 + bow:.1f} {y0:.1f} {x1 + bow:.1f} {y1:.1f} {x1 + TIP:.1f} {y1:.1f}"
    else:
        way = 1 if target[0] > source[0] else -1
        x0, x1 = (source[0] + BOX_WIDTH, target[0]) if way > 0 else (source[0], target[0] + BOX_WIDTH)
        y0, y1 = y0 - 7 * way, y1 - 7 * way  # there and back do not lie on each other
        bend = max(abs(x1 - x0) / 2, 30) * way
        end = x1 - TIP * way
        curve = f"C{x0 + bend:.1f} {y0:.1f} {end - bend:.1f} {y1:.1f} {end:.1f} {y1:.1f}"
    drawing.path("edge-strong" if passage.crosses else "edge", f"M{x0:.1f} {y0:.1f}{curve}")
    drawing.polygon("arrow", [(x1 - TIP * way, y1 - 4), (x1, y1), (x1 - TIP * way, y1 + 4)])
    if passage.crosses and passage.label:
        drawing.text("faint", ((x0 + x1) / 2, (y0 + y1) / 2 - 5), shortened(passage.label, _FLOW), "middle")
