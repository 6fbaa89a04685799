"""Reading XLSX that somebody sent: text only, within limits, and a message instead of a crash.

Refused: what is no workbook, archives that unfold beyond the limit, markup that declares entities, formulas (their
values are somebody else's arithmetic), and more rows, columns or text than a register has. Nothing is executed or
fetched; links to other workbooks and macros are not looked at.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

MOST_BYTES, MOST_UNFOLDED, MOST_MEMBERS = 5_000_000, 60_000_000, 500
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 5_000, 60, 5_000_000
LAST_ROW = 100_000
"""Rows looked at, the empty ones between and after included: each costs time also when it holds nothing."""
_SPREADSHEET = "xl/workbook.xml"
_CHUNK = 1 << 20


class SheetReadError(ValueError):
    """The file cannot be read as a register; the message says why, to the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty; `number` as the spreadsheet shows it. Cells are stripped text, by the head's names."""

    number: int
    cells: dict[str, str]


def read(content: bytes, name: str, *, needed: tuple[str, ...] = ()) -> list[Row]:
    """The rows of sheet `name` (of the only sheet when there is one), their first row as the head.

    Names of columns are compared without regard to case. `SheetReadError` when the file is unsafe, too large, or lacks
    a `needed` column.
    """
    _check(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        return list(_rows(_lines(book[_chosen(book.sheetnames, name)]), needed))
    except SheetReadError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of the file makes it stumble over
        raise SheetReadError(f"the workbook cannot be read: {type(error).__name__}: {error}") from error


def _chosen(names: list[str], name: str) -> str:
    if name in names or len(names) == 1:
        return name if name in names else names[0]
    raise SheetReadError(f"there is no sheet {name!r}; the file has: {', '.join(map(repr, names))}")


def _check(content: bytes) -> None:
    """Look at the archive before any of it is parsed."""
    if len(content) > MOST_BYTES:
        raise SheetReadError(f"the file has {len(content):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise SheetReadError(f"the file has more than {MOST_MEMBERS} parts")
            _unfold(archive)
            if _SPREADSHEET not in archive.namelist():
                raise SheetReadError("the file is no XLSX workbook: save it as .xlsx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SheetReadError(f"the file is no XLSX workbook: save it as .xlsx ({error})") from None


def _unfold(archive: zipfile.ZipFile) -> None:
    left = MOST_UNFOLDED
    for member in archive.infolist():
        with archive.open(member) as file:
            before = b""
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise SheetReadError(f"the file unfolds to more than {MOST_UNFOLDED:,} bytes")
                if member.filename.endswith((".xml", ".rels")) and _declares(before + chunk):
                    raise SheetReadError(f"{member.filename} declares a document type or is no UTF-8; nothing is read")
                before = chunk[-16:]


def _declares(markup: bytes) -> bool:
    """Whether XML could define entities; UTF-16 would hide it, and no spreadsheet program writes that."""
    return b"<!DOCTYPE" in markup or b"<!ENTITY" in markup or b"\x00" in markup


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, with their number."""
    kept = characters = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        if number > LAST_ROW:
            raise SheetReadError(f"the sheet goes beyond row {LAST_ROW:,}; delete the empty rows at its end")
        line = [_text(cell, number, column) for column, cell in enumerate(cells, start=1)]
        if not any(line):
            continue
        kept, characters = kept + 1, characters + sum(map(len, line))
        if kept > MOST_ROWS + 1:
            raise SheetReadError(f"the sheet has more than {MOST_ROWS:,} rows")
        if len(line) > MOST_COLUMNS and line[MOST_COLUMNS]:
            raise SheetReadError(f"row {number} has more than {MOST_COLUMNS} columns")
        if characters > MOST_CHARACTERS:
            raise SheetReadError(f"the sheet holds more than {MOST_CHARACTERS:,} characters")
        yield number, line


def _text(cell: Any, row: int, column: int) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise SheetReadError(f"row {row}, column {column} holds a formula; put its value there and send it again")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, datetime) else str(value).strip()


def _rows(lines: Iterator[tuple[int, list[str]]], needed: tuple[str, ...]) -> Iterator[Row]:
    _, head = next(lines, (0, []))
    names = [name.casefold() for name in head]
    if missing := [name for name in needed if name.casefold() not in names]:
        raise SheetReadError(f"the first row lacks the columns: {', '.join(missing)}")
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise SheetReadError(f"the first row names a column twice: {', '.join(twice)}")
    for number, line in lines:
        yield Row(number, {name: text for name, text in zip(names, line, strict=False) if name})
