"""What registers share: how many rows a page holds, and the whole list as CSV."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse, QueryDict

from assentian.web.pages import PAGE_SIZE

MOST_ROWS = 1000
LONGEST_NUMBER = 15
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def page_size(params: QueryDict) -> int:
    """From `?per_page=`, between 1 and 1,000; anything else is the usual size."""
    asked = params.get("per_page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER
    return min(max(int(asked), 1), MOST_ROWS) if is_number else PAGE_SIZE


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download `<name>.csv` (RFC 4180). What a spreadsheet would run as a formula is led by an apostrophe (OWASP)."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_inert(value) for value in row] for row in rows)
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
