"""Data that cannot be opened says why, and what can be opened has a digest."""

import gzip
import hashlib
import json

import pytest

from assentian.checks.errors import DataError
from assentian.checks.tables import connect, open_table

BODY = "checks:\n  - {id: q, kind: data-quality, rows: {min: 1}}\n"


@pytest.mark.parametrize(
    ("current", "said"),
    [
        ("none.csv", "none.csv: does not exist; looked from"),
        ("'data/*.parquet'", "data/*.parquet: no file matches; looked from"),
        (".", "is a folder; name its files"),
        ("table.xlsx", "'.xlsx' is no known format; known: .parquet, .csv"),
        ("'mixed.*'", "mixes formats (.csv, .jsonl)"),
        ("empty.csv", "empty.csv: has no rows"),
        ("nothing.csv", "nothing.csv: "),
        ("broken.parquet", "broken.parquet: cannot be read as parquet"),
    ],
)
def test_data_that_cannot_be_read_is_named_with_the_reason(workshop, current, said):
    workshop.table("mixed.csv", {"a": [1]})
    workshop.table("empty.csv", {"a": []})
    for name, text in (
        ("table.xlsx", "x"),
        ("mixed.jsonl", '{"a": 1}\n'),
        ("nothing.csv", ""),
        ("broken.parquet", "not parquet"),
    ):
        (workshop.folder / name).write_text(text)
    with pytest.raises(DataError) as caught:
        workshop.run(BODY, current=current)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz", "rows.jsonl", "rows.ndjson", "rows.tsv", "rows.parquet"])
def test_every_format_gives_the_same_counts(workshop, name):
    rows = [{"a": number, "b": f"t{number % 3}"} for number in range(50)]
    path = workshop.folder / name
    if name.endswith("parquet"):
        values = ", ".join(f"({row['a']}, '{row['b']}')" for row in rows)
        connect().execute(f"COPY (SELECT * FROM (VALUES {values}) v(a, b)) TO '{path}'")
    elif "csv" in name or "tsv" in name:
        text = "\n".join(["a,b", *(f"{row['a']},{row['b']}" for row in rows)]).replace(
            ",", "\t" if "tsv" in name else ","
        )
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    else:
        path.write_text("\n".join(json.dumps(row) for row in rows))
    run = workshop.run(
        "checks:\n  - {id: q, kind: data-quality, rules: {a: {range: [0, 39]}, b: {allowed: [t0, t1]}}}\n", current=name
    )
    assert [one.value for one in run.results[0].metrics] == [10, 16]


def test_a_glob_is_one_table_whose_files_are_named_each_with_its_digest(workshop):
    for month in ("2026-09", "2026-10"):
        workshop.table(f"{month}.csv", {"a": [1, 2]})
    table = open_table(connect(), "t", "2026-*.csv", workshop.folder)
    assert table.rows == 4
    assert [file.name for file in table.fingerprint] == ["2026-09.csv", "2026-10.csv"]
    assert table.fingerprint[0].digest == hashlib.sha256((workshop.folder / "2026-09.csv").read_bytes()).hexdigest()
    assert open_table(connect(), "t", str(workshop.folder / "2026-*.csv"), workshop.folder).rows == 4


def test_names_with_quotes_cannot_break_out(workshop):
    odd = 'x"; DROP TABLE t; --'
    workshop.table("it's.csv", {odd: ["a'b", "c"]})
    body = "checks:\n  - {id: q, kind: data-quality, rules: {'x\"; DROP TABLE t; --': {allowed: [\"a'b\"]}}}\n"
    run = workshop.run(body, current='"it\'s.csv"')
    assert [one.value for one in run.results[0].metrics] == [1]
