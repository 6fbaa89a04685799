"""The overview's drawing: every requirement as one cell in the row of its clause or control group. Pure.

A cell is solid where the requirement stands at Operating or above with proof, dashed where that is only claimed, marked
where evidence fails or has expired, empty where nothing is claimed. No average hides a requirement.
"""

from collections.abc import Callable, Sequence

from assentian.readiness.rules import CONFORM_LINE, Chapter, Position
from assentian.standards.vocabulary import Standing
from assentian.web.charts import PAGE, Chart
from assentian.web.charts.chart import shortened
from assentian.web.charts.drawing import Drawing, Palette

WIDTH, LEFT, ROW, TOP = 680, 322, 27, 22
_CELL, _GAP = 25, 4
_MARKS = {Standing.FAILING: "\N{MULTIPLICATION SIGN}", Standing.STALE: "!"}


def conformity(
    chapters: Sequence[Chapter], url: Callable[[Chapter], str], *, caption: str, palette: Palette = PAGE
) -> Chart:
    """`url` leads from a row to the requirements of its chapter."""
    drawing = Drawing(WIDTH, TOP + len(chapters) * ROW + 4, palette)
    drawing.text("faint", (WIDTH, TOP - 9), "claimed | proved of all", "end")
    for index, chapter in enumerate(chapters):
        _row(drawing, chapter, TOP + index * ROW, url(chapter))
    proved, total = sum(c.proved for c in chapters), sum(c.total for c in chapters)
    told = f"{proved} of {total} requirements stand at {CONFORM_LINE.label} or above with proof."
    return Chart(
        caption=caption,
        svg=drawing.svg(caption, told, css="broad"),
        columns=("", "Claimed", "Proved", "Requirements"),
        rows=tuple((f"{c.id} {c.title}", str(c.claimed), str(c.proved), str(c.total)) for c in chapters),
    )


def _row(drawing: Drawing, chapter: Chapter, top: float, url: str) -> None:
    middle = top + ROW / 2
    with drawing.link(url):
        drawing.text("text", (LEFT - 12, middle + 4), shortened(f"{chapter.id} {chapter.title}", 54), "end")
    for place, position in enumerate(chapter.positions):
        _cell(drawing, position, LEFT + place * (_CELL + _GAP), top + (ROW - 19) / 2)
    words = f"{chapter.claimed} | {chapter.proved} of {chapter.total}"
    drawing.text("strong" if chapter.claimed <= chapter.proved else "alarm", (WIDTH, middle + 4), words, "end")


def _cell(drawing: Drawing, position: Position, left: float, top: float) -> None:
    mark = _MARKS.get(position.proof.standing, "")
    is_claimed = (position.claimed or 0) >= CONFORM_LINE
    role = "box-bad" if mark else "proved" if position.conforms else "claimed" if is_claimed else "track"
    drawing.rect(role, (left, top), (_CELL, 19), 3)
    if mark:
        drawing.text("alarm", (left + _CELL / 2, top + 14), mark, "middle")
