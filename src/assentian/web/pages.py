"""Sorting and paging of registers by the query string, in a fixed number of queries: one count, one page of rows.

Neither trusts the query string: an unknown column falls back to the default, a page out of range to the nearest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Sorting:
    """The chosen order of a register. `columns` names each sortable column's ORM fields, the tie-breaker last."""

    columns: Mapping[str, tuple[str, ...]]
    key: str
    descending: bool
    params: QueryDict

    @classmethod
    def read(cls, params: QueryDict, columns: Mapping[str, tuple[str, ...]], *, default: str) -> "Sorting":
        """From `?sort=due` or `?sort=-due`; `default` is written the same way."""
        asked = params.get("sort", default)
        if asked.removeprefix("-") not in columns:
            asked = default
        return cls(columns, asked.removeprefix("-"), asked.startswith("-"), params)

    @property
    def order_by(self) -> tuple[str, ...]:
        fields = self.columns[self.key]
        return tuple(_turned(name) for name in fields) if self.descending else fields

    def link(self, key: str) -> str:
        """The address that sorts by this column, turning round when it is already the one; back to page 1."""
        turn = key == self.key and not self.descending
        return _query(self.params, sort=f"-{key}" if turn else key, page=None)


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One page of rows and where it stands among all."""

    rows: list[Row]
    number: int
    pages: int
    total: int
    first: int
    last: int
    params: QueryDict

    def link(self, number: int) -> str:
        return _query(self.params, page=str(number) if number > 1 else None)

    @property
    def window(self) -> list[int | None]:
        """Page numbers worth a link: the ends and the neighbours; None stands for a gap."""
        near = {1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)}
        numbers: list[int | None] = []
        for number in sorted(near):
            if numbers and number - (numbers[-1] or 0) > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


def paginate(params: QueryDict, rows: "QuerySet[Any, Row] | Sequence[Row]", *, size: int = PAGE_SIZE) -> Listing[Row]:
    """The page named by `?page=`: two queries for a query set, none for a sequence."""
    page = Paginator(rows, size).get_page(params.get("page"))
    return Listing(
        rows=list(page.object_list),
        number=page.number,
        pages=page.paginator.num_pages,
        total=page.paginator.count,
        first=page.start_index(),
        last=page.end_index(),
        params=params,
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _query(params: QueryDict, **changes: str | None) -> str:
    changed = params.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"
