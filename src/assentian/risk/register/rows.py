"""Risks from a table, CSV (RFC 4180) or XLSX: each line a row, or the reason why it is none. Pure.

Does not: know members, systems or criteria; `importing` does. A file that would unfold to more than it may is refused
before it is unfolded.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

WORDS = ("system", "cause", "event", "consequence", "owner", "source", "review_due")
STEPS = ("likelihood", "organisation", "individuals", "groups", "society")
COLUMNS = (*WORDS, *STEPS, "reason")
MOST_ROWS, MOST_BYTES, MOST_UNFOLDED = 2_000, 4_000_000, 40_000_000
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class RowError:
    """`line` counts from 1, the head being line 1."""

    line: int
    message: str


class RowsError(ValueError):
    """Some rows are wrong, so none was taken."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} of the rows cannot be taken; none was")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Row:
    """The stripped values of one line by column; what a table leaves out is empty."""

    line: int
    values: Mapping[str, str]

    @property
    def is_judged(self) -> bool:
        return any(self.values[name] for name in STEPS)

    def day(self, name: str) -> date | None:
        """ValueError for what is no day."""
        text = self.values[name]
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise ValueError(f"{name} is no day such as 2027-06-30: {text[:_LONGEST]!r}") from None


def read(content: bytes) -> list[Row]:
    """The rows of a CSV or XLSX file, told apart by their first bytes. `RowsError` for what is neither."""
    if len(content) > MOST_BYTES:
        raise RowsError([RowError(1, f"the file is larger than {MOST_BYTES:,} bytes")])
    return list(_rows(_xlsx(content) if content.startswith(b"PK") else _csv(content)))


def _rows(lines: Iterable[Sequence[str]]) -> Iterator[Row]:
    head: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        values = [value.strip() for value in line]
        if number == 1:
            head = _head(values)
        elif any(values):
            if number > MOST_ROWS + 1:
                raise RowsError([RowError(number, f"at most {MOST_ROWS:,} rows at once")])
            if any(values[len(head) :]):
                raise RowsError([RowError(number, f"{len(values)} values where the head has {len(head)}")])
            yield Row(number, {**dict.fromkeys(COLUMNS, ""), **dict(zip(head, values, strict=False))})
    if not head:
        raise RowsError([RowError(1, "the file is empty")])


def _head(values: Sequence[str]) -> tuple[str, ...]:
    head = tuple(value.casefold().replace(" ", "_") for value in values if value)
    unknown = [name for name in head if name not in COLUMNS]
    missing = [name for name in ("cause", "event", "consequence", "owner") if name not in head]
    if unknown or missing or len(set(head)) < len(head):
        wrong = f"no column {unknown[0][:_LONGEST]!r} is known" if unknown else f"the head lacks {', '.join(missing)}"
        raise RowsError([RowError(1, f"{wrong}; the columns are {', '.join(COLUMNS)}, each once")])
    return head


def _csv(content: bytes) -> Iterator[Sequence[str]]:
    try:
        text = content.decode("utf-8-sig")
        yield from csv.reader(StringIO(text.strip(), newline=""), strict=True)
    except UnicodeDecodeError:
        raise RowsError([RowError(1, "the file is no text in UTF-8")]) from None
    except csv.Error as error:
        raise RowsError([RowError(1, f"the text is no CSV: {error}")]) from None


def _xlsx(content: bytes) -> Iterator[Sequence[str]]:
    """Of the first sheet; formulas by the values that were last computed."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(BytesIO(content)) as unfolded:
            if sum(part.file_size for part in unfolded.infolist()) > MOST_UNFOLDED:
                raise RowsError([RowError(1, f"the workbook unfolds to more than {MOST_UNFOLDED:,} bytes")])
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=len(COLUMNS) + 1, values_only=True)
        found = [[_text(value) for value in line] for line in lines]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError) as error:
        if isinstance(error, RowsError):
            raise
        raise RowsError([RowError(1, "the file is no workbook that can be read")]) from None
    yield from found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
