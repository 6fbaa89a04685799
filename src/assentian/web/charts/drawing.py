"""The pen: SVG elements by the role they play, in one of two palettes.

`PAGE` writes `class="g-<role>"` and leaves the colours to charts.css; `PAPER` writes presentation attributes for a PDF.
No `style=` is ever written, every text and attribute is escaped, and coordinates are rounded to hundredths.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

Palette = Mapping[str, Mapping[str, str]]

_INK, _INK_2, _INK_3, _LINE, _ACCENT, _BAD = "#16202b", "#465463", "#5b6977", "#c4cbc8", "#0b5a6b", "#9c1c13"
_FACE = "Inter, sans-serif"


def _letters(fill: str, size: str, weight: str) -> dict[str, str]:
    return {"fill": fill, "font-family": _FACE, "font-size": size, "font-weight": weight}


PAPER: Palette = {
    "text": _letters(_INK_2, "12", "500"),
    "strong": _letters(_INK, "12", "650"),
    "faint": _letters(_INK_3, "11", "400"),
    "alarm": _letters(_BAD, "11", "650"),
    "grid": {"stroke": "#e1e5e3"},
    "axis": {"stroke": _LINE},
    "line": {"fill": "none", "stroke": _ACCENT, "stroke-width": "2", "stroke-linejoin": "round"},
    "band": {"fill": _ACCENT, "fill-opacity": "0.14"},
    "whisker": {"stroke": _ACCENT, "stroke-width": "1.5"},
    "whisker-bad": {"stroke": _BAD, "stroke-width": "1.5"},
    "warn": {"stroke": "#7a4d00", "stroke-width": "1.5", "stroke-dasharray": "2 4"},
    "breach": {"stroke": _BAD, "stroke-width": "1.5", "stroke-dasharray": "6 4"},
    "zone": {"fill": _BAD, "fill-opacity": "0.06"},
    "dot": {"fill": _ACCENT},
    "dot-bad": {"fill": _BAD},
    "dot-hollow": {"fill": "#ffffff", "stroke": _INK_3, "stroke-width": "1.5"},
    "track": {"fill": "#eceff0"},
    "proved": {"fill": _ACCENT},
    "claimed": {"fill": "#ffffff", "stroke": _BAD, "stroke-dasharray": "3 2"},
    "box": {"fill": "#ffffff", "stroke": _LINE},
    "box-current": {"fill": "#e2f0f2", "stroke": _ACCENT, "stroke-width": "1.5"},
    "box-bad": {"fill": "#fbe3e0", "stroke": _BAD},
    "zone-box": {"fill": "none", "stroke": _LINE, "stroke-dasharray": "5 4"},
    "edge-strong": {"fill": "none", "stroke": _BAD, "stroke-width": "1.75"},
    "edge": {"fill": "none", "stroke": "#7a8684", "stroke-width": "1.25"},
    "arrow": {"fill": "#7a8684"},
}
PAGE: Palette = {role: {"class": f"g-{role}"} for role in PAPER}


@dataclass
class Drawing:
    """A sheet to draw on; `svg()` gives the finished picture with its title and description."""

    width: float
    height: float
    palette: Palette
    parts: list[str] = field(default_factory=list)
    has_links: bool = False

    def element(self, tag: str, role: str, text: str = "", **attributes: object) -> None:
        looks = dict(self.palette[role])
        given = {name.replace("_", "-"): _value(value) for name, value in attributes.items()}
        written = "".join(f' {name}="{escape(value)}"' for name, value in (looks | given).items())
        self.parts.append(f"<{tag}{written}>{escape(text)}</{tag}>")

    def line(self, role: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.element("line", role, x1=start[0], y1=start[1], x2=end[0], y2=end[1])

    def polyline(self, role: str, points: Iterable[tuple[float, float]]) -> None:
        self.element("polyline", role, points=" ".join(f"{_value(x)},{_value(y)}" for x, y in points))

    def polygon(self, role: str, points: Iterable[tuple[float, float]]) -> None:
        self.element("polygon", role, points=" ".join(f"{_value(x)},{_value(y)}" for x, y in points))

    def rect(self, role: str, corner: tuple[float, float], size: tuple[float, float], radius: float = 0) -> None:
        self.element("rect", role, x=corner[0], y=corner[1], width=max(size[0], 0), height=max(size[1], 0), rx=radius)

    def circle(self, role: str, centre: tuple[float, float], radius: float) -> None:
        self.element("circle", role, cx=centre[0], cy=centre[1], r=radius)

    def path(self, role: str, commands: str) -> None:
        self.element("path", role, d=commands)

    def text(self, role: str, at: tuple[float, float], words: str, anchor: str = "start") -> None:
        self.element("text", role, words, x=at[0], y=at[1], text_anchor=anchor)

    def link(self, url: str) -> "_Link":
        return _Link(self, url)

    def svg(self, title: str, description: str = "", css: str = "", *, stretch: bool = False) -> str:
        """The picture; `stretch` lets its box fill any shape (sparklines)."""
        # An image hides what is inside it; where there are links to follow, the drawing is a group instead.
        role = "group" if self.has_links else "img"
        wide, tall = _value(self.width), _value(self.height)
        shape = ' preserveAspectRatio="none"' if stretch else f' width="{wide}" height="{tall}"'
        css = f' class="{escape(css)}"' if css else ""
        described = f"<desc>{escape(description)}</desc>" if description else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" viewBox="0 0 {wide} {tall}"{css}{shape}>'
            f"<title>{escape(title)}</title>{described}{''.join(self.parts)}</svg>"
        )


@dataclass(frozen=True)
class _Link:
    """What is drawn inside `with drawing.link(url):` leads there; an empty url leads nowhere."""

    drawing: Drawing
    url: str

    def __enter__(self) -> None:
        if self.url:
            self.drawing.has_links = True
            self.drawing.parts.append(f'<a href="{escape(self.url)}">')

    def __exit__(self, *_: object) -> None:
        if self.url:
            self.drawing.parts.append("</a>")


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
