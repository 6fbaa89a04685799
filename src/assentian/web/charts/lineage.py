"""What came from what: boxes in layers from left to right, sources first, with arrows between them.

Layers are the longest way from a source. An arrow that passes a layer gets a lane of its own there, so that it never
runs behind a box. A cycle in the data is drawn, not followed for ever; edges of unknown nodes are passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from assentian.web.charts.chart import Chart, shortened
from assentian.web.charts.drawing import PAGE, Drawing, Palette

BOX_WIDTH, BOX_HEIGHT, ACROSS, DOWN, MARGIN = 176, 64, 48, 12, 6
_LABEL, _KIND, _LINE, _ARROW = 23, 27, 16, 7

Edges = Sequence[tuple[str, str]]
Places = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Node:
    """A thing, its kind (dataset, model, check) and tone: `current` for the page's subject, `bad` where it fails."""

    key: str
    label: str
    kind: str
    url: str = ""
    tone: str = ""


def layers(keys: Sequence[str], edges: Edges) -> dict[str, int]:
    """Each node's layer: the longest way from a source, without following an edge that closes a cycle."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in edges:
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
    names = {node.key: node.label for node in nodes}
    known = [(source, target) for source, target in edges if source in names and target in names]
    depth = layers(list(names), known)
    routes = {edge: _route(edge, depth) for edge in dict.fromkeys(known)}
    places = _places(depth, list(routes.values()))
    width = max((x for x, _ in places.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in places.values()), default=0) + BOX_HEIGHT + MARGIN
    drawing = Drawing(width, height, palette)
    for route in routes.values():
        _arrow(drawing, route, places)
    for node in nodes:
        _box(drawing, node, places[node.key])
    rows = tuple((names[source], names[target]) for source, target in routes)
    told = "; ".join(f"{source} leads to {target}" for source, target in rows) or "No connections."
    return Chart(caption, drawing.svg(caption, told, css="lineage"), ("From", "To"), rows, note)


def _route(edge: tuple[str, str], depth: dict[str, int]) -> tuple[str, ...]:
    """The edge's stations: its source, a lane in each layer that it passes, its target. Adds the lanes to `depth`."""
    source, target = edge
    between = range(depth[source] + 1, depth[target])
    lanes = [f"{source}\0{target}\0{layer}" for layer in between]
    depth.update(zip(lanes, between, strict=True))
    return (source, *lanes, target)


def _places(depth: Mapping[str, int], routes: Sequence[Sequence[str]]) -> Places:
    columns: dict[int, list[str]] = {}
    for key, layer in depth.items():
        columns.setdefault(layer, []).append(key)
    before: dict[str, list[str]] = {}
    for route in routes:
        for source, target in pairwise(route):
            before.setdefault(target, []).append(source)
    tallest = max((len(keys) for keys in columns.values()), default=0)
    places: dict[str, tuple[float, float]] = {}
    for layer in sorted(columns):
        # Beside its sources, so that arrows seldom cross.
        wished = {key: _mean([places[a][1] for a in before.get(key, ()) if a in places]) for key in columns[layer]}
        start = (tallest - len(columns[layer])) * (BOX_HEIGHT + DOWN) / 2
        for row, key in enumerate(sorted(columns[layer], key=wished.__getitem__)):
            places[key] = (MARGIN + layer * (BOX_WIDTH + ACROSS), MARGIN + start + row * (BOX_HEIGHT + DOWN))
    return places


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _box(drawing: Drawing, node: Node, corner: tuple[float, float]) -> None:
    role = {"current": "box-current", "bad": "box-bad"}.get(node.tone, "box")
    drawing.rect(role, corner, (BOX_WIDTH, BOX_HEIGHT), 6)
    lines = _lines(node.label)
    left, line = corner[0] + 11, corner[1] + (BOX_HEIGHT - len(lines) * _LINE) / 2 + 4
    for number, words in enumerate(lines):
        with drawing.link(node.url):
            drawing.text("strong", (left, line + number * _LINE), words)
    drawing.text("faint", (left, line + len(lines) * _LINE), shortened(node.kind, _KIND))


def _lines(label: str) -> list[str]:
    """The label on one line or two."""
    first, *rest = wrap(label, _LABEL) or [""]
    return [first, shortened(" ".join(rest), _LABEL)] if rest else [first]


def _arrow(drawing: Drawing, route: Sequence[str], places: Places) -> None:
    """From the right edge of the source, level through the lanes, to the left edge of the target."""
    x, y = places[route[0]][0] + BOX_WIDTH, places[route[0]][1] + BOX_HEIGHT / 2
    commands = [f"M{x:.1f} {y:.1f}"]
    for station in route[1:]:
        left, level = places[station][0], places[station][1] + BOX_HEIGHT / 2
        end = left - _ARROW if station == route[-1] else left
        bend = ACROSS / 2
        commands.append(f"C{x + bend:.1f} {y:.1f} {end - bend:.1f} {level:.1f} {end:.1f} {level:.1f}")
        x, y = left + BOX_WIDTH, level
        if station != route[-1]:
            commands.append(f"H{x:.1f}")
    tip, level = places[route[-1]][0], places[route[-1]][1] + BOX_HEIGHT / 2
    drawing.path("edge", "".join(commands))
    drawing.polygon("arrow", [(tip - _ARROW, level - 4), (tip, level), (tip - _ARROW, level + 4)])
