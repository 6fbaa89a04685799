"""A document of facts, paragraphs and tables, told once and written as PDF or DOCX.

Enough for most reports; what needs a layout of its own brings a template (`pdf.write`) or builds a `WordFile`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from assentian.reports.documents import pdf
from assentian.reports.documents.sealed import Sealed
from assentian.reports.documents.word import WordFile

_TEXT_WIDTH, _TEXT_WIDTH_ACROSS = 16.0, 24.0
"""Centimetres between the margins of an A4 page, upright and across."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A status word on its colour: `ok`, `warn`, `bad`, `info` or `quiet`. The word says it all without the colour."""

    word: str
    tone: str = "quiet"

    def __str__(self) -> str:
        return self.word


Cell = str | Tag


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the page's width, one a column."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    paragraphs: Sequence[str] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The whole document; `record` is what it stands for, `at` the time that it bears."""

    title: str
    organisation: str
    record: Sealed
    at: datetime
    lead: str = ""
    facts: Sequence[tuple[str, Cell]] = ()
    sections: Sequence[Part] = ()
    landscape: bool = False


def as_pdf(paper: Paper) -> bytes:
    """Tagged PDF with the record attached."""
    told = {
        "title": paper.title,
        "organisation": paper.organisation,
        "lead": paper.lead,
        "landscape": paper.landscape,
        "facts": [[name, _told(value)] for name, value in paper.facts],
        "sections": [
            {"heading": part.heading, "paragraphs": list(part.paragraphs), "table": part.table and _table(part.table)}
            for part in paper.sections
        ],
    }
    return pdf.write("paper", told, paper.record, at=paper.at)


def as_docx(paper: Paper) -> bytes:
    """The same in Word, with digest and checkpoint in words."""
    file = WordFile(paper.title, paper.organisation, landscape=paper.landscape)
    if paper.lead:
        file.paragraph(paper.lead)
    file.facts([(name, str(value)) for name, value in paper.facts])
    for part in paper.sections:
        file.heading(part.heading)
        for text in part.paragraphs:
            file.paragraph(text)
        if part.table:
            share = (_TEXT_WIDTH_ACROSS if paper.landscape else _TEXT_WIDTH) / sum(part.table.widths)
            rows = [[str(cell) for cell in row] for row in part.table.rows]
            file.table(part.table.head, rows, [width * share for width in part.table.widths])
    file.seal(paper.record)
    return file.content(paper.at)


def _told(cell: Cell) -> object:
    return asdict(cell) if isinstance(cell, Tag) else cell


def _table(table: Table) -> dict[str, object]:
    rows = [[_told(cell) for cell in row] for row in table.rows]
    return {"head": list(table.head), "rows": rows, "widths": list(table.widths)}
