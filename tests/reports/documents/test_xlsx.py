"""XLSX out and in: text never becomes a formula, and no file that somebody sends hangs or fools the reader."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from assentian.reports.documents import sheet_reading, sheets
from assentian.reports.documents.sheet_reading import SheetReadError
from assentian.reports.documents.sheets import Sheet, SheetError

AT = datetime(2026, 3, 1, tzinfo=UTC)
FORMULAS = ('=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "#N/A", "=1")


def book(*rows: tuple[object, ...], name: str = "Lines") -> bytes:
    return sheets.write("Title", [Sheet(name, ("Id", "Text"), rows, (10, 40), {1: ("yes", "no")})], at=AT)


def rebuilt(content: bytes, **parts: bytes) -> bytes:
    """The archive with some members replaced or added; `__` in a name stands for a slash, `_` before the end a dot."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        renamed = {name.replace("__", "/"): data for name, data in parts.items()}
        for name in old.namelist():
            if name.replace(".", "_") not in {key.replace(".", "_") for key in renamed}:
                new.writestr(name, old.read(name))
        for name, data in renamed.items():
            known = [n for n in old.namelist() if n.replace(".", "_") == name]
            new.writestr(known[0] if known else name, data)
    return written.getvalue()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = openpyxl.load_workbook(BytesIO(book(("A", text))))["Lines"]["B2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_values_come_back_as_they_were() -> None:
    rows = sheet_reading.read(book(("A", "  é\nzwei"), ("", ""), ("B", 3), ("C", True), ("D", AT)), "Lines")
    assert [(row.number, row.cells["id"], row.cells["text"]) for row in rows] == [
        (2, "A", "é\nzwei"),
        (4, "B", "3"),
        (5, "C", "yes"),
        (6, "D", "2026-03-01T00:00:00"),
    ]


def test_equal_input_gives_equal_bytes() -> None:
    assert book(("A", "x")) == book(("A", "x"))


def test_a_text_longer_than_a_cell_is_refused_not_cut() -> None:
    with pytest.raises(SheetError, match="cell B2 would hold 32768"):
        book(("A", "x" * 32_768))


def test_the_only_sheet_is_read_whatever_its_name_and_among_several_the_named_one() -> None:
    assert sheet_reading.read(book(("A", "x"), name="Other"), "Lines")
    two = sheets.write("T", [Sheet("One", ("Id",), [("1",)]), Sheet("Two", ("Id",), [("2",)])], at=AT)
    assert sheet_reading.read(two, "Two")[0].cells == {"id": "2"}
    with pytest.raises(SheetReadError, match="no sheet 'Lines'; the file has: 'One', 'Two'"):
        sheet_reading.read(two, "Lines")


def test_a_missing_column_and_one_named_twice_are_named() -> None:
    with pytest.raises(SheetReadError, match="lacks the columns: reason"):
        sheet_reading.read(book(("A", "x")), "Lines", needed=("id", "reason"))
    twice = sheets.write("T", [Sheet("Lines", ("Id", "id"), [("1", "2")])], at=AT)
    with pytest.raises(SheetReadError, match="names a column twice: id"):
        sheet_reading.read(twice, "Lines")


def test_an_empty_sheet_has_no_rows() -> None:
    empty = BytesIO()
    openpyxl.Workbook().save(empty)
    assert sheet_reading.read(empty.getvalue(), "Sheet") == []


def test_a_formula_is_refused_with_its_place() -> None:
    with_formula = openpyxl.Workbook()
    with_formula.active.append(["Id", "Text"])
    with_formula.active.append(["A", "=1+1"])
    saved = BytesIO()
    with_formula.save(saved)
    with pytest.raises(SheetReadError, match="row 2, column 2 holds a formula"):
        sheet_reading.read(saved.getvalue(), "Sheet")


@pytest.mark.parametrize("content", [b"", b"id,text\nA,x\n", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(SheetReadError, match="no XLSX workbook"):
        sheet_reading.read(content, "Lines")


def test_another_archive_is_no_workbook() -> None:
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(SheetReadError, match="no XLSX workbook"):
        sheet_reading.read(other.getvalue(), "Lines")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = rebuilt(book(("A", "x")), xl__media__zeros_bin=b"\x00" * (sheet_reading.MOST_UNFOLDED + 1))
    assert len(bomb) < 200_000
    with pytest.raises(SheetReadError, match="unfolds to more than"):
        sheet_reading.read(bomb, "Lines")


def test_too_many_parts_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SheetReadError, match="more than 500 parts"):
        sheet_reading.read(rebuilt(book(("A", "x")), **{f"x{n}": b"" for n in range(501)}), "Lines")
    with pytest.raises(SheetReadError, match="at most 5,000,000"):
        sheet_reading.read(b"x" * 5_000_001, "Lines")


def test_markup_that_declares_entities_is_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    for data in (laughs, laughs.decode().encode("utf-16")):
        with pytest.raises(SheetReadError, match="declares a document type"):
            sheet_reading.read(rebuilt(book(("A", "x")), xl__worksheets__sheet1_xml=data), "Lines")


def test_broken_markup_is_a_message() -> None:
    with pytest.raises(SheetReadError, match="cannot be read"):
        sheet_reading.read(rebuilt(book(("A", "x")), xl__worksheets__sheet1_xml=b"<worksheet><sheet"), "Lines")


def sheet_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_a_row_numbered_beyond_reason_ends_the_reading() -> None:
    far = sheet_xml('<row r="99999999999"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>')
    with pytest.raises(SheetReadError, match="goes beyond row 100,000"):
        sheet_reading.read(rebuilt(book(("A", "x")), xl__worksheets__sheet1_xml=far), "Lines")


def test_too_many_rows_columns_and_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reading, "MOST_ROWS", 2)
    with pytest.raises(SheetReadError, match="more than 2 rows"):
        sheet_reading.read(book(("A", "x"), ("B", "x"), ("C", "x")), "Lines")
    monkeypatch.setattr(sheet_reading, "MOST_CHARACTERS", 10)
    with pytest.raises(SheetReadError, match="more than 10 characters"):
        sheet_reading.read(book(("A", "x" * 20)), "Lines")
    wide = sheets.write("T", [Sheet("Lines", tuple(f"c{n}" for n in range(61)), [])], at=AT)
    with pytest.raises(SheetReadError, match="row 1 has more than 60 columns"):
        sheet_reading.read(wide, "Lines")
