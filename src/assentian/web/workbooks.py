"""Registers as spreadsheets (ECMA-376): one sheet or several, and nothing in them that a spreadsheet would run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.http import HttpResponse

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST, _PADDING = 60, 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under a title of at most 31 letters, digits and blanks."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def as_xlsx(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """A download `<name>.xlsx`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(written(sheets), content_type=MEDIA_TYPE, headers=headers)


def written(sheets: Iterable[Sheet]) -> bytes:
    """The workbook. Text stays text, also where it begins like a formula; what XML cannot hold is left out."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        widths = [len(column) for column in sheet.columns]
        for number, row in enumerate([sheet.columns, *sheet.rows], 1):
            for place, value in enumerate(row, 1):
                kept = _plain(value) if isinstance(value, str) else value
                cell = page.cell(number, place, kept)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if isinstance(kept, str):
                    cell.data_type = "s"
                    widths[place - 1] = max(widths[place - 1], min(len(kept), _WIDEST))
                if number == 1:
                    cell.font = Font(bold=True)
        for place, width in enumerate(widths, 1):
            page.column_dimensions[get_column_letter(place)].width = width + _PADDING
        page.freeze_panes = "B2"
        page.auto_filter.ref = page.dimensions
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _plain(text: str) -> str:
    return "".join(mark for mark in text if mark.isprintable() or mark in "\n\t")[:32_000]
