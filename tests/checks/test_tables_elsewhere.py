"""The same rows give the same counts in a file, in a frame and in PostgreSQL; and no password is ever said."""

import datetime as dt
import decimal
import math
import random
import time

import polars as pl
import psycopg
import pyarrow as pa
import pytest
from pyarrow import parquet

from assentian.checks.errors import DataError, SuiteError
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("at", pa.timestamp("us")),
        ("x", pa.float64()),
        ("f", pa.float64()),
        ("t", pa.string()),
        ("many", pa.string()),
        ("b", pa.bool_()),
        ("d", pa.decimal128(10, 2)),
        ("day", pa.date32()),
        ("y", pa.int32()),
        ("s", pa.float64()),
    ]
)
CREATE = (
    "CREATE TABLE {name} (id bigint, at timestamp, x float8, f float8, t text, many text, b bool, d numeric(10, 2), "
    "day date, y int, s float8)"
)
BODY = """columns: {id: id, time: at, label: y, prediction: b, score: s, groups: [t, f]}
checks:
  - id: quality
    kind: data-quality
    rules:
      x: {null_max: 0.1, range: [-1, 2], unique: true}
      t: {allowed: [a, 12, ""], type: number}
      many: {unique: true, type: date}
      b: {allowed: [true]}
      d: {range: [0, 500], type: integer}
    freshness: {max_days: 9, as_of: 2026-02-01}
  - {id: drift, kind: drift}
  - {id: fairness, kind: fairness}
  - {id: performance, kind: performance}
  - {id: privacy, kind: k-anonymity, quasi_identifiers: [t, b, x], k: 2}
"""
ODD_NUMBERS = {0: math.nan, 1: math.inf, 2: -math.inf, 3: None, 4: -0.0}
ODD_TEXTS = ["", "é漢", "a'b", "Z", "a", None, "12", " 7 ", "x\\y"]
SPELT = [1.5, 2.0, 1e16, 1e15, 1e-5, 0.1, None, -0.0]


def made(seed, size):
    chance, start = random.Random(seed), dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a timestamp without zone
    return [
        (
            place,
            start + dt.timedelta(seconds=place * 7),
            ODD_NUMBERS.get(chance.randrange(200), chance.gauss(0, 1)),
            chance.choice(SPELT),
            chance.choice(ODD_TEXTS),
            f"c{chance.randrange(10_000)}",
            chance.random() < 0.4,
            decimal.Decimal(chance.randrange(100_000)) / 100,
            dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(30)),
            chance.randrange(2),
            chance.random(),
        )
        for place in range(size)
    ]


@pytest.fixture(scope="module")
def rows():
    return {"reference": made(1, 20_000), "current": made(2, 9_000)}


@pytest.fixture
def tables(rows):
    return {
        name: pa.table(dict(zip(SCHEMA.names, zip(*held, strict=True), strict=True)), schema=SCHEMA)
        for name, held in rows.items()
    }


@pytest.fixture
def declare(tmp_path):
    def suite(data=""):
        path = tmp_path / "suite.yaml"
        path.write_text(f"suite: 1\nsystem: s\n{data}{BODY}")
        return load_suite(path)

    return suite


@pytest.fixture
def from_files(tables, declare, tmp_path):
    for name, table in tables.items():
        parquet.write_table(table, tmp_path / f"{name}.parquet")
    return run_suite(declare("data: {current: {path: current.parquet}, reference: {path: reference.parquet}}\n"))


def counts(run):
    assert [result.message for result in run.results] == [""] * 5
    return {result.kind: result.profile.counts for result in run.results}


@pytest.mark.parametrize("library", ["pyarrow", "polars"])
def test_a_frame_gives_the_counts_of_the_file(from_files, tables, declare, library):
    frames = {name: table if library == "pyarrow" else pl.from_arrow(table) for name, table in tables.items()}
    assert counts(run_suite(declare(), **frames)) == counts(from_files)


def test_postgresql_gives_the_counts_of_the_file(from_files, rows, declare, postgres_url):
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP SCHEMA IF EXISTS measured CASCADE")
        connection.execute("CREATE SCHEMA measured")
        for name, held in rows.items():
            connection.execute(CREATE.format(name=f"measured.{name}"))
            with connection.cursor().copy(f"COPY measured.{name} FROM STDIN") as copy:
                for row in held:
                    copy.write_row(row)
    data = "".join(f"  {name}: {{table: measured.{name}, database: '{postgres_url}'}}\n" for name in rows)
    with run_suite(declare(f"data:\n{data}")) as run:
        assert counts(run) == counts(from_files)
        assert run.inputs.data.engine["name"] == "postgresql"
        with pytest.raises(DataError, match="read-only"):
            run.inputs.data.run("CREATE TABLE measured.other (a int)")
    assert run.inputs.data.connection.closed
    assert run.inputs.compared.connection.closed
    missing = data.replace("measured.reference", "measured.nothing")
    with pytest.raises(DataError, match="there is no such table"):
        run_suite(declare(f"data:\n{missing}"))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'assentian'"
        until = time.monotonic() + 10  # a server's process ends a moment after its connection
        while connection.execute(left).fetchone() != (0,):
            assert time.monotonic() < until, "a connection stays open"
            time.sleep(0.05)


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@h/db", "postgresql://h/db?password=hunter2"])
def test_a_suite_must_not_hold_a_password(declare, url):
    with pytest.raises(SuiteError, match=r"suite.yaml:3: data.current.database: holds a password") as caught:
        declare(f"data: {{current: {{table: t, database: '{url}'}}}}\n")
    assert "hunter2" not in str(caught.value)
