"""Sorting and paging: what the query string asks, as far as it can be trusted."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from assentian.web.components.tables import column, pager
from assentian.web.pages import Sorting, paginate

COLUMNS = {"name": ("name", "pk"), "due": ("due", "-pk")}


def sorting(query, default="name"):
    return Sorting.read(QueryDict(query), COLUMNS, default=default)


def test_a_column_sorts_both_ways_with_its_tie_breaker():
    assert sorting("sort=due").order_by == ("due", "-pk")
    assert sorting("sort=-due").order_by == ("-due", "pk")


def test_an_unknown_column_falls_back_to_the_default():
    assert sorting("sort=password", default="-due").order_by == ("-due", "pk")


def test_the_link_of_the_current_column_turns_round_and_keeps_the_filter():
    asked = sorting("q=credit&sort=due&page=3")
    assert asked.link("due") == "?q=credit&sort=-due"
    assert asked.link("name") == "?q=credit&sort=name"


def test_a_sorted_column_says_so():
    assert 'aria-sort="descending"' in column("Due", "due", sorting("sort=-due"))
    assert "aria-sort" not in column("Name", "name", sorting("sort=-due"))
    assert "href" not in column("Owner", "owner", sorting(""))
    assert column("Size", numeric=True) == '<th scope="col" class="num">Size</th>'


def test_a_page_knows_where_it_stands():
    page = paginate(QueryDict("page=2&q=x"), range(120), size=50)
    assert (page.first, page.last, page.total, page.pages) == (51, 100, 120, 3)
    assert page.rows == list(range(50, 100))
    assert page.link(3) == "?page=3&q=x" or page.link(3) == "?q=x&page=3"
    assert page.link(1) == "?q=x"


@pytest.mark.parametrize(("asked", "number"), [("0", 3), ("99", 3), ("x", 1), ("", 1)])
def test_a_page_out_of_range_is_the_nearest(asked, number):
    assert paginate(QueryDict(f"page={asked}"), range(120), size=50).number == number


def test_the_pager_links_ends_and_neighbours():
    page = paginate(QueryDict("page=10"), range(1000), size=50)
    assert page.window == [1, None, 9, 10, 11, None, 20]
    assert 'aria-current="page">10<' in pager(page, "risks")
    assert "451 to 500 of 1\N{NO-BREAK SPACE}000 risks" in pager(page, "risks")


def test_one_page_needs_no_pager():
    assert "href" not in pager(paginate(QueryDict(), range(3)), "risks")
    assert paginate(QueryDict(), []).rows == []


@given(st.integers(0, 300), st.integers(1, 40))
def test_every_row_is_on_exactly_one_page(total, size):
    pages = paginate(QueryDict(), range(total), size=size).pages
    rows = [row for n in range(1, pages + 1) for row in paginate(QueryDict(f"page={n}"), range(total), size=size).rows]
    assert rows == list(range(total))
