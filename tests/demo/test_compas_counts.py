"""The published rates follow from the rows; nothing here or there writes one in as data."""

import csv
from collections import Counter
from hashlib import sha256

import pytest

from assentian.demo import compas


@pytest.fixture(scope="module")
def rows():
    return compas.rows()


def rates(rows, race):
    """(false positive rate, false negative rate) of a group, in per cent with two digits, as ProPublica prints them."""
    cells = Counter((row["two_year_recid"], row["medium_or_high"]) for row in rows if row["race"] == race)
    false_positive = cells[0, 1] / (cells[0, 0] + cells[0, 1])
    false_negative = cells[1, 0] / (cells[1, 0] + cells[1, 1])
    return round(100 * false_positive, 2), round(100 * false_negative, 2)


def test_the_rows_give_the_published_error_rates(rows):
    assert rates(rows, "African-American") == (44.85, 27.99)
    assert rates(rows, "Caucasian") == (23.45, 47.72)


def test_every_counted_outcome_is_one_row(rows):
    assert len(rows) == 7214
    assert Counter(row["race"] for row in rows) == {"African-American": 3696, "Caucasian": 2454, "Other groups": 1064}
    assert len({row["case_id"] for row in rows}) == len(rows)


def test_the_other_groups_are_the_total_less_the_published_two():
    assert compas.GROUPS["Other groups"] == compas.Cells(552, 128, 223, 161)
    assert min(min(vars(cells).values()) for cells in compas.GROUPS.values()) > 0


def test_a_seed_mixes_the_order_and_changes_no_count(rows):
    mixed = compas.rows(seed=7)
    assert mixed == compas.rows(seed=7)
    assert mixed != compas.rows(seed=8)
    assert [row["race"] for row in mixed] != [row["race"] for row in rows]
    for race in compas.GROUPS:
        assert rates(mixed, race) == rates(rows, race)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_same_rows_are_the_same_bytes(tmp_path, suffix):
    first, second = (compas.write(tmp_path / name / f"compas{suffix}", seed=7) for name in ("first", "second"))
    assert sha256(first.read_bytes()).digest() == sha256(second.read_bytes()).digest()


def test_the_csv_holds_the_declared_columns_and_every_row(tmp_path, rows):
    with compas.write(tmp_path / "compas.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert read == [{name: str(value) for name, value in row.items()} for row in rows]
    assert list(read[0]) == [column.name for column in compas.COLUMNS]
