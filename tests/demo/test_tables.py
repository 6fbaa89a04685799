import duckdb
import pytest

from assentian.demo.tables import Column, write_table

COLUMNS = (
    Column("name", "text", "A word"),
    Column("day", "date", "A day"),
    Column("count", "whole", "A number of things"),
    Column("share", "number", "A share"),
)
ROWS = [
    {"name": "one, two", "day": "2026-01-31", "count": 3, "share": 0.1},
    {"name": "three", "day": "2026-02-01", "count": None, "share": None},
]


def test_parquet_keeps_types_nulls_and_order(tmp_path):
    path = write_table(tmp_path / "new" / "table.parquet", COLUMNS, ROWS)
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        read = connection.execute(
            "SELECT name, day::VARCHAR, count, share FROM read_parquet(?)", [str(path)]
        ).fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("name", "VARCHAR"),
        ("day", "DATE"),
        ("count", "BIGINT"),
        ("share", "DOUBLE"),
    ]
    assert read == [("one, two", "2026-01-31", 3, 0.1), ("three", "2026-02-01", None, None)]


def test_a_null_is_an_empty_field_of_the_csv(tmp_path):
    path = write_table(tmp_path / "table.csv", COLUMNS, ROWS)
    assert path.read_bytes() == b'name,day,count,share\n"one, two",2026-01-31,3,0.1\nthree,2026-02-01,,\n'


@pytest.mark.parametrize("row", [{"name": "short"}, {**ROWS[0], "extra": 1}])
def test_a_row_with_other_columns_is_refused(tmp_path, row):
    with pytest.raises(ValueError, match="declared are"):
        write_table(tmp_path / "table.csv", COLUMNS, [row])


def test_an_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"table\.xlsx: a table is written as \.csv or \.parquet"):
        write_table(tmp_path / "table.xlsx", COLUMNS, ROWS)
