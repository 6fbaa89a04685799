"""What came from what: boxes in layers from left to right, sources first, with arrows between them.

Layers are the longest way from a source; a cycle in the data is drawn, not followed for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assentian.web.charts.chart import Chart, shortened
from assentian.web.charts.drawing import PAGE, Drawing, Palette

BOX_WIDTH, BOX_HEIGHT, ACROSS, DOWN, MARGIN = 164, 50, 60, 18, 6
_LABEL, _KIND = 21, 26


@dataclass(frozen=True)
class Node:
    """A thing with its kind (dataset, model, check) and a tone: `current` for the subject of the page, `bad` where it fails."""

    key: str
    label: str
    kind: str
    url: str = ""
    tone: str = ""


Edges = Sequence[tuple[str, str]]


def layers(keys: Sequence[str], edges: Edges) -> dict[str, int]:
    """Each node's layer; edges from or to unknown nodes and edges that close a cycle are passed over."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in edges:
        if source in before and target in before:
            before[target].append(source)
    depth: dict[str, int] = {}

    def settle(key: str, path: frozenset[str]) -> int:
        if key not in depth:
            ways = [settle(source, path | {key}) + 1 for source in before[key] if source not in path | {key}]
            depth[key] = max(ways, default=0)
        return depth[key]

    for key in keys:
        settle(key, frozenset())
    return depth


def lineage(nodes: Sequence[Node], edges: Edges, *, caption: str, note: str = "", palette: Palette = PAGE) -> Chart:
    """Boxes and arrows; the table beside it says the same as 'from' and 'to'."""
    places = _places(nodes, edges)
    width = max((x for x, _ in places.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in places.values()), default=0) + BOX_HEIGHT + MARGIN
    drawing = Drawing(width, height, palette)
    for source, target in edges:
        if source in places and target in places:
            _arrow(drawing, places[source], places[target])
    for node in nodes:
        _box(drawing, node, places[node.key])
    names = {node.key: node.label for node in nodes}
    rows = tuple((names[a], names[b]) for a, b in edges if a in names and b in names)
    told = "; ".join(f"{a} leads to {b}" for a, b in rows) or "No connections."
    return Chart(caption, drawing.svg(caption, told, css="lineage"), ("From", "To"), rows, note)


def _places(nodes: Sequence[Node], edges: Edges) -> Mapping[str, tuple[float, float]]:
    depth = layers([node.key for node in nodes], edges)
    columns: dict[int, list[str]] = {}
    for node in nodes:
        columns.setdefault(depth[node.key], []).append(node.key)
    tallest = max((len(keys) for keys in columns.values()), default=0)
    places: dict[str, tuple[float, float]] = {}
    for layer in sorted(columns):
        # Beside its sources, so that arrows seldom cross.
        wished = {
            key: _mean([places[a][1] for a, b in edges if b == key and a in places], default=0.0) for key in columns[layer]
        }
        start = (tallest - len(columns[layer])) * (BOX_HEIGHT + DOWN) / 2
        for row, key in enumerate(sorted(columns[layer], key=lambda k: wished[k])):
            places[key] = (MARGIN + layer * (BOX_WIDTH + ACROSS), MARGIN + start + row * (BOX_HEIGHT + DOWN))
    return places


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _box(drawing: Drawing, node: Node, corner: tuple[float, float]) -> None:
    role = {"current": "box-current", "bad": "box-bad"}.get(node.tone, "box")
    drawing.rect(role, corner, (BOX_WIDTH, BOX_HEIGHT), 6)
    with drawing.link(node.url):
        drawing.text("strong", (corner[0] + 12, corner[1] + 21), shortened(node.label, _LABEL))
    drawing.text("faint", (corner[0] + 12, corner[1] + 38), shortened(node.kind, _KIND))


def _arrow(drawing: Drawing, source: tuple[float, float], target: tuple[float, float]) -> None:
    x1, y1 = source[0] + BOX_WIDTH, source[1] + BOX_HEIGHT / 2
    x2, y2 = target[0] - 7, target[1] + BOX_HEIGHT / 2
    bend = ACROSS / 2
    drawing.path("edge", f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    drawing.polygon("arrow", [(x2, y2 - 4), (x2 + 7, y2), (x2, y2 + 4)])
