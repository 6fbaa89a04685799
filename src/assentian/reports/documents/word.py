"""DOCX by python-docx: the form that people mark up and send back. Headings, paragraphs, tables with repeated heads.

A DOCX is for editing, so it carries the record's digest and the checkpoint in words; the PDF carries the record.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from assentian.reports.documents.letters import in_xml
from assentian.reports.documents.parcel import steady
from assentian.reports.documents.sealed import Kept, Sealed

if TYPE_CHECKING:
    from docx.table import _Cell, _Row

_SMALL = 8


class WordFile:
    """One document, written from the top down."""

    def __init__(self, title: str, organisation: str, *, landscape: bool = False) -> None:
        import docx

        self._file = docx.Document()
        properties = self._file.core_properties
        properties.title, properties.author, properties.language = in_xml(title), in_xml(organisation), "en-GB"
        properties.comments = ""
        if landscape:
            self._turn()
        self._file.add_paragraph(in_xml(organisation))
        self._file.add_heading(in_xml(title), level=1)

    def heading(self, text: str, level: int = 2) -> None:
        self._file.add_heading(in_xml(text), level=level)

    def paragraph(self, text: str) -> None:
        self._file.add_paragraph(in_xml(text))

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names with their values, one a line."""
        for name, value in pairs:
            paragraph = self._file.add_paragraph()
            paragraph.add_run(in_xml(f"{name}: ")).bold = True
            paragraph.add_run(in_xml(value))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose head is repeated on every page; `widths` in centimetres."""
        table = self._file.add_table(rows=1, cols=len(head), style="Table Grid")
        table.autofit = False
        _repeat(table.rows[0])
        for text, cell in zip(head, table.rows[0].cells, strict=True):
            _fill(cell, text, bold=True)
        for row in rows:
            for text, cell in zip(row, table.add_row().cells, strict=True):
                _fill(cell, text)
        _measure(table.rows, widths)

    def seal(self, record: Sealed) -> None:
        """What the record behind the document is, and where the ledger stood."""
        self.heading("Seal of the record")
        if record.kept is Kept.NOWHERE:
            self.facts([("Record (SHA-256)", record.digest), ("Ledger", "it stands in none")])
            return
        anchor = record.anchor
        checkpoint = (
            f"{anchor.size} entries of {anchor.origin}, root {anchor.root}, signed {anchor.at:%Y-%m-%d %H:%M} UTC"
            if anchor
            else "none was signed yet"
        )
        if record.kept is Kept.ASSEMBLED:
            self.paragraph("Put together from records of the ledger, which holds each of them but not this digest.")
        self.facts([("Record (SHA-256)", record.digest), ("Ledger checkpoint", checkpoint)])

    def content(self, at: datetime) -> bytes:
        """The file's bytes, bearing the time `at`."""
        written = BytesIO()
        self._file.save(written)
        return steady(written.getvalue(), at)

    def _turn(self) -> None:
        from docx.enum.section import WD_ORIENT

        section = self._file.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width


def _fill(cell: "_Cell", text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    run = cell.paragraphs[0].add_run(in_xml(text))
    run.bold, run.font.size = bold, Pt(_SMALL)


def _repeat(row: "_Row") -> None:
    """Word repeats a row that is marked as a head on each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no word for it


def _measure(rows: "Iterable[_Row]", widths: Sequence[float]) -> None:
    from docx.shared import Cm

    for row in rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
