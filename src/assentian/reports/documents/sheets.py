"""XLSX by openpyxl: registers as workbooks. Text stays text: nothing that is written here is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from assentian.reports.documents.letters import in_xml
from assentian.reports.documents.parcel import steady

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_TEXT = 32_767
"""Characters of a cell (Excel's limit)."""
LONGEST_NAME = 31
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | bool | datetime | None


class SheetError(ValueError):
    """What was asked does not fit into a workbook; the message says what."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a head, rows, widths of columns in characters, and the words that a column may hold."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()
    choices: dict[int, Sequence[str]] = field(default_factory=dict)


def write(title: str, sheets: Sequence[Sheet], *, at: datetime) -> bytes:
    """The workbook's bytes, bearing the time `at`. `SheetError` for a text longer than a cell takes."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = in_xml(title), "Assentian"
    for sheet in sheets:
        _write(book.create_sheet(sheet.name[:LONGEST_NAME]), sheet)
    written = BytesIO()
    book.save(written)
    return steady(written.getvalue(), at)


def _write(target: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for row, values in enumerate((sheet.head, *sheet.rows), start=1):
        for column, value in enumerate(values, start=1):
            _put(target.cell(row, column), value)
    for cell in target[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E2F0F2")
    for column, width in enumerate(sheet.widths, start=1):
        target.column_dimensions[get_column_letter(column)].width = width
    target.freeze_panes = "A2"
    target.auto_filter.ref = target.dimensions
    for column, words in sheet.choices.items():
        _offer(target, get_column_letter(column + 1), words)


def _put(cell: "Cell | MergedCell", value: Value) -> None:
    from openpyxl.styles import Alignment

    if not isinstance(value, str):
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        return
    text = in_xml(value)
    if len(text) > LONGEST_TEXT:
        raise SheetError(f"cell {cell.coordinate} would hold {len(text)} characters; a cell takes {LONGEST_TEXT}")
    cell.value, cell.data_type = text, "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if text.startswith(_FORMULA):
        cell.quotePrefix = True  # stays text also when somebody edits the cell


def _offer(target: "Worksheet", letter: str, words: Sequence[str]) -> None:
    """A list to choose from in a column's cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offer.add(f"{letter}2:{letter}{max(target.max_row, 2)}")
    target.add_data_validation(offer)
